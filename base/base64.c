/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64, RFC 4648 section 4; small enough that it needs no library and no second door to OpenSSL.
 */
#include "base/base64.h"

#include <errno.h>

#define PADDING 64
#define REFUSED 65

size_t ingot_base64_text_size(size_t size)
{
	return (size / 3 + (size % 3 != 0)) * 4;
}

int ingot_base64_encode(struct ingot_bytes data, size_t capacity, char *ret_text)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t out = 0;

	if (capacity <= ingot_base64_text_size(data.size))
		return -EINVAL;
	for (size_t i = 0; i < data.size; i += 3) {
		size_t left = data.size - i;
		uint32_t group = (uint32_t)data.data[i] << 16 |
				 (left > 1 ? (uint32_t)data.data[i + 1] << 8 : 0) |
				 (left > 2 ? (uint32_t)data.data[i + 2] : 0);

		ret_text[out++] = alphabet[group >> 18];
		ret_text[out++] = alphabet[group >> 12 & 63];
		ret_text[out++] = left > 1 ? alphabet[group >> 6 & 63] : '=';
		ret_text[out++] = left > 2 ? alphabet[group & 63] : '=';
	}
	ret_text[out] = '\0';
	return 0;
}

static unsigned character_value(uint8_t character)
{
	if (character >= 'A' && character <= 'Z')
		return (unsigned)(character - 'A');
	if (character >= 'a' && character <= 'z')
		return (unsigned)(character - 'a') + 26;
	if (character >= '0' && character <= '9')
		return (unsigned)(character - '0') + 52;
	if (character == '+')
		return 62;
	if (character == '/')
		return 63;
	return character == '=' ? PADDING : REFUSED;
}

/*
 * Padding may stand only in the last one or two places, and the bits it leaves over must be zero.
 */
static int check_text(struct ingot_bytes text, size_t *ret_size)
{
	size_t padding = 0;
	unsigned unused = 0;

	if (text.size % 4 != 0)
		return -EBADMSG;
	while (padding < 2 && padding < text.size && text.data[text.size - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i < text.size - padding; i++)
		if (character_value(text.data[i]) >= PADDING)
			return -EBADMSG;
	if (padding > 0)
		unused = character_value(text.data[text.size - 1 - padding]) &
			 (padding == 1 ? 3 : 15);
	if (unused != 0)
		return -EBADMSG;
	*ret_size = text.size / 4 * 3 - padding;
	return 0;
}

int ingot_base64_decode(struct ingot_bytes text, size_t capacity, uint8_t *ret_data,
			size_t *ret_size)
{
	size_t size;

	if (check_text(text, &size) < 0)
		return -EBADMSG;
	if (capacity < size)
		return -EINVAL;
	for (size_t out = 0; out < size; out++) {
		size_t in = out / 3 * 4 +
			    out % 3; /* byte n of a group lies across characters n and n + 1 */
		unsigned high = character_value(text.data[in]);
		unsigned low = character_value(text.data[in + 1]);
		unsigned shift = 2 * (unsigned)(out % 3) + 2;

		ret_data[out] = (uint8_t)(high << shift | (low & 63) >> (6 - shift));
	}
	*ret_size = size;
	return 0;
}
