/* SPDX-License-Identifier: Apache-2.0 */
/* Seconds by date -u -d TEXT +%s (coreutils 9.1). */
#include "measurements/timestamp.h"

#include <errno.h>

#include "tests/unit/check.h"

static const struct {
	const char *text;
	int64_t seconds;
} accepted[] = {
	{ "1970-01-01T00:00:00Z", 0 },
	{ "2000-02-29T23:59:59Z", 951868799 },
	{ "2026-11-22T06:05:22Z", 1795327522 },
	{ "2038-01-19T03:14:08Z", 2147483648 },
	{ "9999-12-31T23:59:59Z", INGOT_TIMESTAMP_MAX },
};

static const char *const refused[] = {
	"",
	"2026-11-22T06:05:22",
	"2026-11-22T06:05:22z",
	"2026-11-22 06:05:22Z",
	"2026-11-22T06:05:22+00:00",
	"2026-11-22T06:05:22Z\n",
	"2026-11-22T06:05:60Z",
	"2026-11-22T24:00:00Z",
	"2026-11-31T06:05:22Z",
	"2026-13-22T06:05:22Z",
	"2026-00-22T06:05:22Z",
	"2026-11-00T06:05:22Z",
	"1900-02-29T00:00:00Z",
	"2023-02-29T00:00:00Z",
	"1969-12-31T23:59:59Z",
	"-026-11-22T06:05:22Z",
	"2026-1 -22T06:05:22Z",
	"0000-00-00T00:00:00Z",
};

int main(void)
{
	char text[INGOT_TIMESTAMP_SIZE] = "untouched";
	int64_t seconds = 42;

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
		CHECK(ingot_timestamp_read(ingot_bytes_of_text(refused[i]), &seconds) == -EBADMSG);
	CHECK(seconds == 42);
	CHECK(ingot_timestamp_write(-1, text) == -EINVAL);
	CHECK(ingot_timestamp_write(INGOT_TIMESTAMP_MAX + 1, text) == -EINVAL);
	CHECK(ingot_timestamp_write(INT64_MAX, text) == -EINVAL);
	CHECK_TEXT(text, "untouched");
	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		CHECK(ingot_timestamp_read(ingot_bytes_of_text(accepted[i].text), &seconds) == 0);
		CHECK(seconds == accepted[i].seconds);
		CHECK(ingot_timestamp_write(accepted[i].seconds, text) == 0);
		CHECK_TEXT(text, accepted[i].text);
	}
	return check_result();
}
