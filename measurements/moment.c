/* SPDX-License-Identifier: Apache-2.0 */
/* Points in time of the command line. */
#include "measurements/moment.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command/report.h"
#include "measurements/timestamp.h"

#define SECONDS_PER_DAY 86400
#define DAYS_MAX        3660

/* Digits alone, at most @max; -1 else. */
static int64_t parse_digits(const char *text, int64_t max)
{
	int64_t number = 0;

	if (text[0] == '\0')
		return -1;
	for (const char *c = text; *c; c++) {
		if (*c < '0' || *c > '9')
			return -1;
		number = number * 10 + (*c - '0');
		if (number > max)
			return -1;
	}
	return number;
}

int ingot_moment_issued(const char *verb, const char *option, int64_t *ret_seconds)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	int64_t seconds;

	if (option) {
		if (ingot_timestamp_read(ingot_bytes_of_text(option), &seconds) < 0)
			return ingot_cmd_usage(verb, "--issued is not YYYY-MM-DDThh:mm:ssZ: %s",
					       option);
	} else if (epoch && epoch[0]) {
		seconds = parse_digits(epoch, INGOT_TIMESTAMP_MAX);
		if (seconds < 0)
			return ingot_cmd_usage(verb, "SOURCE_DATE_EPOCH is no number of seconds");
	} else {
		seconds = (int64_t)time(NULL);
	}
	*ret_seconds = seconds;
	return INGOT_EXIT_OK;
}

int ingot_moment_expires(const char *verb, const char *option, int64_t issued, int64_t *ret_seconds)
{
	int64_t seconds, days;

	if (option[0] == '+') {
		days = parse_digits(option + 1, DAYS_MAX);
		if (days < 1)
			return ingot_cmd_usage(verb, "--expires is not +1 to +3660 days: %s",
					       option);
		seconds = issued + days * SECONDS_PER_DAY;
	} else if (ingot_timestamp_read(ingot_bytes_of_text(option), &seconds) < 0) {
		return ingot_cmd_usage(
			verb, "--expires is neither YYYY-MM-DDThh:mm:ssZ nor +DAYS: %s", option);
	}
	if (seconds <= issued || seconds > INGOT_TIMESTAMP_MAX)
		return ingot_cmd_usage(verb, "--expires is not after the time of issue: %s",
				       option);
	*ret_seconds = seconds;
	return INGOT_EXIT_OK;
}
