/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded text from untrusted bytes. */
#include "measurements/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "disk/guid.h"

static const char cut_mark[] = "...";

void ingot_text_add(struct ingot_text *text, const char *format, ...)
{
	size_t room = sizeof text->chars - text->length;
	va_list arguments;
	int wanted;

	va_start(arguments, format);
	wanted = vsnprintf(text->chars + text->length, room, format, arguments);
	va_end(arguments);
	if (wanted < 0)
		return;
	if ((size_t)wanted < room) {
		text->length += (size_t)wanted;
		return;
	}
	text->length = sizeof text->chars - 1;
	memcpy(text->chars + sizeof text->chars - sizeof cut_mark, cut_mark, sizeof cut_mark);
}

static bool is_full(const struct ingot_text *text)
{
	return text->length >= sizeof text->chars - 1;
}

/* Backslashes stay as they are: EFI paths are full of them. */
static void add_unit(struct ingot_text *text, uint16_t unit, char escape)
{
	if (unit == '\n' || unit == '\r' || unit == '\t')
		unit = ' ';
	if (unit >= 0x20 && unit < 0x7f)
		ingot_text_add(text, "%c", unit);
	else if (escape == 'x')
		ingot_text_add(text, "\\x%02x", unit);
	else
		ingot_text_add(text, "\\u%04x", unit);
}

void ingot_text_add_ascii(struct ingot_text *text, struct ingot_bytes bytes)
{
	bool full = false;
	uint8_t unit;

	while (!full && ingot_bytes_take_u8(&bytes, &unit) == 0 && unit) {
		full = is_full(text);
		add_unit(text, unit, 'x'); /* into a full text: cuts it */
	}
}

void ingot_text_add_utf16(struct ingot_text *text, struct ingot_bytes bytes)
{
	bool full = false;
	uint16_t unit;

	while (!full && ingot_bytes_take_le16(&bytes, &unit) == 0 && unit) {
		full = is_full(text);
		add_unit(text, unit, 'u'); /* into a full text: cuts it */
	}
}

void ingot_text_add_hex(struct ingot_text *text, struct ingot_bytes bytes, size_t limit)
{
	uint8_t byte;

	for (size_t i = 0; i < limit && ingot_bytes_take_u8(&bytes, &byte) == 0; i++)
		ingot_text_add(text, "%02x", byte);
	if (bytes.size > 0)
		ingot_text_add(text, "%s", cut_mark);
}

void ingot_text_add_guid(struct ingot_text *text, struct ingot_bytes bytes)
{
	char written[INGOT_GUID_TEXT_SIZE];
	struct ingot_bytes rest = bytes;
	struct ingot_guid guid;

	if (bytes.size != INGOT_GUID_SIZE || ingot_guid_take(&rest, &guid) < 0) {
		ingot_text_add_hex(text, bytes, INGOT_GUID_SIZE);
		return;
	}
	ingot_guid_text(&guid, written);
	ingot_text_add(text, "%s", written);
}

/* U+200E and 200F, 202A to 202E, 2066 to 2069: they turn the order around in which others are shown. */
static bool is_direction(const unsigned char *c)
{
	if (c[0] != 0xe2)
		return false;
	return (c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xaa && c[2] <= 0xae))) ||
	       (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
}

bool ingot_text_is_line(const char *text)
{
	if (!*text)
		return false;
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c < 0x20 || *c == 0x7f)
			return false;
		if (c[0] == 0xc2 && c[1] < 0xa0)
			return false; /* U+0080 to U+009f */
		if (is_direction(c))
			return false;
	}
	return true;
}
