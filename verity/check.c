/* SPDX-License-Identifier: Apache-2.0 */
/* Check a hash tree from its root down. */
#include "verity/check.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "verity/layer.h"

/**
 * struct checking - a check under way; layer 0 is the data, layer n + 1 is level n of the tree
 * @layer:     the one whose blocks are being compared
 * @lock:      guards what follows, and the report
 * @blockhash: for blocks above bad ones
 * @above:     room for such a block
 * @judged:    number of the block above that was judged last; @is_good: it is as it should be
 * @match:     blocks of this layer that are as they should be
 */
struct checking {
	const struct ingot_verity_tree *tree;
	struct ingot_verity_shape shape;
	uint8_t root[INGOT_DIGEST_SIZE_MAX];
	struct ingot_verity_report *report;
	unsigned layer;
	uint64_t done;
	uint64_t total;
	pthread_mutex_t lock;
	struct ingot_blockhash *blockhash;
	uint8_t *above;
	bool has_judged;
	uint64_t judged;
	bool is_good;
	uint64_t match;
};

static size_t layer_block_size(const struct checking *c, unsigned layer)
{
	return layer > 0 ? c->tree->superblock.hash_block_size
			 : c->tree->superblock.data_block_size;
}

/* Entries of blocks of @layer, as the layer above has them; the root hash has but one. */
static int read_entries(const struct checking *c, unsigned layer, uint64_t block, size_t size,
			uint8_t *ret_entries)
{
	const struct ingot_verity_store *hash = &c->tree->hash;

	if (layer == c->shape.level_count) {
		memcpy(ret_entries, c->root, size);
		return 0;
	}
	return hash->read(hash->context, c->shape.level[layer].offset + block * c->shape.entry_size,
			  size, ret_entries);
}

/* Is block number @number of the layer above this one what its own entry says? */
static int judge_above(struct checking *c, uint64_t number)
{
	const struct ingot_verity_store *hash = &c->tree->hash;
	size_t size = c->tree->superblock.hash_block_size;
	struct ingot_blockhash_job job = {
		.blocks = { c->above, size },
		.block_size = size,
		.entry_size = c->shape.entry_size,
	};
	uint8_t is[INGOT_DIGEST_SIZE_MAX];
	uint8_t should[INGOT_DIGEST_SIZE_MAX];
	int r;

	if (c->has_judged && c->judged == number)
		return 0;
	r = hash->read(hash->context, c->shape.level[c->layer].offset + number * size, size,
		       c->above);
	if (r == 0)
		r = ingot_blockhash_run(c->blockhash, &job, is);
	if (r == 0)
		r = read_entries(c, c->layer + 1, number, c->shape.entry_size, should);
	if (r < 0)
		return r;
	c->has_judged = true;
	c->judged = number;
	c->is_good = memcmp(is, should, c->shape.entry_size) == 0;
	return 0;
}

static int note_difference(struct checking *c, uint64_t block)
{
	int r = 0;

	if (c->layer == c->shape.level_count) {
		ingot_ranges_add(&c->report->bad[c->layer], block, 1);
		return 0;
	}
	r = judge_above(c, block / c->shape.entries_per_block);
	if (r < 0)
		return r;
	if (c->is_good)
		ingot_ranges_add(&c->report->bad[c->layer], block, 1);
	else
		c->report->unproven_count++;
	return 0;
}

static int compare(struct checking *c, uint64_t block, struct ingot_bytes entries,
		   const uint8_t *should)
{
	size_t size = c->shape.entry_size;

	for (size_t at = 0; at < entries.size; at += size, block++) {
		int r;

		if (memcmp(&entries.data[at], &should[at], size) == 0) {
			c->match++;
			continue;
		}
		r = note_difference(c, block);
		if (r < 0)
			return r;
	}
	return 0;
}

static int take_entries(void *context, uint64_t block, struct ingot_bytes entries)
{
	struct checking *c = context;
	uint8_t should[INGOT_VERITY_UNIT_SIZE_MAX];
	int r = read_entries(c, c->layer, block, entries.size, should);

	if (r < 0)
		return r;
	(void)pthread_mutex_lock(&c->lock);
	if (memcmp(entries.data, should, entries.size) == 0)
		c->match += entries.size / c->shape.entry_size;
	else
		r = compare(c, block, entries, should);
	(void)pthread_mutex_unlock(&c->lock);
	return r;
}

static void report_progress(void *context, uint64_t blocks)
{
	struct checking *c = context;

	c->tree->progress(c->tree->context, c->done + blocks, c->total);
}

/*
 * A superblock is covered by no digest. If it lies about salt, algorithm or sizes, everything is
 * wrong at once; if about the number of blocks, entries are left over.
 */
static void doubt(struct checking *c, uint64_t block_count)
{
	bool is_root = c->report->bad[c->shape.level_count].total > 0;

	if (c->report->doubt || c->match > 0 || block_count < 2)
		return;
	c->report->doubt =
		is_root ? "neither the root hash nor any block fits: salt, algorithm or a block "
			  "size is not the tree's, or the root hash is another tree's"
			: "no block of a whole layer fits: a block size or the number of data "
			  "blocks is not the tree's";
}

