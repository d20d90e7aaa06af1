/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: what Azure says of written pages. */
#include <stdlib.h>

#include "upload/page_ranges.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ingot_extent window = { .offset = 4096, .size = 1 << 20 };
	struct ingot_page_ranges ranges = { 0 };
	uint64_t end = 0;

	(void)ingot_page_ranges_read((struct ingot_bytes){ data, size }, window, &ranges);
	for (size_t i = 0; i < ranges.count; i++) {
		const struct ingot_extent *extent = &ranges.extent[i];

		if (extent->size == 0 || extent->offset < window.offset ||
		    (i > 0 && extent->offset <= end) ||
		    extent->offset + extent->size > window.offset + window.size ||
		    !ingot_page_ranges_cover(&ranges, *extent))
			abort();
		end = extent->offset + extent->size;
	}
	ingot_page_ranges_drop(&ranges);
	return 0;
}
