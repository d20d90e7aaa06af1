/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_IMAGE_H
#define INGOT_MEASUREMENTS_IMAGE_H

#include "base/bytes.h"
#include "disk/gpt.h"
#include "measurements/esp.h"
#include "measurements/loaderinfo.h"
#include "measurements/pe.h"
#include "measurements/text.h"
#include "measurements/uki.h"

/*
 * A disk image as the firmware will start it: partition table, EFI system partition, what the
 * firmware starts from there, and what that starts in turn, down to the kernel.
 */

/* Versions of systemd-boot and systemd-stub whose measurements were seen on real boots, or lie
 * between two that were. */
#define INGOT_IMAGE_SYSTEMD_MIN 257
#define INGOT_IMAGE_SYSTEMD_MAX 262

/* Leave the choice to what starts the UKI; for one with several profiles that is refused. */
#define INGOT_IMAGE_PROFILE_DEFAULT (-1)

/** enum ingot_image_chain - how the firmware gets to the kernel */
enum ingot_image_chain {
	INGOT_IMAGE_CHAIN_SYSTEMD_BOOT, /* by systemd-boot, which starts the UKI */
	INGOT_IMAGE_CHAIN_DIRECT,       /* the firmware starts the UKI itself */
};

/**
 * struct ingot_image_file - the content of a file of the ESP
 * @path:    in the ESP; borrowed from the image
 * @content: its bytes; in @copy or a view into the disk
 * @copy:    heap block, or NULL where the file lies in one piece
 */
struct ingot_image_file {
	const char *path;
	struct ingot_bytes content;
	uint8_t *copy;
};

/**
 * struct ingot_image - a boot chain that has been checked
 * @gpt:         partition table
 * @esp:         files of the EFI system partition
 * @chain:       how the kernel is reached
 * @loader_file: systemd-boot; all zero if the chain is direct
 * @loader:      its PE image
 * @loader_info: its version
 * @loader_conf: systemd-boot's configuration; all zero if there is none, or nobody reads it
 * @uki_file:    the UKI
 * @uki:         the UKI under the profile that is started
 * @profile:     number of that profile
 * @kernel:      the image in .linux
 */
struct ingot_image {
	struct ingot_gpt gpt;
	struct ingot_esp esp;
	enum ingot_image_chain chain;
	struct ingot_image_file loader_file;
	struct ingot_pe loader;
	struct ingot_loaderinfo loader_info;
	struct ingot_image_file loader_conf;
	struct ingot_image_file uki_file;
	struct ingot_uki uki;
	unsigned profile;
	struct ingot_pe kernel;
};

/**
 * ingot_image_new - find the boot chain of a disk image
 * @disk:      the whole disk; borrowed, and must outlive @ret_image
 * @profile:   profile of the UKI, from 0, or INGOT_IMAGE_PROFILE_DEFAULT
 * @ret_image: free with ingot_image_free()
 * @why:       on failure one line that names the part and what is wrong with it; empty before
 *
 * Refused, beside what the readers of GPT, FAT32, PE and UKI refuse: several EFI system
 * partitions, or one more that holds boot entries (XBOOTLDR); files on the ESP that are not known
 * (see esp.h); a first program that is neither systemd-boot nor a UKI; several boot entries, unless
 * their bytes are the same; versions of systemd that are not known; a UKI without a command line.
 *
 * Returns 0; -EBADMSG; -ENOTSUP; -EFBIG; -ENOENT if a part is missing; -ENOMEM.
 */
int ingot_image_new(struct ingot_bytes disk, int profile, struct ingot_image **ret_image,
		    struct ingot_text *why);

/** ingot_image_free - release it; NULL is fine. */
void ingot_image_free(struct ingot_image *image);

/** ingot_image_scoped - for ingot_scoped(): frees the image that the variable holds. */
void ingot_image_scoped(struct ingot_image **image);

#endif
