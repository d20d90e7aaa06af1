/* SPDX-License-Identifier: Apache-2.0 */
#include "node/quantity.h"

#include <errno.h>

#include "tests/unit/check.h"

/* Kubernetes API: "Quantity", serialization format; the forms that we leave out are none. */
static const struct {
	const char *text;
	enum ingot_quantity_kind kind;
} amounts[] = {
	{ "1", INGOT_QUANTITY_AMOUNT },
	{ "500m", INGOT_QUANTITY_AMOUNT },
	{ "1.5Gi", INGOT_QUANTITY_AMOUNT },
	{ "100Mi", INGOT_QUANTITY_AMOUNT },
	{ "999999999999Pi", INGOT_QUANTITY_AMOUNT },
	{ "0", INGOT_QUANTITY_ZERO },
	{ "0.000Ki", INGOT_QUANTITY_ZERO },
	{ "10%", INGOT_QUANTITY_PERCENT },
	{ "7.5%", INGOT_QUANTITY_PERCENT },
	{ "100%", INGOT_QUANTITY_PERCENT },
	{ "0%", INGOT_QUANTITY_ZERO_PERCENT },
	{ "101%", INGOT_QUANTITY_NONE },
	{ "100.1%", INGOT_QUANTITY_NONE },
	{ "", INGOT_QUANTITY_NONE },
	{ "%", INGOT_QUANTITY_NONE },
	{ "Mi", INGOT_QUANTITY_NONE },
	{ "-1", INGOT_QUANTITY_NONE },
	{ "+1", INGOT_QUANTITY_NONE },
	{ "1e3", INGOT_QUANTITY_NONE },
	{ "1.", INGOT_QUANTITY_NONE },
	{ ".5", INGOT_QUANTITY_NONE },
	{ "1.2345", INGOT_QUANTITY_NONE },
	{ "1K", INGOT_QUANTITY_NONE },
	{ "1 Mi", INGOT_QUANTITY_NONE },
	{ "1Mi ", INGOT_QUANTITY_NONE },
	{ "1000000000000", INGOT_QUANTITY_NONE },
};

/* Go, time.ParseDuration, without signs, fractions and the small units. */
static const struct {
	const char *text;
	int64_t milliseconds; /* -1: none */
} times[] = {
	{ "90s", 90000 },
	{ "1h30m", 5400000 },
	{ "1m", 60000 },
	{ "500ms", 500 },
	{ "0s", 0 },
	{ "1h1m1s1ms", 3661001 },
	{ "999999999h", INT64_C(3599999996400000) },
	{ "", -1 },
	{ "s", -1 },
	{ "1", -1 },
	{ "1s1s", -1 },
	{ "1s1m", -1 },
	{ "1.5h", -1 },
	{ "-1s", -1 },
	{ "1us", -1 },
	{ "1s ", -1 },
	{ "1000000000h", -1 },
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(amounts); i++)
		if (!CHECK(ingot_quantity_kind_of(ingot_bytes_of_text(amounts[i].text)) ==
			   amounts[i].kind))
			fprintf(stderr, "%s\n", amounts[i].text);
	for (size_t i = 0; i < ARRAY_COUNT(times); i++) {
		int64_t milliseconds = -1;

		if (!CHECK(ingot_duration_parse(ingot_bytes_of_text(times[i].text),
						&milliseconds) ==
			   (times[i].milliseconds < 0 ? -EBADMSG : 0)) ||
		    !CHECK(milliseconds == times[i].milliseconds))
			fprintf(stderr, "%s\n", times[i].text);
	}
	return check_result();
}
