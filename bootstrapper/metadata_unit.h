/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_METADATA_UNIT_H
#define INGOT_BOOTSTRAPPER_METADATA_UNIT_H

#include "base/file.h"
#include "base/reason.h"
#include "bootstrapper/cmdline.h"

/*
 * The platform's metadata service, asked by a unit of its own: ingot-metadata@PLATFORM.service
 * brings the network up and runs ingot-metadata (metadata/command.h). This program never touches
 * the network.
 */

#define INGOT_METADATA_UNIT_WORDS_SIZE 40

/**
 * struct ingot_metadata_unit_paths - how the unit is started, and where its answer is
 * @systemctl: the program
 * @content: what the service delivered; no file: it has none
 * @reason:  why it was not asked, one line; no file: there was no failure
 *
 * Both files are removed before the unit is started, and once they are read.
 */
struct ingot_metadata_unit_paths {
	const char *systemctl;
	const char *content;
	const char *reason;
};

/** ingot_metadata_unit_has - does @platform have such a service? All but qemu do. */
bool ingot_metadata_unit_has(enum ingot_platform platform);

/**
 * ingot_metadata_unit_words - name the service: "metadata service of aws"
 * @platform: one that has one
 */
void ingot_metadata_unit_words(enum ingot_platform platform,
			       char ret_words[INGOT_METADATA_UNIT_WORDS_SIZE]);

/**
 * ingot_metadata_unit_read - ask the service
 * @paths:    see there
 * @platform: one that has one
 * @reason:   set on failure; begins with its words
 * @ret_content: what it delivers; release with ingot_file_close()
 *
 * Takes some minutes if there is no network, or no answer. What it delivers must look like a node
 * configuration (ingot_node_bundle_looks_so()): a cloud's user data is often somebody else's.
 *
 * Returns 1; 0 if the service says that it has none; -EIO if it cannot be asked; -EFBIG over
 * INGOT_NODE_BUNDLE_SIZE_MAX; -EBADMSG; -ETIMEDOUT; -ENOMEM; an OS error.
 */
int ingot_metadata_unit_read(const struct ingot_metadata_unit_paths *paths,
			     enum ingot_platform platform, struct ingot_reason *reason,
			     struct ingot_file *ret_content);

#endif
