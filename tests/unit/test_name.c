/* SPDX-License-Identifier: Apache-2.0 */
#include "node/name.h"

#include <string.h>

#include "tests/unit/check.h"

#define TEN "abcdefghij"
#define L63 TEN TEN TEN TEN TEN TEN "abc"

/* RFC 1123 section 2.1 and RFC 1035 section 2.3.4, read by hand. */
static const struct {
	const char *text;
	bool label, subdomain;
} cases[] = {
	{ "a", true, true },      { "0", true, true },          { "a-b", true, true },
	{ "a--0", true, true },   { L63, true, true },          { L63 "d", false, false },
	{ "", false, false },     { "-a", false, false },       { "a-", false, false },
	{ "A", false, false },    { "a_b", false, false },      { "a.b", false, true },
	{ "a..b", false, false }, { ".a", false, false },       { "a.", false, false },
	{ ".", false, false },    { "a.-b", false, false },     { "a b", false, false },
	{ "a/b", false, false },  { "\xc3\xa9", false, false },
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_bytes text = ingot_bytes_of_text(cases[i].text);

		if (!CHECK(ingot_name_is_label(text) == cases[i].label) ||
		    !CHECK(ingot_name_is_subdomain(text, 253) == cases[i].subdomain))
			fprintf(stderr, "%s\n", cases[i].text);
	}
	CHECK(ingot_name_is_subdomain(ingot_bytes_of_text("ab.cd"), 5));
	CHECK(!ingot_name_is_subdomain(ingot_bytes_of_text("ab.cd"), 4));
	CHECK(!ingot_name_is_subdomain((struct ingot_bytes){ (const uint8_t *)"a\0b", 3 }, 253));
	return check_result();
}
