/* SPDX-License-Identifier: Apache-2.0 */
/* Which units hold data: against a plain loop over the bytes, whatever the holes are said to be. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "upload/occupancy.h"

#define UNIT INGOT_OCCUPANCY_UNIT

/* struct memory - an image in memory, with at most one extent of data. */
struct memory {
	uint8_t *bytes;
	uint64_t size;
	struct ingot_extent extent;
	int error;
};

static int read_memory(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data)
{
	const struct memory *memory = context;

	if (offset > memory->size || size > memory->size - offset)
		return -EIO;
	memcpy(ret_data, &memory->bytes[offset], size);
	return memory->error;
}

static int next_extent(void *context, uint64_t offset, struct ingot_extent *ret_extent)
{
	const struct memory *memory = context;
	uint64_t end = memory->extent.offset + memory->extent.size;

	if (offset >= end)
		return 0;
	if (offset < memory->extent.offset)
		offset = memory->extent.offset;
	*ret_extent = (struct ingot_extent){ offset, end - offset };
	return 1;
}

static struct ingot_verity_store store_of(struct memory *memory)
{
	return (struct ingot_verity_store){ memory, memory->size, read_memory, NULL,
					    memory->extent.size > 0 ? next_extent : NULL };
}

static bool unit_has_data(const struct memory *memory, uint64_t unit)
{
	for (uint64_t i = unit * UNIT; i < (unit + 1) * UNIT && i < memory->size; i++)
		if (memory->bytes[i])
			return true;
	return false;
}

static void check_all(struct memory *memory, unsigned thread_count)
{
	const struct ingot_verity_store store = store_of(memory);
	struct ingot_occupancy occupancy = { 0 };
	struct ingot_extent run = { 0 };
	uint64_t units = (memory->size + UNIT - 1) / UNIT;
	uint64_t data_size = 0;
	uint64_t next = 0;

	if (!CHECK(ingot_occupancy_scan(&store, thread_count, &occupancy) == 0))
		return;
	CHECK(occupancy.unit_count == units);
	for (uint64_t i = 0; i <= units; i++)
		CHECK(ingot_occupancy_has(&occupancy, i) ==
		      (i < units && unit_has_data(memory, i)));
	while (ingot_occupancy_next(&occupancy, run.offset + run.size, &run) > 0) {
		CHECK(run.offset % UNIT == 0 && run.size > 0);
		for (; next < run.offset / UNIT; next++)
			CHECK(!unit_has_data(memory, next));
		for (; next * UNIT < run.offset + run.size; next++)
			CHECK(unit_has_data(memory, next));
		data_size += run.size;
	}
	for (; next < units; next++)
		CHECK(!unit_has_data(memory, next));
	CHECK(occupancy.data_size == data_size);
	ingot_occupancy_drop(&occupancy);
	CHECK(occupancy.word == NULL);
}

static void test_scan(void)
{
	static const uint64_t sizes[] = { 512, UNIT, 64 * UNIT, 65 * UNIT + 512,
					  1030 * UNIT + 1024 };
	/* units with a byte in them: the first, one at the end of a word, the last */
	static const uint64_t places[] = { 0, 1, 63, 64, 100, 1023, 1024, 1030 };

	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		struct memory memory = { calloc(1, sizes[i]), sizes[i], { 0 }, 0 };

		if (!memory.bytes)
			abort();
		check_all(&memory, 1);
		for (size_t j = 0; j < ARRAY_COUNT(places); j++)
			if (places[j] * UNIT < sizes[i])
				memory.bytes[places[j] * UNIT + (j % 2 ? 511 : 0)] = 1;
		check_all(&memory, 1);
		check_all(&memory, 3);
		memset(memory.bytes, 1, sizes[i]);
		check_all(&memory, 2);
		free(memory.bytes);
	}
}

/* An extent that begins and ends within a unit, and has zeros. */
static void test_extent(void)
{
	struct memory memory = {
		calloc(1, 300 * UNIT), 300 * UNIT, { 5 * UNIT + 512, 200 * UNIT }, 0
	};

	if (!memory.bytes)
		abort();
	memory.bytes[5 * UNIT + 512] = 1;
	memory.bytes[100 * UNIT] = 1;
	memory.bytes[205 * UNIT + 511] = 1;
	check_all(&memory, 2);
	free(memory.bytes);
}

static void test_failure(void)
{
	struct memory memory = { calloc(1, UNIT), UNIT, { 0 }, -EIO };
	struct ingot_verity_store store = store_of(&memory);
	struct ingot_occupancy occupancy = { .size = 7 };

	CHECK(ingot_occupancy_scan(&store, 1, &occupancy) == -EIO);
	store.size = 0;
	CHECK(ingot_occupancy_scan(&store, 1, &occupancy) == -EINVAL);
	store.size = INGOT_OCCUPANCY_SIZE_MAX + 1;
	CHECK(ingot_occupancy_scan(&store, 1, &occupancy) == -EFBIG);
	CHECK(occupancy.size == 7);
	free(memory.bytes);
}

int main(void)
{
	test_scan();
	test_extent();
	test_failure();
	return check_result();
}