static int check_layer(struct checking *c)
{
	const struct ingot_verity_superblock *superblock = &c->tree->superblock;
	ingot_scoped(ingot_verity_repeat_free) struct ingot_verity_repeat repeat = { 0 };
	const struct ingot_verity_level *level = c->layer ? &c->shape.level[c->layer - 1] : NULL;
	struct ingot_verity_layer layer = {
		.superblock = superblock,
		.engine = c->tree->engine,
		.thread_count = c->tree->thread_count,
		.source = level ? &c->tree->hash : &c->tree->data,
		.offset = level ? level->offset : 0,
		.block_count = level ? level->block_count : superblock->data_blocks,
		.block_size = layer_block_size(c, c->layer),
		.entry_size = c->shape.entry_size,
		.context = c,
		.take = take_entries,
		.progress = c->tree->progress ? report_progress : NULL,
	};
	int r = ingot_verity_repeat_of(c->tree, &c->shape, c->layer, &repeat);

	if (r < 0)
		return r;
	layer.repeat = repeat.block;
	layer.repeat_entry = repeat.entry;
	layer.holes = repeat.zeros;
	c->has_judged = false;
	c->match = 0;
	r = ingot_verity_layer_run(&layer);
	c->done += layer.block_count;
	if (r == 0)
		doubt(c, layer.block_count);
	return r;
}

/* Entries behind the last one: zeros, or the superblock knows less than the tree. */
static int check_rest(struct checking *c, unsigned level_number)
{
	const struct ingot_verity_level *level = &c->shape.level[level_number];
	uint64_t end = level->offset + level->block_count * c->tree->superblock.hash_block_size;
	uint64_t offset = level->offset + level->entry_count * c->shape.entry_size;
	int r = ingot_verity_store_find(&c->tree->hash, offset, end, &offset);

	if (r <= 0)
		return r;
	c->layer = level_number;
	c->has_judged = false;
	r = judge_above(c, level->block_count - 1);
	if (r == 0 && c->is_good)
		c->report->doubt = "the tree has entries for more data blocks";
	return r;
}

static int check_padding(struct checking *c)
{
	const struct ingot_verity_store *hash = &c->tree->hash;
	uint64_t end = c->shape.tree < hash->size ? c->shape.tree : hash->size;
	int r = ingot_verity_store_find(hash, c->shape.start, end, &c->report->padding);

	c->report->has_padding = r > 0;
	return r < 0 ? r : 0;
}

static bool is_clean(const struct ingot_verity_report *report)
{
	uint64_t count = report->unproven_count;

	for (unsigned i = 0; i <= INGOT_VERITY_LEVEL_MAX; i++)
		count += report->bad[i].total;
	return count == 0 && !report->doubt && !report->has_padding;
}

static int check_all(struct checking *c)
{
	int r = check_padding(c);

	for (unsigned layer = c->shape.level_count + 1; r == 0 && layer-- > 0;) {
		c->layer = layer;
		r = check_layer(c);
		/* with a wrong salt nothing further down says anything */
		if (c->report->doubt && c->report->bad[c->shape.level_count].total > 0)
			return r;
		if (r == 0 && layer > 0)
			r = check_rest(c, layer - 1);
	}
	return r;
}

static int check_sizes(const struct checking *c, struct ingot_fault *fault)
{
	const struct ingot_verity_superblock *superblock = &c->tree->superblock;

	if (c->tree->data.size / superblock->data_block_size < superblock->data_blocks)
		return ingot_fault_at(fault, c->tree->hash_offset,
				      "superblock says more data blocks than there are");
	if (c->shape.level_count > 0 && c->tree->hash.size < c->shape.end)
		return ingot_fault_at(fault, c->tree->hash.size, "hash tree is cut short");
	return 0;
}

int ingot_verity_check(const struct ingot_verity_tree *tree, const struct ingot_digest *root,
		       struct ingot_verity_report *ret_report, struct ingot_fault *fault)
{
	ingot_scoped(ingot_blockhash_scoped) struct ingot_blockhash *blockhash = NULL;
	ingot_scoped(ingot_scoped_free) uint8_t *above = NULL;
	ingot_scoped(ingot_scoped_free) struct ingot_verity_report *report = NULL;
	struct checking c = { .tree = tree, .lock = PTHREAD_MUTEX_INITIALIZER };
	int r;

	if (root->hash != tree->superblock.hash)
		return -EINVAL;
	r = ingot_verity_shape_of(&tree->superblock, tree->hash_offset, &c.shape);
	if (r == -EFBIG)
		(void)ingot_fault_at(fault, tree->hash_offset, "hash tree is larger than any file");
	if (r == 0)
		r = check_sizes(&c, fault);
	if (r == 0)
		r = ingot_blockhash_new(&tree->superblock, tree->engine, &blockhash);
	if (r < 0)
		return r;
	report = calloc(1, sizeof(*report));
	above = malloc(tree->superblock.hash_block_size);
	if (!report || !above)
		return -ENOMEM;
	memcpy(c.root, root->bytes, ingot_hash_size(root->hash));
	c.report = report;
	c.blockhash = blockhash;
	c.above = above;
	c.total = ingot_verity_shape_blocks(&tree->superblock, &c.shape);
	r = check_all(&c);
	if (r < 0)
		return r;
	*ret_report = *report;
	return is_clean(report) ? 1 : 0;
}
