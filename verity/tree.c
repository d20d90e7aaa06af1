/* SPDX-License-Identifier: Apache-2.0 */
/* Build a hash tree, layer by layer. */
#include "verity/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "verity/layer.h"

/* struct building - a tree under construction; @layer is the one whose blocks are being hashed. */
struct building {
	const struct ingot_verity_tree *tree;
	struct ingot_verity_shape shape;
	unsigned layer;
	uint64_t done;
	uint64_t total;
	uint8_t root[INGOT_DIGEST_SIZE_MAX];
};

void ingot_verity_repeat_free(struct ingot_verity_repeat *repeat)
{
	free(repeat->block);
	repeat->block = NULL;
}

/* The next layer's, from this one's entry. */
static int climb(const struct ingot_verity_tree *tree, const struct ingot_verity_shape *shape,
		 struct ingot_verity_repeat *repeat)
{
	uint8_t *block = malloc(tree->superblock.hash_block_size);

	if (!block)
		return -ENOMEM;
	for (uint32_t i = 0; i < shape->entries_per_block; i++)
		memcpy(&block[(size_t)i * shape->entry_size], repeat->entry, shape->entry_size);
	free(repeat->block);
	repeat->block = block;
	repeat->zeros = false;
	return 0;
}

int ingot_verity_repeat_of(const struct ingot_verity_tree *tree,
			   const struct ingot_verity_shape *shape, unsigned layer,
			   struct ingot_verity_repeat *ret_repeat)
{
	ingot_scoped(ingot_blockhash_scoped) struct ingot_blockhash *blockhash = NULL;
	ingot_scoped(ingot_verity_repeat_free) struct ingot_verity_repeat repeat = { .zeros =
											     true };
	struct ingot_blockhash_job job = { .entry_size = shape->entry_size };
	int r;

	if (layer > shape->level_count)
		return -EINVAL;
	repeat.block = calloc(1, tree->superblock.data_block_size);
	if (!repeat.block)
		return -ENOMEM;
	r = ingot_blockhash_new(&tree->superblock, tree->engine, &blockhash);
	for (unsigned i = 0; r == 0 && i <= layer; i++) {
		if (i > 0)
			r = climb(tree, shape, &repeat);
		if (r < 0)
			return r;
		job.block_size =
			i > 0 ? tree->superblock.hash_block_size : tree->superblock.data_block_size;
		job.blocks = (struct ingot_bytes){ repeat.block, job.block_size };
		r = ingot_blockhash_run(blockhash, &job, repeat.entry);
	}
	if (r < 0)
		return r;
	*ret_repeat = repeat;
	repeat.block = NULL;
	return 0;
}

uint64_t ingot_verity_shape_blocks(const struct ingot_verity_superblock *superblock,
				   const struct ingot_verity_shape *shape)
{
	uint64_t count = superblock->data_blocks;

	for (unsigned i = 0; i < shape->level_count; i++)
		count += shape->level[i].block_count;
	return count;
}

static int take_entries(void *context, uint64_t block, struct ingot_bytes entries)
{
	struct building *b = context;
	const struct ingot_verity_store *hash = &b->tree->hash;

	if (b->layer == b->shape.level_count) {
		memcpy(b->root, entries.data, entries.size);
		return 0;
	}
	return hash->write(hash->context,
			   b->shape.level[b->layer].offset + block * b->shape.entry_size, entries);
}

static void report_progress(void *context, uint64_t blocks)
{
	struct building *b = context;

	b->tree->progress(b->tree->context, b->done + blocks, b->total);
}

static int write_zeros(const struct ingot_verity_store *store, uint64_t offset, uint64_t end)
{
	static const uint8_t zeros[4096];
	int r = 0;

	while (r == 0 && offset < end) {
		uint64_t size = end - offset < sizeof(zeros) ? end - offset : sizeof(zeros);

		r = store->write(store->context, offset, (struct ingot_bytes){ zeros, size });
		offset += size;
	}
	return r;
}

static int build_layer(struct building *b)
{
	const struct ingot_verity_superblock *superblock = &b->tree->superblock;
	ingot_scoped(ingot_verity_repeat_free) struct ingot_verity_repeat repeat = { 0 };
	const struct ingot_verity_level *below = b->layer ? &b->shape.level[b->layer - 1] : NULL;
	struct ingot_verity_layer layer = {
		.superblock = superblock,
		.engine = b->tree->engine,
		.thread_count = b->tree->thread_count,
		.source = below ? &b->tree->hash : &b->tree->data,
		.offset = below ? below->offset : 0,
		.block_count = below ? below->block_count : superblock->data_blocks,
		.block_size = below ? superblock->hash_block_size : superblock->data_block_size,
		.entry_size = b->shape.entry_size,
		.context = b,
		.take = take_entries,
		.progress = b->tree->progress ? report_progress : NULL,
	};
	const struct ingot_verity_level *level = &b->shape.level[b->layer];
	int r = ingot_verity_repeat_of(b->tree, &b->shape, b->layer, &repeat);

	if (r < 0)
		return r;
	layer.repeat = repeat.block;
	layer.repeat_entry = repeat.entry;
	layer.holes = repeat.zeros;
	r = ingot_verity_layer_run(&layer);
	b->done += layer.block_count;
	if (r < 0 || b->layer == b->shape.level_count)
		return r;
	return write_zeros(&b->tree->hash, level->offset + level->entry_count * b->shape.entry_size,
			   level->offset + level->block_count * superblock->hash_block_size);
}

static int write_superblock(const struct building *b)
{
	const struct ingot_verity_store *hash = &b->tree->hash;
	uint8_t bytes[INGOT_VERITY_SUPERBLOCK_SIZE];
	int r = write_zeros(hash, b->shape.start, b->shape.tree);

	if (r < 0)
		return r;
	ingot_verity_superblock_write(&b->tree->superblock, bytes);
	return hash->write(hash->context, b->tree->hash_offset,
			   (struct ingot_bytes){ bytes, sizeof(bytes) });
}

int ingot_verity_build(const struct ingot_verity_tree *tree, struct ingot_digest *ret_root)
{
	const struct ingot_verity_superblock *superblock = &tree->superblock;
	struct building b = { .tree = tree };
	int r = ingot_verity_shape_of(superblock, tree->hash_offset, &b.shape);

	if (r < 0)
		return r;
	if (!tree->hash.write ||
	    tree->data.size / superblock->data_block_size < superblock->data_blocks)
		return -EINVAL;
	b.total = ingot_verity_shape_blocks(superblock, &b.shape);
	for (; r == 0 && b.layer <= b.shape.level_count; b.layer++)
		r = build_layer(&b);
	if (r == 0)
		r = write_superblock(&b);
	if (r < 0)
		return r;
	return ingot_digest_from_bytes(
		superblock->hash, (struct ingot_bytes){ b.root, ingot_hash_size(superblock->hash) },
		ret_root);
}
