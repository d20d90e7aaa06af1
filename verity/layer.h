/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_LAYER_H
#define INGOT_VERITY_LAYER_H

#include <stdbool.h>

#include "verity/blockhash.h"
#include "verity/store.h"

/*
 * One layer of a tree: blocks in, one entry out for each, by several threads. Building a tree and
 * checking one are both this, layer by layer; they differ in what becomes of the entries.
 */

/* Blocks whose entries are handed over at once, and bytes of these. */
#define INGOT_VERITY_UNIT_MAX      240
#define INGOT_VERITY_UNIT_SIZE_MAX (INGOT_VERITY_UNIT_MAX * INGOT_DIGEST_SIZE_MAX)

/* The buffers of all threads together, bytes; fewer threads work where blocks are large. */
#define INGOT_VERITY_BUFFERS_MAX ((size_t)16 << 20)

/**
 * struct ingot_verity_layer - blocks to hash, and who takes the entries
 * @superblock:   whose algorithm and salt count
 * @engine:       as for ingot_blockhash_new()
 * @thread_count: 1..INGOT_WORKERS_MAX
 * @source:       where the blocks are
 * @offset:       the first one's first byte there
 * @block_count:  blocks
 * @block_size:   bytes of each
 * @entry_size:   bytes of an entry
 * @repeat, @repeat_entry: as in struct ingot_blockhash_job
 * @holes:        @repeat is all zeros: holes of @source need not be read
 * @context:      handed to the callbacks first
 * @take:         gets the entries of some blocks that follow each other, from number @block on;
 *                called from several threads, in any order. Returns 0, or a negative errno
 * @progress:     how many blocks are done; called on the caller's thread only; may be NULL
 */
struct ingot_verity_layer {
	const struct ingot_verity_superblock *superblock;
	const struct ingot_sha256_engine *engine;
	unsigned thread_count;
	const struct ingot_verity_store *source;
	uint64_t offset;
	uint64_t block_count;
	size_t block_size;
	size_t entry_size;
	const uint8_t *repeat;
	const uint8_t *repeat_entry;
	bool holes;
	void *context;
	int (*take)(void *context, uint64_t block, struct ingot_bytes entries);
	void (*progress)(void *context, uint64_t blocks);
};

/**
 * ingot_verity_layer_run - hash all blocks of a layer
 *
 * Returns 0; -ENOMEM; -EIO; -EINVAL; what a callback returned.
 */
int ingot_verity_layer_run(const struct ingot_verity_layer *layer);

#endif
