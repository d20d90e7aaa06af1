/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded waiting between questions and between tries. */
#include "upload/wait.h"

#include <errno.h>
#include <time.h>

#include "upload/backoff.h"

#define FIRST_MS 1000
#define LAST_MS  10000

static uint64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void sleep_ms(uint64_t ms)
{
	struct timespec left = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

struct ingot_wait ingot_wait_begin(struct ingot_transport *transport, const char *what)
{
	const uint64_t bound_ms =
		(uint64_t)ingot_transport_timeouts(transport)->wait_seconds * 1000;
	const unsigned first_ms = ingot_transport_timeouts(transport)->first_delay_ms * 2;

	return (struct ingot_wait){ transport, what, now_ms() + bound_ms,
				    first_ms < FIRST_MS ? first_ms : FIRST_MS };
}

int ingot_wait_next(struct ingot_wait *wait, struct ingot_reason *reason)
{
	const uint64_t now = now_ms();
	uint64_t delay_ms = wait->delay_ms;

	if (ingot_transport_is_dry(wait->transport))
		return 0;
	if (now >= wait->end_ms)
		return ingot_refuse(reason, -EIO, "%s is not done within %u s", wait->what,
				    ingot_transport_timeouts(wait->transport)->wait_seconds);
	if (delay_ms > wait->end_ms - now)
		delay_ms = wait->end_ms - now;
	sleep_ms(delay_ms);
	wait->delay_ms += wait->delay_ms / 2;
	if (wait->delay_ms > LAST_MS)
		wait->delay_ms = LAST_MS;
	return 0;
}

int ingot_wait_retry(struct ingot_transport *transport, unsigned *attempt,
		     const struct ingot_reason *reason)
{
	const struct ingot_timeouts *timeouts = ingot_transport_timeouts(transport);

	if (*attempt >= timeouts->retries)
		return -EIO;
	*attempt += 1;
	ingot_transport_note(transport, "%s: try %u of %u", reason->text, *attempt + 1,
			     timeouts->retries + 1);
	if (!ingot_transport_is_dry(transport))
		sleep_ms(ingot_backoff_ms(*attempt, timeouts->first_delay_ms));
	return 0;
}
