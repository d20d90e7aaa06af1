/* SPDX-License-Identifier: Apache-2.0 */
/* How far a verb is, on a terminal. */
#include "command/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define FIRST_MS 500
#define STEP_MS  100
#define MIB      1048576.0

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

static double seconds_between(struct timespec a, struct timespec b)
{
	return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

struct ingot_progress ingot_progress_begin(const char *what)
{
	struct timespec begun = now();

	return (struct ingot_progress){
		.what = what,
		.is_shown = isatty(STDERR_FILENO),
		.begun = begun,
		.next = later(begun, FIRST_MS),
	};
}

/* Is it time to show it? */
static bool is_due(struct ingot_progress *progress, struct timespec time)
{
	if (!progress->is_shown || seconds_between(time, progress->next) > 0)
		return false;
	progress->next = later(time, STEP_MS);
	progress->has_line = true;
	return true;
}

void ingot_progress_show(void *context, uint64_t done, uint64_t total)
{
	struct ingot_progress *progress = context;

	if (is_due(progress, now()))
		fprintf(stderr, "\r%s: %" PRIu64 " %% ", progress->what, done * 100 / total);
}

void ingot_progress_show_bytes(void *context, uint64_t done, uint64_t total)
{
	struct ingot_progress *progress = context;
	struct timespec time = now();
	double seconds = seconds_between(progress->begun, time);

	if (!progress->has_first || done < progress->first)
		progress->first = done;
	progress->has_first = true;
	if (is_due(progress, time))
		fprintf(stderr, "\r%s: %.1f of %.1f MiB, %" PRIu64 " %%, %.1f MiB/s\033[K",
			progress->what, (double)done / MIB, (double)total / MIB, done * 100 / total,
			(double)(done - progress->first) / MIB / seconds);
}

void ingot_progress_end(struct ingot_progress *progress)
{
	if (progress->has_line)
		fputs("\r\033[K", stderr);
	progress->has_line = false;
}
