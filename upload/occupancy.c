/* SPDX-License-Identifier: Apache-2.0 */
/* Which units of a disk image hold data: by their content. */
#include "upload/occupancy.h"

#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "verity/workers.h"

#define UNIT      INGOT_OCCUPANCY_UNIT
#define WORD_BITS 64
/* What one thread takes at a time: whole words, so that no two threads write the same one. */
#define RANGE_UNITS (16 * WORD_BITS)

/* struct scan - what the threads share. */
struct scan {
	const struct ingot_verity_store *image;
	struct ingot_occupancy occupancy;
};

static uint64_t clip(const struct ingot_occupancy *occupancy, uint64_t offset)
{
	return offset < occupancy->size ? offset : occupancy->size;
}

static int scan_unit(struct scan *scan, uint64_t unit, uint8_t *bytes)
{
	uint64_t offset = unit * UNIT;
	uint64_t size = clip(&scan->occupancy, offset + UNIT) - offset;
	int r = scan->image->read(scan->image->context, offset, size, bytes);

	if (r == 0 && !ingot_bytes_all_zero((struct ingot_bytes){ bytes, size }))
		scan->occupancy.word[unit / WORD_BITS] |= (uint64_t)1 << unit % WORD_BITS;
	return r;
}

static int begin(void *context, void **ret_worker)
{
	(void)context;
	*ret_worker = malloc(UNIT);
	return *ret_worker ? 0 : -ENOMEM;
}

static int scan_range(void *context, void *worker, uint64_t number)
{
	struct scan *scan = context;
	uint64_t unit = number * RANGE_UNITS;
	uint64_t end = unit + RANGE_UNITS;

	if (end > scan->occupancy.unit_count)
		end = scan->occupancy.unit_count;
	while (unit < end) {
		struct ingot_extent extent = { unit * UNIT, (end - unit) * UNIT };
		uint64_t last;

		if (scan->image->extent) {
			int r = scan->image->extent(scan->image->context, unit * UNIT, &extent);

			if (r <= 0)
				return r;
		}
		if (extent.offset / UNIT > unit)
			unit = extent.offset / UNIT;
		last = (extent.offset + extent.size - 1) / UNIT;
		for (; unit < end && unit <= last; unit++) {
			int r = scan_unit(scan, unit, worker);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

static void count(struct ingot_occupancy *occupancy)
{
	uint64_t last = occupancy->unit_count - 1;

	for (uint64_t i = 0; i <= last / WORD_BITS; i++)
		occupancy->data_count += (unsigned)__builtin_popcountll(occupancy->word[i]);
	occupancy->data_size = occupancy->data_count * UNIT;
	if (ingot_occupancy_has(occupancy, last))
		occupancy->data_size -= occupancy->unit_count * UNIT - occupancy->size;
}

int ingot_occupancy_scan(const struct ingot_verity_store *image, unsigned thread_count,
			 struct ingot_occupancy *ret_occupancy)
{
	struct scan scan = { .image = image, .occupancy = { .size = image->size } };
	const struct ingot_workers work = {
		.context = &scan,
		.unit_count = (image->size + UNIT * RANGE_UNITS - 1) / (UNIT * RANGE_UNITS),
		.thread_count = thread_count,
		.begin = begin,
		.run = scan_range,
		.end = free,
	};
	int r;

	if (image->size > INGOT_OCCUPANCY_SIZE_MAX)
		return -EFBIG;
	if (image->size == 0)
		return -EINVAL;
	scan.occupancy.unit_count = (image->size + UNIT - 1) / UNIT;
	scan.occupancy.word =
		calloc(scan.occupancy.unit_count / WORD_BITS + 1, sizeof(*scan.occupancy.word));
	if (!scan.occupancy.word)
		return -ENOMEM;
	r = ingot_workers_run(&work);
	if (r < 0) {
		ingot_occupancy_drop(&scan.occupancy);
		return r;
	}
	count(&scan.occupancy);
	*ret_occupancy = scan.occupancy;
	return 0;
}

bool ingot_occupancy_has(const struct ingot_occupancy *occupancy, uint64_t unit)
{
	return unit < occupancy->unit_count &&
	       (occupancy->word[unit / WORD_BITS] >> unit % WORD_BITS & 1);
}

/* The first unit from @unit on that holds data, or holds none; unit_count if there is none. */
static uint64_t find(const struct ingot_occupancy *occupancy, uint64_t unit, bool data)
{
	while (unit < occupancy->unit_count) {
		uint64_t word = occupancy->word[unit / WORD_BITS];

		word = (data ? word : ~word) >> unit % WORD_BITS;
		if (word) {
			unit += (unsigned)__builtin_ctzll(word);
			break;
		}
		unit = (unit / WORD_BITS + 1) * WORD_BITS;
	}
	return unit < occupancy->unit_count ? unit : occupancy->unit_count;
}

int ingot_occupancy_next(const struct ingot_occupancy *occupancy, uint64_t offset,
			 struct ingot_extent *ret_run)
{
	uint64_t first = find(occupancy, (offset + UNIT - 1) / UNIT, true);
	uint64_t end;

	if (first == occupancy->unit_count)
		return 0;
	end = find(occupancy, first, false);
	*ret_run =
		(struct ingot_extent){ first * UNIT, clip(occupancy, end * UNIT) - first * UNIT };
	return 1;
}

void ingot_occupancy_drop(struct ingot_occupancy *occupancy)
{
	free(occupancy->word);
	*occupancy = (struct ingot_occupancy){ 0 };
}
