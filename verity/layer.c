/* SPDX-License-Identifier: Apache-2.0 */
/* Hash the blocks of one layer of a tree, in threads; skip holes. */
#include "verity/layer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "verity/workers.h"

/* What is read at once: it should still be in the CPU's second cache when it is hashed. */
#define PIECE_SIZE ((size_t)96 << 10)
/* Blocks read at once are a multiple of all engines' lanes, or at least of two and three. */
#define PIECE_LANES 24
#define PIECE_MIN   6
/* Copying out of the page cache to 16 bytes behind a page's start takes a third longer than to any
 * cache line's start. All block sizes are multiples of it. */
#define PIECE_ALIGNMENT ((size_t)64)

/**
 * struct run - a layer, and how it is cut up
 * @piece_blocks: blocks read at once
 * @unit_blocks:  blocks of a unit of work, a multiple of @piece_blocks
 */
struct run {
	const struct ingot_verity_layer *layer;
	uint64_t piece_blocks;
	uint64_t unit_blocks;
};

/**
 * struct worker - what one thread has
 * @piece:   bytes read
 * @entries: of the unit
 * @known:   where the source has data, as last asked; before @asked nothing else is known
 * @asked:   from where that was asked
 */
struct worker {
	struct ingot_blockhash *blockhash;
	uint8_t *piece;
	uint8_t entries[INGOT_VERITY_UNIT_SIZE_MAX];
	struct ingot_extent known;
	uint64_t asked;
	bool has_asked;
};

static void worker_end(void *context)
{
	struct worker *worker = context;

	if (!worker)
		return;
	ingot_blockhash_free(worker->blockhash);
	free(worker->piece);
	free(worker);
}

static void worker_scoped(struct worker **worker)
{
	worker_end(*worker);
}

static int worker_begin(void *context, void **ret_worker)
{
	const struct run *run = context;
	ingot_scoped(worker_scoped) struct worker *worker = calloc(1, sizeof(*worker));
	int r;

	if (!worker)
		return -ENOMEM;
	worker->piece = aligned_alloc(PIECE_ALIGNMENT, run->piece_blocks * run->layer->block_size);
	if (!worker->piece)
		return -ENOMEM;
	r = ingot_blockhash_new(run->layer->superblock, run->layer->engine, &worker->blockhash);
	if (r < 0)
		return r;
	*ret_worker = worker;
	worker = NULL;
	return 0;
}

/* Where the source has data from @offset on, or behind it. */
static int ask_extent(const struct ingot_verity_layer *layer, struct worker *worker,
		      uint64_t offset)
{
	struct ingot_extent *known = &worker->known;
	int r;

	/* asking for each piece anew would search the same long extent each time */
	if (worker->has_asked && offset >= worker->asked && offset < known->offset + known->size)
		return 0;
	if (!layer->holes || !layer->source->extent) {
		*known = (struct ingot_extent){ 0, UINT64_MAX };
	} else {
		r = layer->source->extent(layer->source->context, offset, known);
		if (r < 0)
			return r;
		if (r == 0) /* nothing more */
			*known = (struct ingot_extent){ UINT64_MAX, 0 };
	}
	worker->asked = offset;
	worker->has_asked = true;
	return 0;
}

static int hash_piece(const struct ingot_verity_layer *layer, struct worker *worker,
		      struct ingot_extent range, uint8_t *entries)
{
	const struct ingot_verity_store *source = layer->source;
	const struct ingot_blockhash_job job = {
		.blocks = { worker->piece, range.size },
		.block_size = layer->block_size,
		.entry_size = layer->entry_size,
		.repeat = layer->repeat,
		.repeat_entry = layer->repeat_entry,
	};
	int r = ask_extent(layer, worker, range.offset);

	if (r < 0)
		return r;
	if (worker->known.offset >= range.offset + range.size) {
		for (uint64_t i = 0; i < range.size / layer->block_size; i++)
			memcpy(&entries[i * layer->entry_size], layer->repeat_entry,
			       layer->entry_size);
		return 0;
	}
	r = source->read(source->context, range.offset, range.size, worker->piece);
	if (r < 0)
		return r;
	return ingot_blockhash_run(worker->blockhash, &job, entries);
}

static int run_unit(void *context, void *worker_context, uint64_t unit)
{
	const struct run *run = context;
	const struct ingot_verity_layer *layer = run->layer;
	struct worker *worker = worker_context;
	uint64_t first = unit * run->unit_blocks;
	uint64_t count = layer->block_count - first;

	if (count > run->unit_blocks)
		count = run->unit_blocks;
	for (uint64_t done = 0; done < count; done += run->piece_blocks) {
		uint64_t now = count - done < run->piece_blocks ? count - done : run->piece_blocks;
		struct ingot_extent range = { layer->offset + (first + done) * layer->block_size,
					      now * layer->block_size };
		int r = hash_piece(layer, worker, range,
				   &worker->entries[done * layer->entry_size]);

		if (r < 0)
			return r;
	}
	return layer->take(layer->context, first,
			   (struct ingot_bytes){ worker->entries, count * layer->entry_size });
}

static void report_progress(void *context, uint64_t done)
{
	const struct run *run = context;
	const struct ingot_verity_layer *layer = run->layer;
	uint64_t blocks;

	if (!layer->progress)
		return;
	blocks = done * run->unit_blocks;
	layer->progress(layer->context, blocks < layer->block_count ? blocks : layer->block_count);
}

static void cut_up(struct run *run)
{
	uint64_t blocks = PIECE_SIZE / run->layer->block_size / PIECE_LANES * PIECE_LANES;

	if (blocks == 0)
		blocks = PIECE_MIN;
	if (blocks > INGOT_VERITY_UNIT_MAX)
		blocks = INGOT_VERITY_UNIT_MAX;
	if (blocks > run->layer->block_count)
		blocks = run->layer->block_count;
	run->piece_blocks = blocks;
	run->unit_blocks = INGOT_VERITY_UNIT_MAX / blocks * blocks;
	/* large blocks: a unit of many would leave the other threads idle */
	if (run->layer->block_size * PIECE_MIN >= PIECE_SIZE)
		run->unit_blocks = blocks;
}

int ingot_verity_layer_run(const struct ingot_verity_layer *layer)
{
	struct run run = { .layer = layer };
	struct ingot_workers work = {
		.context = &run,
		.begin = worker_begin,
		.run = run_unit,
		.end = worker_end,
		.progress = report_progress,
	};
	size_t room;

	if (layer->block_count == 0 || layer->entry_size > INGOT_DIGEST_SIZE_MAX)
		return -EINVAL;
	cut_up(&run);
	work.unit_count = (layer->block_count - 1) / run.unit_blocks + 1;
	work.thread_count = layer->thread_count;
	room = INGOT_VERITY_BUFFERS_MAX / (run.piece_blocks * layer->block_size);
	if (work.thread_count > room)
		work.thread_count = (unsigned)room;
	return ingot_workers_run(&work);
}
