/* SPDX-License-Identifier: Apache-2.0 */
/* Levels of a hash tree and their places (dm-verity, hash type 1). */
#include "verity/shape.h"

#include <errno.h>

#define PAGE_SIZE 4096

/* Largest power of two that is not larger. */
static uint32_t power_below(uint32_t value)
{
	uint32_t power = 1;

	while (power <= value / 2)
		power *= 2;
	return power;
}

static uint64_t divide_up(uint64_t value, uint64_t by)
{
	return value / by + (value % by != 0);
}

int ingot_verity_shape_of(const struct ingot_verity_superblock *superblock, uint64_t offset,
			  struct ingot_verity_shape *ret_shape)
{
	struct ingot_verity_shape shape = { .entry_size = 1 };
	uint64_t count = superblock->data_blocks;
	uint64_t block_size = superblock->hash_block_size;

	if (ingot_verity_superblock_check(superblock) ||
	    offset % INGOT_VERITY_SUPERBLOCK_SIZE != 0 || offset > INT64_MAX / 2)
		return -EINVAL;
	while (shape.entry_size < ingot_hash_size(superblock->hash))
		shape.entry_size *= 2;
	shape.entries_per_block = power_below(superblock->hash_block_size /
					      (uint32_t)ingot_hash_size(superblock->hash));
	for (; count > 1; shape.level_count++) {
		struct ingot_verity_level *level = &shape.level[shape.level_count];

		level->entry_count = count;
		level->block_count = count = divide_up(count, shape.entries_per_block);
	}
	shape.start = offset + INGOT_VERITY_SUPERBLOCK_SIZE;
	/* cryptsetup writes the superblock with the rest of its page, or of a smaller hash block */
	if (shape.level_count == 0 && block_size > PAGE_SIZE)
		block_size = PAGE_SIZE;
	shape.tree = divide_up(shape.start, block_size) * block_size;
	shape.end = shape.tree;
	for (unsigned i = shape.level_count; i-- > 0;) {
		uint64_t size;

		shape.level[i].offset = shape.end;
		if (__builtin_mul_overflow(shape.level[i].block_count, block_size, &size) ||
		    __builtin_add_overflow(shape.end, size, &shape.end) || shape.end > INT64_MAX)
			return -EFBIG;
	}
	*ret_shape = shape;
	return 0;
}
