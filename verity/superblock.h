/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_SUPERBLOCK_H
#define INGOT_VERITY_SUPERBLOCK_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "disk/guid.h"

/*
 * dm-verity's superblock, version 1, hash type 1: how a hash tree was made. It is neither signed
 * nor covered by the root hash; that the tree it describes leads to the root hash is what checks
 * it, all but its UUID.
 *
 * Spec: cryptsetup's on-disk format, "DMVerity" in its wiki; the same fields as the device-mapper
 * target's parameters in the kernel's admin-guide/device-mapper/verity.rst. All integers are
 * little-endian.
 */

#define INGOT_VERITY_SUPERBLOCK_SIZE 512
#define INGOT_VERITY_SALT_MAX        256

/* Block sizes that cryptsetup takes; kernels open what is not larger than their pages. */
#define INGOT_VERITY_BLOCK_SIZE_MIN 512
#define INGOT_VERITY_BLOCK_SIZE_MAX (512 * 1024)

/**
 * struct ingot_verity_superblock - parameters of a tree
 * @uuid:            which tree it is
 * @hash:            algorithm
 * @data_block_size: bytes, a power of two, INGOT_VERITY_BLOCK_SIZE_MIN..MAX
 * @hash_block_size: the same for blocks of the tree
 * @data_blocks:     blocks under the tree, at least 1
 * @salt_size:       0..INGOT_VERITY_SALT_MAX
 * @salt:            hashed in front of every block; what follows its @salt_size bytes is zero
 */
struct ingot_verity_superblock {
	struct ingot_guid uuid;
	enum ingot_hash hash;
	uint32_t data_block_size;
	uint32_t hash_block_size;
	uint64_t data_blocks;
	uint16_t salt_size;
	uint8_t salt[INGOT_VERITY_SALT_MAX];
};

/**
 * ingot_verity_superblock_read - read a superblock, strictly
 * @bytes: at least its 512 bytes; what follows is not looked at
 * @ret_superblock: a copy
 * @fault: where the format breaks, bytes from the start of @bytes; may be NULL
 *
 * Stricter than the kernel's tools: unused bytes must be zero.
 *
 * Returns 0; -EBADMSG; -ENOTSUP for hash type 0, or an algorithm that base/digest.h does not know.
 */
int ingot_verity_superblock_read(struct ingot_bytes bytes,
				 struct ingot_verity_superblock *ret_superblock,
				 struct ingot_fault *fault);

/**
 * ingot_verity_superblock_check - can a tree be made with these parameters
 *
 * Returns NULL, or the rule that they break, static text.
 */
const char *ingot_verity_superblock_check(const struct ingot_verity_superblock *superblock);

/** ingot_verity_superblock_write - the bytes that cryptsetup writes for the same parameters. */
void ingot_verity_superblock_write(const struct ingot_verity_superblock *superblock,
				   uint8_t ret_bytes[INGOT_VERITY_SUPERBLOCK_SIZE]);

#endif
