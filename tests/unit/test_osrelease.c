/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of os-release: quoting as os-release(5) allows it. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "measurements/osrelease.h"

static void test_cases(void)
{
	static const struct {
		const char *file;
		const char *name;
		int want;
		const char *value;
	} cases[] = {
		{ "ID=debian\n", "ID", 0, "debian" },
		{ "ID=debian", "ID", 0, "debian" },
		{ "VERSION_ID=\"13\"\nID='a b'\n", "VERSION_ID", 0, "13" },
		{ "VERSION_ID=\"13\"\nID='a b'\n", "ID", 0, "a b" },
		{ "ID=a\nID=b\n", "ID", 0, "b" },
		{ "ID=\n", "ID", 0, "" },
		{ "ID=\"\"\n", "ID", 0, "" },
		{ "#ID=x\n ID=y\n", "ID", -ENOENT, NULL },
		{ "ID_LIKE=x\n", "ID", -ENOENT, NULL },
		{ "ID\n", "ID", -ENOENT, NULL },
		{ "", "ID", -ENOENT, NULL },
		{ "ID=\"x\n", "ID", -EBADMSG, NULL },
		{ "ID=\"\n", "ID", -EBADMSG, NULL },
		{ "ID=\"x'\n", "ID", -EBADMSG, NULL },
		{ "ID=a\\b\n", "ID", -EBADMSG, NULL },
		{ "ID=\"a\"b\"\n", "ID", -EBADMSG, NULL },
		{ "ID=a\tb\n", "ID", -EBADMSG, NULL },
		{ "ID=\303\251\n", "ID", -EBADMSG, NULL },
		{ "ID=1234567\n", "ID", 0, "1234567" },
		{ "ID=12345678\n", "ID", -EFBIG, NULL },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		char value[8] = "before";
		int r = ingot_osrelease_find(ingot_bytes_of_text(cases[i].file), cases[i].name,
					     sizeof(value), value);

		if (!CHECK(r == cases[i].want))
			fprintf(stderr, "case %zu\n", i);
		CHECK_TEXT(value, r == 0 ? cases[i].value : "before");
	}
}

int main(void)
{
	test_cases();
	return check_result();
}
