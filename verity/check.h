/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_CHECK_H
#define INGOT_VERITY_CHECK_H

#include "verity/ranges.h"
#include "verity/tree.h"

/*
 * Check a hash tree and the data under it against a root hash, and say which blocks are bad.
 *
 * Layer by layer from the root down, every block is compared with its entry in the block above it.
 * A block that differs from an entry in a good block is bad. Where the block above is bad itself,
 * nobody can tell which of the two it was, and the block is *unproven*: it is not counted as bad.
 * So one changed bit is one bad block, wherever it is.
 */

/**
 * struct ingot_verity_report - what is wrong with a tree; an all-zero one says: nothing
 * @bad:        bad blocks: [0] of the data, [1] of level 0 of the tree, and so on
 * @unproven_count: blocks that differ from their entry in a bad block
 * @doubt:      how the superblock does not fit the tree, static text; NULL if it does. What the
 *              superblock says then decides nothing: the blocks named beside it may be good
 * @padding:    bytes between superblock and tree are not zero; then the first one's offset
 * @has_padding: they are not
 */
struct ingot_verity_report {
	struct ingot_ranges bad[INGOT_VERITY_LEVEL_MAX + 1];
	uint64_t unproven_count;
	const char *doubt;
	uint64_t padding;
	bool has_padding;
};

/**
 * ingot_verity_check - check data and tree
 * @tree:       parameters as the superblock says them; nothing is written
 * @root:       what the tree has to lead to; of the superblock's algorithm
 * @ret_report: what is wrong
 * @fault:      on -EBADMSG and -EFBIG where sizes do not fit, bytes of the store with the
 *              superblock, and the rule; may be NULL
 *
 * Returns 1 if data and tree are those of @root; 0 if they are not, and @ret_report says how;
 * -EINVAL if @root is of another algorithm; -EBADMSG if data or tree are shorter than the superblock
 * says; -EFBIG; -ENOMEM; -EIO; what the stores return.
 */
int ingot_verity_check(const struct ingot_verity_tree *tree, const struct ingot_digest *root,
		       struct ingot_verity_report *ret_report, struct ingot_fault *fault);

#endif
