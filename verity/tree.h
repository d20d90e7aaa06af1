/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_TREE_H
#define INGOT_VERITY_TREE_H

#include <stdbool.h>

#include "verity/sha256.h"
#include "verity/shape.h"
#include "verity/store.h"

/*
 * A hash tree over data: what building and checking one have in common, and building one.
 */

/**
 * struct ingot_verity_tree - data, the tree over it, and how to work on them
 * @superblock:   parameters of the tree
 * @data:         the data; what follows its last whole block is not part of the tree
 * @hash:         where superblock and tree are
 * @hash_offset:  the superblock's first byte there, a multiple of 512
 * @engine:       as for ingot_blockhash_new(); usually ingot_sha256_engine_at(0)
 * @thread_count: 1..INGOT_WORKERS_MAX; the result does not depend on it
 * @context:      handed to @progress first
 * @progress:     blocks done of all blocks of data and tree; called on the caller's thread only;
 *                may be NULL
 *
 * @data and @hash may be the same store, if data and tree do not overlap.
 */
struct ingot_verity_tree {
	struct ingot_verity_superblock superblock;
	struct ingot_verity_store data;
	struct ingot_verity_store hash;
	uint64_t hash_offset;
	const struct ingot_sha256_engine *engine;
	unsigned thread_count;
	void *context;
	void (*progress)(void *context, uint64_t done, uint64_t total);
};

/**
 * struct ingot_verity_repeat - the block that a layer has where the data is zeros, and its entry
 * @block: heap block; free it with ingot_verity_repeat_free()
 * @entry: digest with its padding
 * @zeros: the block itself is zeros: the layer is the data
 *
 * A tree over much empty space is as regular as that space.
 */
struct ingot_verity_repeat {
	uint8_t *block;
	uint8_t entry[INGOT_DIGEST_SIZE_MAX];
	bool zeros;
};

/**
 * ingot_verity_repeat_of - that of one layer
 * @shape: of @tree
 * @layer: 0 for the data, 1 for level 0 of the tree, and so on; at most @shape->level_count
 * @ret_repeat: free with ingot_verity_repeat_free()
 *
 * Returns 0; -ENOMEM; -EIO; -EINVAL.
 */
int ingot_verity_repeat_of(const struct ingot_verity_tree *tree,
			   const struct ingot_verity_shape *shape, unsigned layer,
			   struct ingot_verity_repeat *ret_repeat);

/** ingot_verity_repeat_free - release what it holds; for ingot_scoped() too. */
void ingot_verity_repeat_free(struct ingot_verity_repeat *repeat);

/** ingot_verity_shape_blocks - blocks of data and tree together. */
uint64_t ingot_verity_shape_blocks(const struct ingot_verity_superblock *superblock,
				   const struct ingot_verity_shape *shape);

/**
 * ingot_verity_build - build a tree
 * @tree:     @hash must be writable; what was there is overwritten
 * @ret_root: the root hash
 *
 * Writes the tree, bottom up, and the superblock last: the same bytes as `veritysetup format` for
 * the same parameters, if everything between the superblock and the tree was zero; here it is made
 * so. Reads lower levels back from @hash: memory does not grow with the data.
 *
 * Returns 0; -EINVAL if @data is shorter than the superblock says, or the superblock is not good;
 * -EFBIG; -ENOMEM; -EIO; what the stores return.
 */
int ingot_verity_build(const struct ingot_verity_tree *tree, struct ingot_digest *ret_root);

#endif
