/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of releases: Semantic Versioning 2.0.0. */
#include "measurements/version.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define NUMBER_DIGITS_MAX 9

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_number(struct ingot_bytes part)
{
	for (size_t i = 0; i < part.size; i++)
		if (!is_digit(part.data[i]))
			return false;
	return part.size > 0;
}

static bool has_leading_zero(struct ingot_bytes number)
{
	return number.size > 1 && number.data[0] == '0';
}

static int read_number(struct ingot_bytes part, uint32_t *ret_number)
{
	uint32_t number = 0;

	if (!is_number(part) || has_leading_zero(part) || part.size > NUMBER_DIGITS_MAX)
		return -EBADMSG;
	for (size_t i = 0; i < part.size; i++)
		number = number * 10 + (uint32_t)(part.data[i] - '0');
	*ret_number = number;
	return 0;
}

static int read_numbers(struct ingot_bytes text, uint32_t number[3])
{
	for (unsigned i = 0; i < 3; i++) {
		struct ingot_bytes part;
		bool has_more = ingot_bytes_take_until(&text, '.', &part) == 1;

		if (has_more != (i < 2) || read_number(part, &number[i]) < 0)
			return -EBADMSG;
	}
	return 0;
}

static bool is_identifier(struct ingot_bytes part)
{
	for (size_t i = 0; i < part.size; i++) {
		uint8_t c = part.data[i];

		if (!is_digit(c) && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && c != '-')
			return false;
	}
	return part.size > 0 && !(is_number(part) && has_leading_zero(part));
}

static int check_suffix(struct ingot_bytes suffix)
{
	struct ingot_bytes part;
	int has_more;

	do {
		has_more = ingot_bytes_take_until(&suffix, '.', &part);
		if (!is_identifier(part))
			return -EBADMSG;
	} while (has_more == 1);
	return 0;
}

int ingot_version_read(struct ingot_bytes text, struct ingot_version *ret_version)
{
	struct ingot_version version = { .suffix = 0 };
	struct ingot_bytes rest = text, numbers;
	bool has_suffix;

	if (text.size == 0 || text.size >= sizeof(version.text))
		return -EBADMSG;
	has_suffix = ingot_bytes_take_until(&rest, '-', &numbers) == 1;
	if (read_numbers(numbers, version.number) < 0 || (has_suffix && check_suffix(rest) < 0))
		return -EBADMSG;
	memcpy(version.text, text.data, text.size);
	version.suffix = (unsigned)(text.size - rest.size);
	*ret_version = version;
	return 0;
}

static int compare_parts(struct ingot_bytes a, struct ingot_bytes b)
{
	bool both_numbers = is_number(a) && is_number(b);
	size_t shorter = a.size < b.size ? a.size : b.size;
	int r;

	if (is_number(a) != is_number(b))
		return is_number(a) ? -1 : 1;
	/* without leading zeros, the longer number is the larger one */
	if (both_numbers && a.size != b.size)
		return a.size < b.size ? -1 : 1;
	r = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;
	if (r != 0)
		return r < 0 ? -1 : 1;
	return (a.size > b.size) - (a.size < b.size);
}

static int compare_suffixes(struct ingot_bytes a, struct ingot_bytes b)
{
	if (a.size == 0 || b.size == 0)
		return (a.size == 0) - (b.size == 0);
	while (a.size > 0 && b.size > 0) {
		struct ingot_bytes x, y;
		int r;

		(void)ingot_bytes_take_until(&a, '.', &x);
		(void)ingot_bytes_take_until(&b, '.', &y);
		r = compare_parts(x, y);
		if (r != 0)
			return r;
	}
	return (a.size > 0) - (b.size > 0);
}

static struct ingot_bytes suffix_of(const struct ingot_version *version)
{
	return ingot_bytes_of_text(&version->text[version->suffix]);
}

int ingot_version_compare(const struct ingot_version *a, const struct ingot_version *b)
{
	for (unsigned i = 0; i < 3; i++)
		if (a->number[i] != b->number[i])
			return a->number[i] < b->number[i] ? -1 : 1;
	return compare_suffixes(suffix_of(a), suffix_of(b));
}
