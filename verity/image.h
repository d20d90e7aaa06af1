/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_IMAGE_H
#define INGOT_VERITY_IMAGE_H

#include "disk/gpt.h"
#include "measurements/text.h"
#include "verity/superblock.h"

/*
 * A disk image with a verity root: what its parts say about each other. Nothing of the tree is
 * checked here.
 */

/**
 * struct ingot_verity_image - the parts
 * @gpt:        the partition table
 * @esp:        EFI system partition
 * @data:       root partition
 * @hash:       its verity partition
 * @superblock: at the start of @hash
 * @root:       root hash that the command line of every UKI on the ESP names
 */
struct ingot_verity_image {
	struct ingot_gpt gpt;
	struct ingot_partition esp;
	struct ingot_partition data;
	struct ingot_partition hash;
	struct ingot_verity_superblock superblock;
	struct ingot_digest root;
};

/**
 * ingot_verity_image_partitions - read the partition table and find a verity root by its types
 * @disk:      the whole image; borrowed, and must outlive @ret_image
 * @ret_image: @gpt, @data and @hash are set
 * @why:       on failure one line that names the part and what is wrong with it; empty before
 *
 * Partition types are those of the Discoverable Partitions Specification (UAPI.2), x86-64 and arm64.
 *
 * Returns 0; -EBADMSG; -ENOTSUP, also for several roots; -ENOENT without one.
 */
int ingot_verity_image_partitions(struct ingot_bytes disk, struct ingot_verity_image *ret_image,
				  struct ingot_text *why);

/**
 * ingot_verity_image_read - all parts
 * @disk, @ret_image, @why: as above, and all of @ret_image is set
 *
 * The GPT and its backup, the whole FAT of the ESP, and every UKI in EFI/Linux or EFI/BOOT with all
 * its profiles must be well-formed; each has to name the same root hash, exactly once.
 *
 * Returns 0; -EBADMSG; -ENOTSUP; -EFBIG; -ENOENT if a part is missing; -ENOMEM.
 */
int ingot_verity_image_read(struct ingot_bytes disk, struct ingot_verity_image *ret_image,
			    struct ingot_text *why);

/**
 * ingot_verity_image_guids - the unique GUIDs that root and verity partition must have
 * @root: root hash; its first 128 bits make the one, its last 128 bits the other (UAPI.2)
 */
void ingot_verity_image_guids(const struct ingot_digest *root, struct ingot_guid *ret_data,
			      struct ingot_guid *ret_hash);

/**
 * ingot_verity_roothash - the root hash that a kernel command line names
 * @cmdline: the whole of it, a NUL at the end or not
 * @hash:    algorithm
 * @ret_root: the root hash
 *
 * Returns 0; -ENOENT if there is no "roothash="; -EBADMSG if there are two, or it is no digest of
 * @hash in lower-case hexadecimal.
 */
int ingot_verity_roothash(struct ingot_bytes cmdline, enum ingot_hash hash,
			  struct ingot_digest *ret_root);

#endif
