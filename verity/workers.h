/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_WORKERS_H
#define INGOT_VERITY_WORKERS_H

#include <stdint.h>

/*
 * Units of work done by several threads, each taking the next one that nobody has. What a unit
 * does must not depend on who does it or when: then the result is the same for any number of
 * threads.
 */

#define INGOT_WORKERS_MAX 64

/**
 * struct ingot_workers - a piece of work
 * @context:    handed to each callback first; shared by all threads
 * @unit_count: units, numbered from 0
 * @thread_count: 1..INGOT_WORKERS_MAX; never more are started than there are units
 * @begin:      make what one thread needs; @worker counts from 0. Returns 0, or a negative errno
 * @run:        do one unit. Returns 0, or a negative errno, which ends the work
 * @end:        release what @begin made; called for each worker whose @begin was
 * @progress:   how many units are done, so far; called on the caller's thread only; may be NULL
 */
struct ingot_workers {
	void *context;
	uint64_t unit_count;
	unsigned thread_count;
	int (*begin)(void *context, void **ret_worker);
	int (*run)(void *context, void *worker, uint64_t unit);
	void (*end)(void *worker);
	void (*progress)(void *context, uint64_t done);
};

/**
 * ingot_workers_run - do all units
 *
 * Works on with fewer threads where no more can be started.
 *
 * Returns 0; -EINVAL for a thread count out of range; what a callback returned, of the unit with the
 * lowest number among those that failed.
 */
int ingot_workers_run(const struct ingot_workers *work);

/** ingot_workers_default - one thread for each CPU that this process may use. */
unsigned ingot_workers_default(void);

#endif
