/* SPDX-License-Identifier: Apache-2.0 */
/* Written ranges of a page blob. */
#include "upload/page_ranges.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "upload/xml.h"

/* More digits than a blob has bytes. */
#define DIGITS_MAX 15

/**
 * struct reading - an answer while it is read
 * @end: of the last range, before it was cut: the next one begins no earlier
 */
struct reading {
	struct ingot_extent window;
	struct ingot_page_ranges *ranges;
	uint64_t end;
};

static bool read_number(const char *text, uint64_t *ret_number)
{
	size_t digits = text ? strspn(text, "0123456789") : 0;

	if (digits == 0 || digits > DIGITS_MAX || text[digits])
		return false;
	*ret_number = strtoull(text, NULL, 10);
	return true;
}

static int make_room(struct ingot_page_ranges *ranges)
{
	size_t capacity = ranges->capacity ? 2 * ranges->capacity : 64;
	struct ingot_extent *extent;

	if (ranges->count < ranges->capacity)
		return 0;
	if (ranges->count >= INGOT_PAGE_RANGES_COUNT_MAX)
		return -EFBIG;
	extent = reallocarray(ranges->extent, capacity, sizeof(*extent));
	if (!extent)
		return -ENOMEM;
	ranges->extent = extent;
	ranges->capacity = capacity;
	return 0;
}

static int add(struct ingot_page_ranges *ranges, uint64_t start, uint64_t end)
{
	struct ingot_extent *last = ranges->count ? &ranges->extent[ranges->count - 1] : NULL;
	int r;

	if (last && last->offset + last->size >= start) {
		if (end > last->offset + last->size)
			last->size = end - last->offset;
		return 0;
	}
	r = make_room(ranges);
	if (r < 0)
		return r;
	ranges->extent[ranges->count++] =
		(struct ingot_extent){ .offset = start, .size = end - start };
	return 0;
}

static int take(void *context, const char *const *texts)
{
	struct reading *reading = context;
	uint64_t window_end = reading->window.offset + reading->window.size;
	uint64_t start, end;

	if (!read_number(texts[0], &start) || !read_number(texts[1], &end) || end < start)
		return -EBADMSG;
	end++;
	if (start % INGOT_PAGE_SIZE != 0 || end % INGOT_PAGE_SIZE != 0 || start < reading->end)
		return -EBADMSG;
	reading->end = end;
	if (start < reading->window.offset)
		start = reading->window.offset;
	if (end > window_end)
		end = window_end;
	return start < end ? add(reading->ranges, start, end) : 0;
}

int ingot_page_ranges_read(struct ingot_bytes document, struct ingot_extent window,
			   struct ingot_page_ranges *ranges)
{
	static const char *const names[] = { "Start", "End" };
	struct reading reading = { .window = window, .ranges = ranges };
	const struct ingot_xml_walk walk = { names, 2, &reading, take };
	size_t count;
	int r = ingot_xml_count(document, "PageList", &count);

	if (r == 0 && count != 1)
		return -EBADMSG;
	return r < 0 ? r : ingot_xml_walk_run(document, "PageList/PageRange", &walk);
}

bool ingot_page_ranges_cover(const struct ingot_page_ranges *ranges, struct ingot_extent extent)
{
	size_t first = 0, count = ranges->count;

	/* the last range that does not begin behind the extent's first byte */
	while (count > 0) {
		size_t half = count / 2;

		if (ranges->extent[first + half].offset <= extent.offset) {
			first += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return first > 0 && ranges->extent[first - 1].offset + ranges->extent[first - 1].size >=
				    extent.offset + extent.size;
}

void ingot_page_ranges_drop(struct ingot_page_ranges *ranges)
{
	free(ranges->extent);
	*ranges = (struct ingot_page_ranges){ 0 };
}
