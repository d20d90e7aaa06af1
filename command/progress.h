/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_COMMAND_PROGRESS_H
#define INGOT_COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * struct ingot_progress - how far a verb is, shown on stderr if that is a terminal
 * @what:     static text, "verify"
 * @is_shown: stderr is a terminal
 * @begun:    when it began
 * @next:     when it is shown next
 * @has_first: @first is known
 * @first:    how far it was when it was told first: a run may go on where another ended
 * @has_line: there is a line to wipe
 */
struct ingot_progress {
	const char *what;
	bool is_shown;
	struct timespec begun;
	struct timespec next;
	bool has_first;
	uint64_t first;
	bool has_line;
};

/** ingot_progress_begin - one for a verb; nothing is shown before the first half second. */
struct ingot_progress ingot_progress_begin(const char *what);

/** ingot_progress_show - the share that is done; @context is a progress, @total is not 0. */
void ingot_progress_show(void *context, uint64_t done, uint64_t total);

/** ingot_progress_show_bytes - the same of bytes: how many, their share, and how fast they come. */
void ingot_progress_show_bytes(void *context, uint64_t done, uint64_t total);

/** ingot_progress_end - wipe the line; before anything else is printed. */
void ingot_progress_end(struct ingot_progress *progress);

#endif
