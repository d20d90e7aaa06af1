/* SPDX-License-Identifier: Apache-2.0 */
/* What of a disk nothing uses (UEFI 2.10, chapter 5). */
#include "verity/gap.h"

#include <errno.h>
#include <stdlib.h>

#define HEADER_SIZE   92
#define ENTRIES_AT    72
#define PRIMARY_BLOCK 1

/* struct usage - ranges that something has. */
struct usage {
	struct ingot_extent range[INGOT_GAP_MAX];
	size_t count;
};

static void add(struct usage *usage, uint64_t offset, uint64_t size)
{
	usage->range[usage->count++] = (struct ingot_extent){ offset, size };
}

static int add_header(struct usage *usage, const struct ingot_gpt *gpt, uint64_t block)
{
	struct ingot_bytes rest;
	uint64_t entries_block;

	if (ingot_bytes_slice(gpt->disk, block * INGOT_GPT_BLOCK_SIZE, HEADER_SIZE, &rest) < 0 ||
	    ingot_bytes_skip(&rest, ENTRIES_AT) < 0 ||
	    ingot_bytes_take_le64(&rest, &entries_block) < 0)
		return -EBADMSG;
	add(usage, block * INGOT_GPT_BLOCK_SIZE, HEADER_SIZE);
	add(usage, entries_block * INGOT_GPT_BLOCK_SIZE, gpt->entries.size);
	return 0;
}

static int by_offset(const void *a, const void *b)
{
	const struct ingot_extent *first = a;
	const struct ingot_extent *second = b;

	return (first->offset > second->offset) - (first->offset < second->offset);
}

static int find_usage(const struct ingot_gpt *gpt, struct usage *usage)
{
	struct ingot_partition partition;
	uint32_t cursor = 0;
	int r;

	add(usage, 0, INGOT_GPT_BLOCK_SIZE);
	if (add_header(usage, gpt, PRIMARY_BLOCK) < 0 ||
	    add_header(usage, gpt, gpt->backup_block) < 0)
		return -EBADMSG;
	while ((r = ingot_gpt_next(gpt, &cursor, &partition)) > 0)
		add(usage, partition.first_block * INGOT_GPT_BLOCK_SIZE,
		    (partition.last_block - partition.first_block + 1) * INGOT_GPT_BLOCK_SIZE);
	qsort(usage->range, usage->count, sizeof(usage->range[0]), by_offset);
	return r;
}

int ingot_gaps_of(const struct ingot_gpt *gpt, struct ingot_gaps *ret_gaps)
{
	struct usage usage = { .count = 0 };
	uint64_t end = 0;
	int r = find_usage(gpt, &usage);

	if (r < 0)
		return r;
	ret_gaps->count = 0;
	add(&usage, gpt->disk.size, 0);
	for (size_t i = 0; i < usage.count; i++) {
		const struct ingot_extent *used = &usage.range[i];

		if (used->offset > end)
			ret_gaps->gap[ret_gaps->count++] =
				(struct ingot_extent){ end, used->offset - end };
		if (used->offset + used->size > end)
			end = used->offset + used->size;
	}
	return 0;
}
