/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_SOURCE_H
#define INGOT_BOOTSTRAPPER_SOURCE_H

#include "base/file.h"
#include "base/reason.h"
#include "bootstrapper/cmdline.h"
#include "bootstrapper/drive.h"
#include "bootstrapper/metadata_unit.h"

/*
 * Where the host may put the node's configuration: one of
 *
 *	SMBIOS        a type 11 string that begins with "ingot.node="
 *	fw_cfg        the item opt/ingot.node
 *	config drive  see drive.h
 *	metadata      the platform's metadata service, see metadata_unit.h
 *
 * The last one is asked only if none of the others has one, and there is no config drive that could
 * have had one: it needs the network, and time.
 *
 * systemd imports nothing from there on our images; this is the only reader. What it delivers is a
 * bundle (node/bundle.h), of at most INGOT_NODE_BUNDLE_SIZE_MAX bytes.
 */

/**
 * struct ingot_source_paths - where each source is
 * @smbios: /sys/firmware/dmi/tables/DMI
 * @fw_cfg: the item's folder: /sys/firmware/qemu_fw_cfg/by_name/opt/ingot.node
 * @drive:  see there
 * @metadata: see there
 *
 * A file that is not there is a source that has nothing.
 */
struct ingot_source_paths {
	const char *smbios;
	const char *fw_cfg;
	struct ingot_drive_paths drive;
	struct ingot_metadata_unit_paths metadata;
};

/**
 * struct ingot_source - the configuration as it was delivered; release with ingot_source_close()
 * @content: its exact bytes; may be empty
 * @words:   where it comes from, for the person at the console
 *
 * An all-zero one holds nothing and may be closed.
 */
struct ingot_source {
	struct ingot_file content;
	char words[INGOT_DRIVE_WORDS_SIZE];
};

/**
 * ingot_source_read - read the one configuration
 * @paths:  where to look; devices must have settled (`udevadm settle`)
 * @platform: whose metadata service may be asked
 * @reason: set on failure
 * @ret_source: the configuration
 *
 * All sources of the machine itself are read, so that a second configuration is never overlooked.
 *
 * Returns 1; 0 if no source has one; -EBADMSG if two have one, or a source is malformed; -EFBIG if
 * it is too large; -EIO or -ETIMEDOUT if the metadata service cannot be asked; -ENOMEM; an OS error.
 */
int ingot_source_read(const struct ingot_source_paths *paths, enum ingot_platform platform,
		      struct ingot_reason *reason, struct ingot_source *ret_source);

/** ingot_source_close - release it and leave an all-zero structure; for ingot_scoped() too. */
void ingot_source_close(struct ingot_source *source);

#endif
