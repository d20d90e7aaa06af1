/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_RANGES_H
#define INGOT_VERITY_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Block numbers, kept as ranges: the lowest ones, and how many there are in all. */

#define INGOT_RANGES_MAX 128

/**
 * struct ingot_range - block numbers that follow each other
 * @first, @last: inclusive
 */
struct ingot_range {
	uint64_t first;
	uint64_t last;
};

/**
 * struct ingot_ranges - a set of block numbers; an all-zero one is empty
 * @range:   the lowest ones, in ascending order, never touching each other; the first @count
 * @total:   numbers that were added
 * @is_cut:  there were more ranges than are kept; all numbers below @cut are in @range
 */
struct ingot_ranges {
	struct ingot_range range[INGOT_RANGES_MAX];
	size_t count;
	uint64_t total;
	bool is_cut;
	uint64_t cut;
};

/**
 * ingot_ranges_add - put numbers into the set
 * @first, @count: numbers that are not in it yet; in any order of calls
 */
void ingot_ranges_add(struct ingot_ranges *ranges, uint64_t first, uint64_t count);

#endif
