/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-16 to UTF-8; expected bytes from `iconv -f UTF-16LE -t UTF-8` (glibc 2.36). */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "disk/utf16.h"

int main(void)
{
	static const struct {
		const char *in;
		size_t size;
		int want;
		const char *text;
	} vectors[] = {
		{ "", 0, 0, "" },
		{ "r\0o\0o\0t\0", 8, 0, "root" },
		{ "r\0\0\0x\0", 6, 0, "r" },
		{ "\xe4\0\xac\x20", 4, 0, "\xc3\xa4\xe2\x82\xac" },
		{ "\x3d\xd8\x00\xde", 4, 0, "\xf0\x9f\x98\x80" },
		{ "\xff\xff", 2, 0, "\xef\xbf\xbf" },
		{ "r", 1, -EBADMSG, NULL },
		{ "r\0o", 3, -EBADMSG, NULL },
		{ "\x3d\xd8", 2, -EBADMSG, NULL },
		{ "\x3d\xd8r\0", 4, -EBADMSG, NULL },
		{ "\x00\xde", 2, -EBADMSG, NULL },
		{ "\x1b\0", 2, -EBADMSG, NULL },
		{ "\x85\0", 2, -EBADMSG, NULL },
		{ "l\0o\0n\0g\0e\0r\0!\0!\0!\0!\0!\0!\0!\0!\0!\0!\0", 32, -EFBIG, NULL },
	};

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_bytes in = { (const uint8_t *)vectors[i].in, vectors[i].size };
		char text[16] = "untouched";

		CHECK(ingot_utf16_text(in, sizeof(text), text) == vectors[i].want);
		CHECK_TEXT(text, vectors[i].want ? "untouched" : vectors[i].text);
	}
	CHECK(ingot_utf16_text((struct ingot_bytes){ 0 }, 0, NULL) == -EFBIG);
	return check_result();
}
