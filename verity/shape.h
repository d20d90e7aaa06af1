/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_SHAPE_H
#define INGOT_VERITY_SHAPE_H

#include <stdint.h>

#include "verity/superblock.h"

/*
 * The shape of a hash tree: how many levels, how large, where. Level 0 holds the digests of the
 * data blocks, level 1 those of the blocks of level 0, and so on up to a level of one block, whose
 * digest is the root hash. On disk the top level comes first. A level is one array of entries
 * without gaps, filled up with zeros to the end of its last block.
 *
 * Spec: kernel, admin-guide/device-mapper/verity.rst, "Hash Tree"; for the positions,
 * drivers/md/dm-verity-target.c and cryptsetup's DMVerity format.
 */

/* Eight entries a block at least, and 2^54 data blocks at most. */
#define INGOT_VERITY_LEVEL_MAX 18

/**
 * struct ingot_verity_level - a level of the tree
 * @offset:      its first byte in the hash area's file
 * @block_count: its blocks
 * @entry_count: digests in it: blocks of the level below, or of the data
 */
struct ingot_verity_level {
	uint64_t offset;
	uint64_t block_count;
	uint64_t entry_count;
};

/**
 * struct ingot_verity_shape - a tree's shape
 * @entry_size:      bytes of a digest with its padding, a power of two
 * @entries_per_block: entries in a block of the tree, a power of two
 * @level_count:     0 for a single data block: its digest is the root hash
 * @level:           the levels, 0 above the data
 * @start:           first byte behind the superblock
 * @tree:            first byte of the tree: its top level; what lies between is padding. Without
 *                   levels where the padding ends
 * @end:             first byte behind the tree
 */
struct ingot_verity_shape {
	uint32_t entry_size;
	uint32_t entries_per_block;
	unsigned level_count;
	struct ingot_verity_level level[INGOT_VERITY_LEVEL_MAX];
	uint64_t start;
	uint64_t tree;
	uint64_t end;
};

/**
 * ingot_verity_shape_of - the shape of the tree that a superblock describes
 * @superblock: one that ingot_verity_superblock_check() has nothing against
 * @offset:     where the superblock is in the hash area's file, bytes; a multiple of 512. The tree
 *              begins at the next multiple of the hash block size behind it, counted from the start
 *              of the file, not from @offset.
 * @ret_shape:  the shape
 *
 * Returns 0; -EINVAL if @superblock or @offset is not good; -EFBIG if the tree would end beyond
 * what a file can have.
 */
int ingot_verity_shape_of(const struct ingot_verity_superblock *superblock, uint64_t offset,
			  struct ingot_verity_shape *ret_shape);

#endif
