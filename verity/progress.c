/* SPDX-License-Identifier: Apache-2.0 */
/* Progress of ingot-verity on a terminal. */
#include "verity/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define FIRST_MS 500
#define STEP_MS  100

static struct timespec now(void)
{
	struct timespec time = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return time;
}

static struct timespec later(struct timespec time, long milliseconds)
{
	time.tv_nsec += milliseconds * 1000000;
	time.tv_sec += time.tv_nsec / 1000000000;
	time.tv_nsec %= 1000000000;
	return time;
}

static bool is_before(struct timespec a, struct timespec b)
{
	return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

struct ingot_progress ingot_progress_begin(const char *what)
{
	return (struct ingot_progress){
		.what = what,
		.is_shown = isatty(STDERR_FILENO),
		.next = later(now(), FIRST_MS),
	};
}

void ingot_progress_show(void *context, uint64_t done, uint64_t total)
{
	struct ingot_progress *progress = context;

	if (!progress->is_shown || is_before(now(), progress->next))
		return;
	progress->next = later(now(), STEP_MS);
	progress->has_line = true;
	fprintf(stderr, "\r%s: %" PRIu64 " %% ", progress->what, done * 100 / total);
}

void ingot_progress_end(struct ingot_progress *progress)
{
	if (progress->has_line)
		fputs("\r\033[K", stderr);
	progress->has_line = false;
}
