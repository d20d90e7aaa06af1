/* SPDX-License-Identifier: Apache-2.0 */
/* A hash tree that is never whole: the block of each level that entries go into. */
#include "verity/levels.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

/**
 * struct growing - one level
 * @block:  the one that entries go into
 * @filled: bytes of it
 * @hasher: SHA-256 of all blocks in front of it
 * @digest: of the whole level, once the data has ended
 */
struct growing {
	uint8_t *block;
	size_t filled;
	struct ingot_hasher *hasher;
	struct ingot_digest digest;
};

struct ingot_verity_levels {
	struct ingot_verity_shape shape;
	size_t block_size;
	struct ingot_blockhash *blockhash;
	struct growing level[INGOT_VERITY_LEVEL_MAX];
	uint8_t root[INGOT_DIGEST_SIZE_MAX];
};

int ingot_verity_levels_new(const struct ingot_verity_shape *shape, size_t block_size,
			    struct ingot_blockhash *blockhash,
			    struct ingot_verity_levels **ret_levels)
{
	ingot_scoped(ingot_verity_levels_scoped) struct ingot_verity_levels *levels =
		calloc(1, sizeof(*levels));
	const enum ingot_hash sha256 = INGOT_HASH_SHA256;

	if (!levels)
		return -ENOMEM;
	levels->shape = *shape;
	levels->block_size = block_size;
	levels->blockhash = blockhash;
	for (unsigned i = 0; i < shape->level_count; i++) {
		int r = ingot_hasher_new(&sha256, 1, &levels->level[i].hasher);

		if (r < 0)
			return r;
		levels->level[i].block = calloc(1, block_size);
		if (!levels->level[i].block)
			return -ENOMEM;
	}
	*ret_levels = levels;
	levels = NULL;
	return 0;
}

/* The block is complete, or all there is: its entry. */
static int close_block(const struct ingot_verity_levels *levels, struct growing *level,
		       uint8_t *ret_entry)
{
	const struct ingot_blockhash_job job = {
		.blocks = { level->block, levels->block_size },
		.block_size = levels->block_size,
		.entry_size = levels->shape.entry_size,
	};
	int r = ingot_hasher_update(level->hasher, job.blocks);

	if (r == 0)
		r = ingot_blockhash_run(levels->blockhash, &job, ret_entry);
	memset(level->block, 0, levels->block_size);
	level->filled = 0;
	return r;
}

/* An entry of level @number, and of those above as blocks fill up. */
static int add_entry(struct ingot_verity_levels *levels, unsigned number, const uint8_t *entry)
{
	size_t size = levels->shape.entry_size;
	uint8_t above[INGOT_DIGEST_SIZE_MAX];

	memcpy(above, entry, size);
	for (; number < levels->shape.level_count; number++) {
		struct growing *level = &levels->level[number];
		int r;

		memcpy(&level->block[level->filled], above, size);
		level->filled += size;
		if (level->filled < levels->block_size)
			return 0;
		r = close_block(levels, level, above);
		if (r < 0)
			return r;
	}
	memcpy(levels->root, above, size);
	return 0;
}

int ingot_verity_levels_add(struct ingot_verity_levels *levels, const uint8_t *entry)
{
	return add_entry(levels, 0, entry);
}

int ingot_verity_levels_end(struct ingot_verity_levels *levels)
{
	uint8_t entry[INGOT_DIGEST_SIZE_MAX];
	int r = 0;

	for (unsigned i = 0; r == 0 && i < levels->shape.level_count; i++) {
		struct growing *level = &levels->level[i];

		if (level->filled > 0) {
			r = close_block(levels, level, entry);
			if (r == 0)
				r = add_entry(levels, i + 1, entry);
		}
		if (r == 0)
			r = ingot_hasher_finish(level->hasher, &level->digest);
	}
	return r;
}

const uint8_t *ingot_verity_levels_root(const struct ingot_verity_levels *levels)
{
	return levels->root;
}

const struct ingot_digest *ingot_verity_levels_digest(const struct ingot_verity_levels *levels,
						      unsigned number)
{
	return &levels->level[number].digest;
}

void ingot_verity_levels_free(struct ingot_verity_levels *levels)
{
	if (!levels)
		return;
	for (unsigned i = 0; i < INGOT_VERITY_LEVEL_MAX; i++) {
		free(levels->level[i].block);
		ingot_hasher_free(levels->level[i].hasher);
	}
	free(levels);
}

void ingot_verity_levels_scoped(struct ingot_verity_levels **levels)
{
	ingot_verity_levels_free(*levels);
}
