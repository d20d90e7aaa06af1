/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts (Kubernetes API conventions, "Quantity") and times (Go, time.ParseDuration). */
#include "node/quantity.h"

#include <errno.h>

#define WHOLE_DIGITS_MAX    12
#define FRACTION_DIGITS_MAX 3
#define DURATION_DIGITS_MAX 9

/* Takes 1..@max digits. Returns how many; 0 if there is none or there are more. */
static unsigned take_digits(struct ingot_bytes *rest, unsigned max, uint64_t *ret_number)
{
	struct ingot_bytes at = *rest;
	uint64_t number = 0;
	unsigned count = 0;

	while (at.size > 0 && at.data[0] >= '0' && at.data[0] <= '9' && count <= max) {
		number = number * 10 + (at.data[0] - '0');
		count++;
		(void)ingot_bytes_skip(&at, 1);
	}
	if (count == 0 || count > max)
		return 0;
	*rest = at;
	*ret_number = number;
	return count;
}

static bool is_unit(struct ingot_bytes text)
{
	static const char *const units[] = { "",  "m",  "k",  "M",  "G",  "T",
					     "P", "Ki", "Mi", "Gi", "Ti", "Pi" };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (ingot_bytes_equal_text(text, units[i]))
			return true;
	return false;
}

enum ingot_quantity_kind ingot_quantity_kind_of(struct ingot_bytes text)
{
	uint64_t whole;
	uint64_t fraction = 0;
	bool is_zero;

	if (take_digits(&text, WHOLE_DIGITS_MAX, &whole) == 0 ||
	    (ingot_bytes_take_prefix(&text, ingot_bytes_of_text(".")) &&
	     take_digits(&text, FRACTION_DIGITS_MAX, &fraction) == 0))
		return INGOT_QUANTITY_NONE;
	is_zero = whole == 0 && fraction == 0;
	if (is_unit(text))
		return is_zero ? INGOT_QUANTITY_ZERO : INGOT_QUANTITY_AMOUNT;
	if (!ingot_bytes_equal_text(text, "%") || whole > 100 || (whole == 100 && fraction > 0))
		return INGOT_QUANTITY_NONE;
	return is_zero ? INGOT_QUANTITY_ZERO_PERCENT : INGOT_QUANTITY_PERCENT;
}

int ingot_duration_parse(struct ingot_bytes text, int64_t *ret_milliseconds)
{
	static const struct {
		const char *name;
		int64_t milliseconds;
	} units[] = { { "h", 3600000 }, { "ms", 1 }, { "m", 60000 }, { "s", 1000 } };
	int64_t sum = 0;
	int64_t smallest = INT64_MAX;

	if (text.size == 0)
		return -EBADMSG;
	while (text.size > 0) {
		uint64_t number;
		size_t i = 0;

		if (take_digits(&text, DURATION_DIGITS_MAX, &number) == 0)
			return -EBADMSG;
		/* "ms" before "m", which it begins with */
		while (i < 4 && !ingot_bytes_take_prefix(&text, ingot_bytes_of_text(units[i].name)))
			i++;
		if (i == 4 || units[i].milliseconds >= smallest)
			return -EBADMSG;
		smallest = units[i].milliseconds;
		sum += (int64_t)number * smallest; /* four times 10^9 hours at most: it fits */
	}
	*ret_milliseconds = sum;
	return 0;
}
