/* SPDX-License-Identifier: Apache-2.0 */
/* Points in time in UTC: RFC 3339, one form of it. */
#include "measurements/timestamp.h"

#include <errno.h>
#include <string.h>
#include <time.h>

static const char form[] = "0000-00-00T00:00:00Z";

/* A zero of the form stands for any digit. */
static int check_form(struct ingot_bytes text)
{
	if (text.size != sizeof(form) - 1)
		return -EBADMSG;
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];

		if (form[i] == '0' ? c < '0' || c > '9' : c != (uint8_t)form[i])
			return -EBADMSG;
	}
	return 0;
}

static int take_number(struct ingot_bytes *rest, size_t digits)
{
	struct ingot_bytes part = { 0 };
	int number = 0;

	(void)ingot_bytes_take(rest, digits, &part);
	(void)ingot_bytes_skip(rest, 1);
	for (size_t i = 0; i < part.size; i++)
		number = number * 10 + (part.data[i] - '0');
	return number;
}

int ingot_timestamp_read(struct ingot_bytes text, int64_t *ret_seconds)
{
	struct ingot_bytes rest = text;
	char again[INGOT_TIMESTAMP_SIZE];
	struct tm fields = { 0 };
	int64_t seconds;

	if (check_form(text) < 0)
		return -EBADMSG;
	fields.tm_year = take_number(&rest, 4) - 1900;
	fields.tm_mon = take_number(&rest, 2) - 1;
	fields.tm_mday = take_number(&rest, 2);
	fields.tm_hour = take_number(&rest, 2);
	fields.tm_min = take_number(&rest, 2);
	fields.tm_sec = take_number(&rest, 2);
	seconds = timegm(&fields);
	/* timegm() takes 30 February for 2 March: what is written again differs then */
	if (ingot_timestamp_write(seconds, again) < 0 || !ingot_bytes_equal_text(text, again))
		return -EBADMSG;
	*ret_seconds = seconds;
	return 0;
}

int ingot_timestamp_write(int64_t seconds, char ret_text[INGOT_TIMESTAMP_SIZE])
{
	char text[INGOT_TIMESTAMP_SIZE];
	time_t whole = (time_t)seconds;
	struct tm fields;

	if (seconds < 0 || seconds > INGOT_TIMESTAMP_MAX || !gmtime_r(&whole, &fields) ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &fields) != sizeof(text) - 1)
		return -EINVAL;
	memcpy(ret_text, text, sizeof(text));
	return 0;
}
