/* SPDX-License-Identifier: Apache-2.0 */
/* Escaping: character references of the HTML Living Standard, 13.1.4; Python's html.escape() gives the same ones, but for
 * &#x27; in place of &#39;.
 */
#include "measurements/markup.h"

#include <inttypes.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

static const struct {
	const char *text;
	const char *want;
} texts[] = {
	{ "", "" },
	{ "plain 1.2~3+deb13", "plain 1.2~3+deb13" },
	{ "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;" },
	{ "\" onload=\"x", "&quot; onload=&quot;x" },
	{ "' onload='x", "&#39; onload=&#39;x" },
	{ "&lt;", "&amp;lt;" },
	{ "a\nb\x01\x7f", "a\xef\xbf\xbd"
			  "b\xef\xbf\xbd\xef\xbf\xbd" },
	{ "caf\xc3\xa9 \xe2\x80\x94", "caf\xc3\xa9 \xe2\x80\x94" },
	{ "\xe2\x80\xae"
	  "cod.exe",
	  "[U+202E]cod.exe" },
	{ "\xe2\x80\xaa\xe2\x81\xa6\xe2\x81\xa9", "[U+202A][U+2066][U+2069]" },
	{ "\xe2\x80\xa9\xe2\x81\xaa", "\xe2\x80\xa9\xe2\x81\xaa" },
	{ "\xe2\x80", "\xe2\x80" },
	{ "100%s", "100%s" },
};

static const struct {
	uint64_t size;
	const char *want;
} sizes[] = {
	{ 0, "0 bytes" },          { 1023, "1023 bytes" },
	{ 1024, "1.0 KiB" },       { 124416, "121.5 KiB" },
	{ 21881344, "20.9 MiB" },  { 685682688, "653.9 MiB" },
	{ 1048575, "1024.0 KiB" }, { UINT64_MAX, "17592186044416.0 MiB" },
};

static char *written;
static size_t written_size;

/* What the page holds so far; the page begins anew. */
static const char *take(FILE **page)
{
	static char kept[512];

	fclose(*page);
	snprintf(kept, sizeof(kept), "%s", written);
	free(written);
	*page = open_memstream(&written, &written_size);
	return kept;
}

static void test_texts(FILE *page)
{
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		ingot_markup_text(page, ingot_bytes_of_text(texts[i].text));
		CHECK_TEXT(take(&page), texts[i].want);
		ingot_markup_print(page, "<b>%s</b>", texts[i].text);
		fprintf(page, "|");
		CHECK(strstr(take(&page), texts[i].want) != NULL);
	}
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		ingot_markup_size(page, sizes[i].size);
		CHECK_TEXT(take(&page), sizes[i].want);
	}
	ingot_markup_text(page, (struct ingot_bytes){ (const uint8_t *)"a\0b", 3 });
	CHECK_TEXT(take(&page), "a\xef\xbf\xbd"
				"b");
	ingot_markup_print(page, "<i>%u %zu %" PRIu64 " 5%% %s</i>", 7u, (size_t)8, UINT64_MAX,
			   "<");
	CHECK_TEXT(take(&page), "<i>7 8 18446744073709551615 5% &lt;</i>");
	fclose(page);
	free(written);
}

int main(void)
{
	test_texts(open_memstream(&written, &written_size));
	return check_result();
}
