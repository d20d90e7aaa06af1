/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that share out numbered units of work. */
#include "verity/workers.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct shared - what the threads of one piece of work share
 * @next: unit that nobody has taken yet
 * @done: units done
 * @lock: guards @result and @failed_unit
 */
struct shared {
	const struct ingot_workers *work;
	atomic_uint_fast64_t next;
	atomic_uint_fast64_t done;
	pthread_mutex_t lock;
	uint64_t failed_unit;
	int result;
};

static void fail(struct shared *shared, uint64_t unit, int error)
{
	(void)pthread_mutex_lock(&shared->lock);
	if (shared->result == 0 || unit < shared->failed_unit) {
		shared->result = error;
		shared->failed_unit = unit;
	}
	(void)pthread_mutex_unlock(&shared->lock);
	/* no unit behind it needs doing; those in front are with somebody already */
	atomic_store(&shared->next, shared->work->unit_count);
}

static void work_off(struct shared *shared, bool is_caller)
{
	const struct ingot_workers *work = shared->work;
	void *worker = NULL;
	int r = work->begin(work->context, &worker);

	if (r < 0) {
		fail(shared, 0, r);
		return;
	}
	for (;;) {
		uint64_t unit = atomic_fetch_add(&shared->next, 1);

		if (unit >= work->unit_count)
			break;
		r = work->run(work->context, worker, unit);
		if (r < 0) {
			fail(shared, unit, r);
			break;
		}
		unit = atomic_fetch_add(&shared->done, 1) + 1;
		if (is_caller && work->progress)
			work->progress(work->context, unit);
	}
	work->end(worker);
}

static void *run_thread(void *context)
{
	work_off(context, false);
	return NULL;
}

int ingot_workers_run(const struct ingot_workers *work)
{
	struct shared shared = { .work = work, .lock = PTHREAD_MUTEX_INITIALIZER };
	pthread_t threads[INGOT_WORKERS_MAX];
	unsigned started = 0;

	if (work->thread_count < 1 || work->thread_count > INGOT_WORKERS_MAX)
		return -EINVAL;
	while (started + 1 < work->thread_count && started + 1 < work->unit_count &&
	       pthread_create(&threads[started], NULL, run_thread, &shared) == 0)
		started++;
	work_off(&shared, true);
	for (unsigned i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	return shared.result;
}

unsigned ingot_workers_default(void)
{
	cpu_set_t set;
	int count = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		count = CPU_COUNT(&set);
	if (count < 1)
		return 1;
	return count < INGOT_WORKERS_MAX ? (unsigned)count : INGOT_WORKERS_MAX;
}
