/* SPDX-License-Identifier: Apache-2.0 */
/* Hexadecimal text, one spelling only, so that equal bytes have equal text. */
#include "base/hex.h"

#include <errno.h>

int ingot_hex_encode(struct ingot_bytes data, size_t capacity, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";

	if (capacity == 0 || (capacity - 1) / 2 < data.size)
		return -EINVAL;
	for (size_t i = 0; i < data.size; i++) {
		ret_text[2 * i] = digits[data.data[i] >> 4];
		ret_text[2 * i + 1] = digits[data.data[i] & 15];
	}
	ret_text[2 * data.size] = '\0';
	return 0;
}

static int digit_value(uint8_t digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return -EBADMSG;
}

int ingot_hex_decode(struct ingot_bytes text, size_t size, uint8_t *ret_data)
{
	if (text.size % 2 != 0 || text.size / 2 != size)
		return -EBADMSG;
	for (size_t i = 0; i < text.size; i++) /* all checked before the first byte is written */
		if (digit_value(text.data[i]) < 0)
			return -EBADMSG;
	for (size_t i = 0; i < size; i++)
		ret_data[i] = (uint8_t)(digit_value(text.data[2 * i]) << 4 |
					digit_value(text.data[2 * i + 1]));
	return 0;
}
