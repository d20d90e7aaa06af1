/* SPDX-License-Identifier: Apache-2.0 */
/* Delays between tries. */
#include "upload/backoff.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/types.h>

/* Not a secret: without random bytes there is no spread, and that is all. */
static unsigned by_chance(unsigned limit)
{
	uint32_t number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != (ssize_t)sizeof(number))
		return limit;
	return number % (limit + 1);
}

unsigned ingot_backoff_ms(unsigned attempt, unsigned first_ms)
{
	unsigned delay_ms = first_ms < INGOT_BACKOFF_MS_MAX ? first_ms : INGOT_BACKOFF_MS_MAX;

	for (unsigned i = 1; i < attempt && delay_ms < INGOT_BACKOFF_MS_MAX; i++)
		delay_ms *= 2;
	if (delay_ms > INGOT_BACKOFF_MS_MAX)
		delay_ms = INGOT_BACKOFF_MS_MAX;
	return delay_ms / 2 + by_chance(delay_ms - delay_ms / 2);
}

bool ingot_backoff_status(long status)
{
	return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
	       status == 504;
}

unsigned ingot_backoff_retry_after(const char *value)
{
	unsigned long seconds = 0;

	if (!value || !value[0])
		return 0;
	for (const char *c = value; *c; c++) {
		if (*c < '0' || *c > '9')
			return 0;
		seconds = seconds * 10 + (unsigned long)(*c - '0');
		if (seconds >= INGOT_BACKOFF_RETRY_AFTER_MS_MAX / 1000)
			seconds = INGOT_BACKOFF_RETRY_AFTER_MS_MAX / 1000;
	}
	return (unsigned)seconds * 1000;
}
