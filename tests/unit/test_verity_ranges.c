/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of block numbers: order, joining, and what happens when there are too many. */
#include "check.h"
#include "verity/ranges.h"

static void test_joining(void)
{
	static const struct {
		uint64_t first;
		uint64_t count;
	} added[] = { { 10, 2 }, { 20, 1 }, { 5, 1 }, { 12, 3 }, { 19, 1 }, { 6, 4 }, { 30, 0 } };
	struct ingot_ranges ranges = { .count = 0 };

	for (size_t i = 0; i < ARRAY_COUNT(added); i++)
		ingot_ranges_add(&ranges, added[i].first, added[i].count);
	CHECK(ranges.count == 2 && ranges.total == 12 && !ranges.is_cut);
	CHECK(ranges.range[0].first == 5 && ranges.range[0].last == 14);
	CHECK(ranges.range[1].first == 19 && ranges.range[1].last == 20);
	ingot_ranges_add(&ranges, 15, 4);
	CHECK(ranges.count == 1 && ranges.range[0].first == 5 && ranges.range[0].last == 20);
}

/* Every other number, backwards and then again: the lowest ones stay, whatever the order. */
static void test_too_many(void)
{
	struct ingot_ranges ranges = { .count = 0 };
	const uint64_t count = 3 * INGOT_RANGES_MAX;

	for (uint64_t i = count; i-- > 0;)
		ingot_ranges_add(&ranges, 4 * i, 1);
	for (uint64_t i = 0; i < count; i++)
		ingot_ranges_add(&ranges, 4 * i + 2, 1);
	CHECK(ranges.total == 2 * count && ranges.is_cut);
	CHECK(ranges.count == INGOT_RANGES_MAX);
	for (size_t i = 0; i < ranges.count; i++)
		CHECK(ranges.range[i].first == 2 * i && ranges.range[i].last == 2 * i);
	CHECK(ranges.cut == 2 * INGOT_RANGES_MAX);
}

int main(void)
{
	test_joining();
	test_too_many();
	return check_result();
}
