/* SPDX-License-Identifier: Apache-2.0 */
#include "measurements/text.h"

#include <string.h>

#include "tests/unit/check.h"

#define VIEW(literal) { (const uint8_t *)(literal), sizeof(literal) - 1 } /* NULs inside count */

static const struct {
	struct ingot_bytes in;
	const char *ascii, *utf16;
} vectors[] = {
	{ VIEW(""), "", "" },
	{ VIEW("abc"), "abc", "\\u6261" },
	{ VIEW("a\0b\0"), "a", "ab" },
	{ VIEW("a\n\tb\x1b[1m"), "a  b\\x1b[1m", "\\u0a61\\u6209\\u5b1b\\u6d31" },
	{ VIEW("\\\0E\0\0\0x\0"), "\\", "\\E" },
	{ VIEW("\xe9\0"), "\\xe9", "\\u00e9" },
};

static void test_vectors(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_text ascii = { 0 }, utf16 = { 0 };

		ingot_text_add_ascii(&ascii, vectors[i].in);
		ingot_text_add_utf16(&utf16, vectors[i].in);
		CHECK_TEXT(ascii.chars, vectors[i].ascii);
		CHECK_TEXT(utf16.chars, vectors[i].utf16);
		CHECK(ascii.length == strlen(ascii.chars) && utf16.length == strlen(utf16.chars));
	}
}

static void test_cut(void)
{
	uint8_t long_input[2 * INGOT_TEXT_SIZE];
	struct ingot_text text = { 0 };

	memset(long_input, 'x', sizeof long_input);
	ingot_text_add_ascii(&text, (struct ingot_bytes){ long_input, INGOT_TEXT_SIZE - 1 });
	CHECK(text.length == INGOT_TEXT_SIZE - 1 && text.chars[text.length - 1] == 'x');
	ingot_text_add(&text, "%s", "");
	CHECK(text.chars[text.length - 1] == 'x'); /* exactly full is not cut */
	ingot_text_add(&text, "y");
	CHECK(strlen(text.chars) == INGOT_TEXT_SIZE - 1);
	CHECK_TEXT(text.chars + INGOT_TEXT_SIZE - 4, "...");

	text = (struct ingot_text){ 0 };
	ingot_text_add_ascii(&text, (struct ingot_bytes){ long_input, sizeof long_input });
	CHECK_TEXT(text.chars + INGOT_TEXT_SIZE - 4, "...");
}

/* The EFI System Partition's type, UEFI 2.10 table 5-7, as it stands on a disk. */
static void test_guid(void)
{
	static const uint8_t esp[] = { 0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
				       0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b };
	struct ingot_text text = { 0 };

	ingot_text_add_guid(&text, (struct ingot_bytes){ esp, sizeof esp });
	CHECK_TEXT(text.chars, "c12a7328-f81f-11d2-ba4b-00a0c93ec93b");
	text = (struct ingot_text){ 0 };
	ingot_text_add_guid(&text, (struct ingot_bytes){ esp, 3 });
	CHECK_TEXT(text.chars, "28732a");
	text = (struct ingot_text){ 0 };
	ingot_text_add_hex(&text, (struct ingot_bytes){ esp, sizeof esp }, 4);
	CHECK_TEXT(text.chars, "28732ac1...");
}

static void test_line(void)
{
	static const char *const lines[] = { "a", "stub 257.13", "\xc3\xa9", "\xe2\x80\xa6",
					     "\xc2\xa0" };
	static const char *const others[] = {
		"",         "a\nb",     "\x1b[0m",       "\x7f",         "\t",
		"\xc2\x85", "\xc2\x9b", "a\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\x8f"
	};

	for (size_t i = 0; i < ARRAY_COUNT(lines); i++)
		CHECK(ingot_text_is_line(lines[i]));
	for (size_t i = 0; i < ARRAY_COUNT(others); i++)
		CHECK(!ingot_text_is_line(others[i]));
}

int main(void)
{
	test_vectors();
	test_cut();
	test_guid();
	test_line();
	return check_result();
}
