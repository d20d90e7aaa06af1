/* SPDX-License-Identifier: Apache-2.0 */
/* Examples of Semantic Versioning 2.0.0, clause 11 and its published regular expression's tests. */
#include "measurements/version.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

/* Each older than the next. */
static const char *const order[] = {
	"0.0.0",
	"0.9.10",
	"1.0.0-alpha",
	"1.0.0-alpha.1",
	"1.0.0-alpha.beta",
	"1.0.0-beta",
	"1.0.0-beta.2",
	"1.0.0-beta.11",
	"1.0.0-rc.1",
	"1.0.0",
	"1.0.1-0",
	"1.0.1-1",
	"1.0.1--",
	"1.0.1-A",
	"1.0.1-a",
	"1.0.1-aa",
	"1.0.1-b-c.99999999999999999999",
	"1.0.1-b-c.100000000000000000000",
	"1.0.1",
	"1.2.0",
	"1.10.0",
	"2.0.0",
	"10.0.0",
	"999999999.999999999.999999999",
};

static const char *const refused[] = {
	"",
	"1",
	"1.2",
	"1.2.",
	"1.2.3.",
	"1.2.3.4",
	".1.2",
	"v1.2.3",
	"1.2.3+build",
	"01.2.3",
	"1.02.3",
	"1.2.03",
	"1.2.3-",
	"1.2.3-.",
	"1.2.3-a.",
	"1.2.3-a..b",
	"1.2.3-01",
	"1.2.3-a.00",
	"1.2.3-a_b",
	"1.2.3-a/../b",
	" 1.2.3",
	"1.2.3\n",
	"-1.2.3",
	"1.-2.3",
	"1.2.1000000000",
	"1.2.3-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

int main(void)
{
	struct ingot_version a, b, untouched;
	struct ingot_bytes with_nul = { (const uint8_t *)"1.2.3\0", 6 };

	for (size_t i = 0; i < ARRAY_COUNT(order); i++) {
		if (!CHECK(ingot_version_read(ingot_bytes_of_text(order[i]), &a) == 0))
			continue;
		CHECK_TEXT(a.text, order[i]);
		for (size_t k = 0; k < ARRAY_COUNT(order); k++) {
			int want = (i > k) - (i < k);

			CHECK(ingot_version_read(ingot_bytes_of_text(order[k]), &b) == 0);
			CHECK(ingot_version_compare(&a, &b) == want);
		}
	}
	memset(&untouched, 0x5a, sizeof(untouched));
	b = untouched;
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
		CHECK(ingot_version_read(ingot_bytes_of_text(refused[i]), &b) == -EBADMSG);
	CHECK(ingot_version_read(with_nul, &b) == -EBADMSG);
	CHECK(memcmp(&b, &untouched, sizeof(b)) == 0);
	return check_result();
}
