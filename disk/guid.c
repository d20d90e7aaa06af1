/* SPDX-License-Identifier: Apache-2.0 */
/* GUIDs: binary and text form (UEFI 2.10, appendix A). */
#include "disk/guid.h"

#include <errno.h>
#include <string.h>

#define TEXT_LENGTH (INGOT_GUID_TEXT_SIZE - 1)

/* Which byte of the binary form each pair of digits of the text form stands for. */
static const uint8_t text_order[INGOT_GUID_SIZE] = { 3, 2, 1,  0,  5,  4,  7,  6,
						     8, 9, 10, 11, 12, 13, 14, 15 };

static bool dash_at(size_t position)
{
	return position == 8 || position == 13 || position == 18 || position == 23;
}

static int digit_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int ingot_guid_take(struct ingot_bytes *rest, struct ingot_guid *ret_guid)
{
	struct ingot_bytes field;

	if (ingot_bytes_take(rest, INGOT_GUID_SIZE, &field) < 0)
		return -EBADMSG;
	memcpy(ret_guid->bytes, field.data, INGOT_GUID_SIZE);
	return 0;
}

int ingot_guid_parse(struct ingot_bytes text, struct ingot_guid *ret_guid)
{
	struct ingot_guid guid = { 0 };
	size_t digits = 0;

	if (text.size != TEXT_LENGTH)
		return -EBADMSG;
	for (size_t i = 0; i < TEXT_LENGTH; i++) {
		int value = digit_value(text.data[i]);
		uint8_t *byte;

		if (dash_at(i)) {
			if (text.data[i] != '-')
				return -EBADMSG;
			continue;
		}
		if (value < 0)
			return -EBADMSG;
		byte = &guid.bytes[text_order[digits++ / 2]];
		*byte = (uint8_t)(*byte << 4 | value);
	}
	*ret_guid = guid;
	return 0;
}

void ingot_guid_text(const struct ingot_guid *guid, char ret_text[INGOT_GUID_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	size_t digit = 0;

	for (size_t i = 0; i < TEXT_LENGTH; i++) {
		uint8_t byte;

		if (dash_at(i)) {
			ret_text[i] = '-';
			continue;
		}
		byte = guid->bytes[text_order[digit / 2]];
		ret_text[i] = digits[digit % 2 ? byte & 0xf : byte >> 4];
		digit++;
	}
	ret_text[TEXT_LENGTH] = '\0';
}

struct ingot_bytes ingot_guid_bytes(const struct ingot_guid *guid)
{
	return (struct ingot_bytes){ guid->bytes, INGOT_GUID_SIZE };
}

bool ingot_guid_equal(const struct ingot_guid *a, const struct ingot_guid *b)
{
	return memcmp(a->bytes, b->bytes, INGOT_GUID_SIZE) == 0;
}

bool ingot_guid_is_zero(const struct ingot_guid *guid)
{
	return ingot_bytes_all_zero(ingot_guid_bytes(guid));
}
