/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_PAGE_RANGES_H
#define INGOT_UPLOAD_PAGE_RANGES_H

#include <stdbool.h>

#include "base/bytes.h"
#include "disk/extent.h"

/*
 * Which pages of a page blob have been written, as "Get Page Ranges" of Azure Storage tells it:
 *
 *	<PageList>
 *	  <PageRange><Start>0</Start><End>4194303</End></PageRange>
 *	  <ClearRange>…</ClearRange>
 *	</PageList>
 *
 * Spec: Microsoft, "Get Page Ranges" (REST API of Azure Storage).
 */

#define INGOT_PAGE_SIZE             512
#define INGOT_PAGE_RANGES_COUNT_MAX ((size_t)1 << 20)

/**
 * struct ingot_page_ranges - ranges in ascending order, none of which touch; release with
 *                            ingot_page_ranges_drop(); an all-zero one has none
 * @extent: @count of them, room for @capacity
 */
struct ingot_page_ranges {
	struct ingot_extent *extent;
	size_t count;
	size_t capacity;
};

/**
 * ingot_page_ranges_read - add what an answer tells
 * @document: the answer
 * @window:   what was asked for; ranges are cut to it
 * @ranges:   those in front of @window
 *
 * Returns 0; -EBADMSG if it is no such document, or its ranges are not of whole pages and in order;
 * -EFBIG over INGOT_PAGE_RANGES_COUNT_MAX; -ENOMEM. On failure @ranges may have some more.
 */
int ingot_page_ranges_read(struct ingot_bytes document, struct ingot_extent window,
			   struct ingot_page_ranges *ranges);

/** ingot_page_ranges_cover - has all of an extent been written? */
bool ingot_page_ranges_cover(const struct ingot_page_ranges *ranges, struct ingot_extent extent);

/** ingot_page_ranges_drop - release them and leave an all-zero one; for ingot_scoped() too. */
void ingot_page_ranges_drop(struct ingot_page_ranges *ranges);

#endif
