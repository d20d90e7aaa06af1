/* SPDX-License-Identifier: Apache-2.0 */
/* Little-endian UTF-16 to UTF-8 (RFC 2781, RFC 3629). */
#include "disk/utf16.h"

#include <errno.h>
#include <string.h>

#define SURROGATE_FIRST 0xd800
#define SURROGATE_LOW   0xdc00
#define SURROGATE_END   0xe000
#define SEQUENCE_MAX    4

/* 1 = a character, 0 = the end. */
static int take_character(struct ingot_bytes *rest, uint32_t *ret_character)
{
	uint16_t unit;
	uint16_t low;

	if (rest->size == 0)
		return 0;
	if (ingot_bytes_take_le16(rest, &unit) < 0)
		return -EBADMSG;
	if (unit == 0)
		return 0;
	*ret_character = unit;
	if (unit < SURROGATE_FIRST || unit >= SURROGATE_END)
		return 1;
	if (unit >= SURROGATE_LOW || ingot_bytes_take_le16(rest, &low) < 0 || low < SURROGATE_LOW ||
	    low >= SURROGATE_END)
		return -EBADMSG;
	*ret_character = 0x10000 + ((uint32_t)(unit - SURROGATE_FIRST) << 10) +
			 (uint32_t)(low - SURROGATE_LOW);
	return 1;
}

static size_t encode(uint32_t c, uint8_t sequence[SEQUENCE_MAX])
{
	static const uint8_t lead[SEQUENCE_MAX + 1] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = size; i > 1; i--) {
		sequence[i - 1] = (uint8_t)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	sequence[0] = (uint8_t)(lead[size] | c);
	return size;
}

/* Called twice: once to see that all is well, once to write; so that a failure writes nothing. */
static int convert(struct ingot_bytes rest, size_t capacity, char *text)
{
	uint32_t character;
	size_t used = 0;
	int r;

	while ((r = take_character(&rest, &character)) > 0) {
		uint8_t sequence[SEQUENCE_MAX];
		size_t size = encode(character, sequence);

		if (character < 0x20 || (character >= 0x7f && character < 0xa0))
			return -EBADMSG;
		if (size >= capacity - used)
			return -EFBIG;
		if (text)
			memcpy(&text[used], sequence, size);
		used += size;
	}
	if (r == 0 && text)
		text[used] = '\0';
	return r;
}

int ingot_utf16_text(struct ingot_bytes name, size_t capacity, char *ret_text)
{
	int r;

	if (capacity == 0)
		return -EFBIG;
	r = convert(name, capacity, NULL);
	return r < 0 ? r : convert(name, capacity, ret_text);
}
