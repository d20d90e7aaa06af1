/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded views: the only place of the project that does pointer arithmetic on untrusted input. */
#include "base/bytes.h"

#include <errno.h>
#include <string.h>

int ingot_fault_at(struct ingot_fault *fault, uint64_t offset, const char *rule)
{
	if (fault)
		*fault = (struct ingot_fault){ .offset = offset, .rule = rule };
	return -EBADMSG;
}

struct ingot_bytes ingot_bytes_of_text(const char *text)
{
	return (struct ingot_bytes){ (const uint8_t *)text, strlen(text) };
}

int ingot_bytes_skip(struct ingot_bytes *rest, uint64_t size)
{
	if (size > rest->size)
		return -EBADMSG;
	if (size > 0) { /* NULL + 0 is undefined in C */
		rest->data += size;
		rest->size -= size;
	}
	return 0;
}

int ingot_bytes_take(struct ingot_bytes *rest, uint64_t size, struct ingot_bytes *ret_taken)
{
	const uint8_t *start = rest->data;

	if (ingot_bytes_skip(rest, size) < 0)
		return -EBADMSG;
	*ret_taken = (struct ingot_bytes){ start, size };
	return 0;
}

static int take_little_endian(struct ingot_bytes *rest, size_t width, uint64_t *ret_value)
{
	struct ingot_bytes field;
	uint64_t value = 0;

	if (ingot_bytes_take(rest, width, &field) < 0)
		return -EBADMSG;
	for (size_t i = width; i > 0; i--)
		value = value << 8 | field.data[i - 1];
	*ret_value = value;
	return 0;
}

static int take_big_endian(struct ingot_bytes *rest, size_t width, uint64_t *ret_value)
{
	struct ingot_bytes field;
	uint64_t value = 0;

	if (ingot_bytes_take(rest, width, &field) < 0)
		return -EBADMSG;
	for (size_t i = 0; i < width; i++)
		value = value << 8 | field.data[i];
	*ret_value = value;
	return 0;
}

int ingot_bytes_take_u8(struct ingot_bytes *rest, uint8_t *ret_value)
{
	uint64_t value;

	if (take_little_endian(rest, sizeof(*ret_value), &value) < 0)
		return -EBADMSG;
	*ret_value = (uint8_t)value;
	return 0;
}

int ingot_bytes_take_le16(struct ingot_bytes *rest, uint16_t *ret_value)
{
	uint64_t value;

	if (take_little_endian(rest, sizeof(*ret_value), &value) < 0)
		return -EBADMSG;
	*ret_value = (uint16_t)value;
	return 0;
}

int ingot_bytes_take_le32(struct ingot_bytes *rest, uint32_t *ret_value)
{
	uint64_t value;

	if (take_little_endian(rest, sizeof(*ret_value), &value) < 0)
		return -EBADMSG;
	*ret_value = (uint32_t)value;
	return 0;
}

int ingot_bytes_take_le64(struct ingot_bytes *rest, uint64_t *ret_value)
{
	return take_little_endian(rest, sizeof(*ret_value), ret_value);
}

int ingot_bytes_take_be16(struct ingot_bytes *rest, uint16_t *ret_value)
{
	uint64_t value;

	if (take_big_endian(rest, sizeof(*ret_value), &value) < 0)
		return -EBADMSG;
	*ret_value = (uint16_t)value;
	return 0;
}

int ingot_bytes_take_be32(struct ingot_bytes *rest, uint32_t *ret_value)
{
	uint64_t value;

	if (take_big_endian(rest, sizeof(*ret_value), &value) < 0)
		return -EBADMSG;
	*ret_value = (uint32_t)value;
	return 0;
}

int ingot_bytes_take_be64(struct ingot_bytes *rest, uint64_t *ret_value)
{
	return take_big_endian(rest, sizeof(*ret_value), ret_value);
}

int ingot_bytes_find(struct ingot_bytes whole, uint8_t value, size_t *ret_offset)
{
	const uint8_t *found = whole.size > 0 ? memchr(whole.data, value, whole.size) : NULL;

	if (!found)
		return -ENOENT;
	*ret_offset = (size_t)(found - whole.data);
	return 0;
}

int ingot_bytes_take_string(struct ingot_bytes *rest, struct ingot_bytes *ret_text)
{
	size_t size;

	if (ingot_bytes_find(*rest, 0, &size) < 0)
		return -EBADMSG;
	*ret_text = (struct ingot_bytes){ rest->data, size };
	return ingot_bytes_skip(rest, size + 1);
}

int ingot_bytes_take_until(struct ingot_bytes *rest, uint8_t separator,
			   struct ingot_bytes *ret_field)
{
	size_t size = rest->size;
	int found = ingot_bytes_find(*rest, separator, &size) == 0;

	*ret_field = (struct ingot_bytes){ rest->data, size };
	(void)ingot_bytes_skip(rest, size + (size_t)found); /* both are within what was searched */
	return found;
}

bool ingot_bytes_take_prefix(struct ingot_bytes *rest, struct ingot_bytes prefix)
{
	if (rest->size < prefix.size ||
	    !ingot_bytes_equal((struct ingot_bytes){ rest->data, prefix.size }, prefix))
		return false;
	return ingot_bytes_skip(rest, prefix.size) == 0;
}

int ingot_bytes_slice(struct ingot_bytes whole, uint64_t offset, uint64_t size,
		      struct ingot_bytes *ret_slice)
{
	struct ingot_bytes rest = whole;

	if (ingot_bytes_skip(&rest, offset) < 0)
		return -EBADMSG;
	return ingot_bytes_take(&rest, size, ret_slice);
}

bool ingot_bytes_equal(struct ingot_bytes a, struct ingot_bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool ingot_bytes_equal_text(struct ingot_bytes a, const char *text)
{
	return ingot_bytes_equal(a, ingot_bytes_of_text(text));
}

bool ingot_bytes_equal_secret(struct ingot_bytes a, struct ingot_bytes b)
{
	const volatile uint8_t *x =
		a.data; /* volatile: the compiler may not leave the loop early */
	const volatile uint8_t *y = b.data;
	uint8_t difference = 0;

	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		difference |= (uint8_t)(x[i] ^ y[i]);
	return difference == 0;
}

bool ingot_bytes_all_zero(struct ingot_bytes a)
{
	uint8_t any = 0;

	for (size_t i = 0; i < a.size; i++)
		any |= a.data[i];
	return any == 0;
}
