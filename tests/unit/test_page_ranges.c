/* SPDX-License-Identifier: Apache-2.0 */
/* Written ranges of a page blob. */
#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"
#include "upload/page_ranges.h"

#define LIST(inner)       "<?xml version=\"1.0\" encoding=\"utf-8\"?><PageList>" inner "</PageList>"
#define RANGE(start, end) "<PageRange><Start>" start "</Start><End>" end "</End></PageRange>"

static const struct ingot_extent window = { .offset = 0, .size = 1 << 20 };

/* The sample of "Get Page Ranges", version 2019-07-07, whose ranges are of whole pages here. */
static const char sample[] =
	LIST("<ClearRange><Start>65536</Start><End>66047</End></ClearRange>" RANGE("0", "511")
		     RANGE("512", "1023") "<PageRange>\n <Start>4096</Start>\n <End>8191</End>\n"
					  "</PageRange>");

static const struct {
	const char *document;
	int want;
} refused[] = {
	{ "", -EBADMSG },
	{ "<Other/>", -EBADMSG },
	{ "<PageList><PageRange>", -EBADMSG },
	{ LIST("<PageRange><Start>0</Start></PageRange>"), -EBADMSG },
	{ LIST(RANGE("", "511")), -EBADMSG },
	{ LIST(RANGE("-512", "511")), -EBADMSG },
	{ LIST(RANGE("0x0", "511")), -EBADMSG },
	{ LIST(RANGE("0", "510")), -EBADMSG },
	{ LIST(RANGE("1", "511")), -EBADMSG },
	{ LIST(RANGE("512", "511")), -EBADMSG },
	{ LIST(RANGE("1024", "511")), -EBADMSG },
	{ LIST(RANGE("0", "9999999999999999")), -EBADMSG },
	{ LIST(RANGE("4096", "8191") RANGE("0", "511")), -EBADMSG },
	{ LIST(RANGE("0", "1023") RANGE("512", "1535")), -EBADMSG },
};

static int read_text(const char *document, struct ingot_extent within,
		     struct ingot_page_ranges *ranges)
{
	return ingot_page_ranges_read(ingot_bytes_of_text(document), within, ranges);
}

static bool covers(const struct ingot_page_ranges *ranges, uint64_t offset, uint64_t size)
{
	return ingot_page_ranges_cover(ranges,
				       (struct ingot_extent){ .offset = offset, .size = size });
}

static void test_sample(void)
{
	struct ingot_page_ranges ranges = { 0 };

	CHECK(!covers(&ranges, 0, 512));
	CHECK(read_text(sample, window, &ranges) == 0);
	CHECK(ranges.count == 2);
	CHECK(covers(&ranges, 0, 1024));
	CHECK(covers(&ranges, 512, 512));
	CHECK(!covers(&ranges, 512, 1024));
	CHECK(!covers(&ranges, 1024, 512));
	CHECK(covers(&ranges, 4096, 4096));
	CHECK(!covers(&ranges, 3584, 1024));
	CHECK(!covers(&ranges, 65536, 512));
	ingot_page_ranges_drop(&ranges);
	CHECK(ranges.extent == NULL && ranges.count == 0);
}

/* What lies in two windows is told twice, cut or not. */
static void test_windows(void)
{
	const struct ingot_extent first = { .offset = 0, .size = 4096 };
	const struct ingot_extent second = { .offset = 4096, .size = 4096 };
	struct ingot_page_ranges ranges = { 0 };

	CHECK(read_text(LIST(RANGE("2048", "8191")), first, &ranges) == 0);
	CHECK(ranges.count == 1 && ranges.extent[0].size == 2048);
	CHECK(read_text(LIST(RANGE("2048", "8191")), second, &ranges) == 0);
	CHECK(ranges.count == 1 && covers(&ranges, 2048, 6144));
	CHECK(read_text(LIST(""), (struct ingot_extent){ .offset = 8192, .size = 512 }, &ranges) ==
	      0);
	ingot_page_ranges_drop(&ranges);
}

static void test_many(void)
{
	static char document[256 * 1024];
	struct ingot_page_ranges ranges = { 0 };
	size_t used = (size_t)snprintf(document, sizeof(document), "<PageList>");

	for (unsigned i = 0; i < 1000; i++)
		used += (size_t)snprintf(&document[used], sizeof(document) - used,
					 RANGE("%u", "%u"), i * 1024, i * 1024 + 511);
	snprintf(&document[used], sizeof(document) - used, "</PageList>");
	CHECK(read_text(document, window, &ranges) == 0);
	CHECK(ranges.count == 1000);
	for (unsigned i = 0; i < 1000; i++) {
		CHECK(covers(&ranges, i * 1024, 512));
		CHECK(!covers(&ranges, i * 1024 + 512, 512));
	}
	ingot_page_ranges_drop(&ranges);
}

int main(void)
{
	test_sample();
	test_windows();
	test_many();
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_page_ranges ranges = { 0 };

		if (!CHECK(read_text(refused[i].document, window, &ranges) == refused[i].want))
			fprintf(stderr, "vector %zu\n", i);
		ingot_page_ranges_drop(&ranges);
	}
	/* cut anywhere it is malformed, and no more than that */
	for (size_t size = 0; size + 1 < sizeof(sample); size++) {
		struct ingot_page_ranges ranges = { 0 };

		CHECK(ingot_page_ranges_read((struct ingot_bytes){ (const uint8_t *)sample, size },
					     window, &ranges) == -EBADMSG);
		ingot_page_ranges_drop(&ranges);
	}
	return check_result();
}
