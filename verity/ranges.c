/* SPDX-License-Identifier: Apache-2.0 */
/* A set of block numbers as ranges, of bounded size. */
#include "verity/ranges.h"

#include <string.h>

static void erase(struct ingot_ranges *ranges, size_t at)
{
	ranges->count--;
	memmove(&ranges->range[at], &ranges->range[at + 1],
		(ranges->count - at) * sizeof(ranges->range[0]));
}

/* Makes room in front of @at; the highest range goes where there is none. False: @at is that. */
static bool make_room(struct ingot_ranges *ranges, size_t at)
{
	if (ranges->count == INGOT_RANGES_MAX) {
		if (at == ranges->count)
			return false;
		ranges->count--;
		ranges->is_cut = true;
		ranges->cut = ranges->range[ranges->count].first;
	}
	memmove(&ranges->range[at + 1], &ranges->range[at],
		(ranges->count - at) * sizeof(ranges->range[0]));
	ranges->count++;
	return true;
}

void ingot_ranges_add(struct ingot_ranges *ranges, uint64_t first, uint64_t count)
{
	uint64_t last = first + count - 1;
	size_t at = ranges->count;

	if (count == 0)
		return;
	ranges->total += count;
	if (ranges->is_cut && first >= ranges->cut)
		return;
	while (at > 0 && ranges->range[at - 1].first > first)
		at--;
	if (at > 0 && ranges->range[at - 1].last + 1 == first) {
		ranges->range[--at].last = last;
	} else if (make_room(ranges, at)) {
		ranges->range[at] = (struct ingot_range){ first, last };
	} else {
		ranges->is_cut = true;
		ranges->cut = first;
		return;
	}
	if (at + 1 < ranges->count && last + 1 == ranges->range[at + 1].first) {
		ranges->range[at].last = ranges->range[at + 1].last;
		erase(ranges, at + 1);
	}
}
