/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over a mapped file for many measurements, spread over threads, giving pages back. */
#include "measurements/pass.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/scoped.h"

/* Small enough to stay in a core's cache while all measurements take their share. */
#define WINDOW_SIZE ((uintptr_t)256 << 10)
#define THREAD_MAX  4
#define NO_BASE     UINT32_MAX
#define NO_OWNER    UINT32_MAX

struct job {
	struct ingot_piece *pieces;
	size_t piece_count;
	uint64_t size;
	unsigned base; /* job whose bytes come first, or NO_BASE */
	struct ingot_digest digests[INGOT_HASH_COUNT];
};

struct ingot_pass {
	enum ingot_hash hashes[INGOT_HASH_COUNT];
	size_t hash_count;
	struct job jobs[INGOT_PASS_JOB_MAX];
	unsigned job_count;
	bool has_run;
	bool done;
};

/* One job in one bank: which thread does it, and how far it is. */
struct unit {
	struct job *job;
	size_t bank;
	uint64_t cost;
	unsigned owner;
	struct ingot_hasher *hasher; /* NULL while it waits for its base */
	size_t piece;
	struct ingot_bytes rest; /* of that piece */
	bool finished;
};

/* What a thread works on: its units among all of them; those of one bank lie together. */
struct walk {
	const struct ingot_pass *pass;
	const struct ingot_file *file;
	struct unit *units;
	unsigned number;
	int result;
};

static uintptr_t address_of(struct ingot_bytes bytes)
{
	return (uintptr_t)bytes.data;
}

static bool in_file(const struct ingot_file *file, struct ingot_bytes bytes)
{
	return file && bytes.size > 0 && bytes.size <= file->size &&
	       address_of(bytes) - (uintptr_t)file->data <= file->size - bytes.size;
}

static size_t unit_count(const struct ingot_pass *pass)
{
	return pass->job_count * pass->hash_count;
}

/* Jobs that begin with this one's bytes take over its state before it is finished. */
static int end_unit(const struct walk *walk, struct unit *unit)
{
	const struct ingot_pass *pass = walk->pass;
	struct unit *bank = &walk->units[unit->bank * pass->job_count];

	unit->finished = true;
	for (unsigned i = 0; i < pass->job_count; i++) {
		int r = 0;

		if (bank[i].job->base != NO_BASE && &pass->jobs[bank[i].job->base] == unit->job)
			r = ingot_hasher_copy(unit->hasher, &bank[i].hasher);
		if (r < 0)
			return r;
	}
	return ingot_hasher_finish(unit->hasher, &unit->job->digests[unit->bank]);
}

/* Feeds what lies in front of @limit, or outside the file; finishes the unit if that was all. */
static int advance(const struct walk *walk, struct unit *unit, uintptr_t limit)
{
	const struct job *job = unit->job;

	if (!unit->hasher || unit->finished)
		return 0;
	while (unit->piece < job->piece_count) {
		struct ingot_bytes part = unit->rest;

		if (in_file(walk->file, part)) {
			if (address_of(part) >= limit)
				return 0;
			if (part.size > limit - address_of(part))
				part.size = limit - address_of(part);
		}
		if (ingot_hasher_update(unit->hasher, part) < 0 ||
		    ingot_bytes_skip(&unit->rest, part.size) < 0)
			return -EIO;
		if (unit->rest.size > 0)
			return 0;
		if (ingot_pieces_feed_zeros(unit->hasher, job->pieces[unit->piece].zero_count) < 0)
			return -EIO;
		if (++unit->piece < job->piece_count)
			unit->rest = job->pieces[unit->piece].data;
	}
	return end_unit(walk, unit);
}

static int advance_all(const struct walk *walk, uintptr_t limit)
{
	for (size_t i = 0; i < unit_count(walk->pass); i++) {
		int r = 0;

		if (walk->units[i].owner == walk->number)
			r = advance(walk, &walk->units[i], limit);
		if (r < 0)
			return r;
	}
	return 0;
}

static bool any_before(const struct walk *walk, uintptr_t limit)
{
	for (size_t i = 0; i < unit_count(walk->pass); i++) {
		const struct unit *unit = &walk->units[i];

		if (unit->owner == walk->number && unit->hasher && !unit->finished &&
		    unit->rest.size > 0 && address_of(unit->rest) < limit)
			return true;
	}
	return false;
}

/* Where the pieces in the file begin and end; nothing to walk if first > last. */
static void find_range(const struct walk *walk, uintptr_t *first, uintptr_t *last)
{
	*first = UINTPTR_MAX;
	*last = 0;
	for (unsigned i = 0; i < walk->pass->job_count; i++)
		for (size_t j = 0; j < walk->pass->jobs[i].piece_count; j++) {
			struct ingot_bytes data = walk->pass->jobs[i].pieces[j].data;

			if (!in_file(walk->file, data))
				continue;
			if (address_of(data) < *first)
				*first = address_of(data);
			if (address_of(data) + data.size > *last)
				*last = address_of(data) + data.size;
		}
}

static int walk_file(const struct walk *walk)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first;
	uintptr_t last;
	int r;

	find_range(walk, &first, &last);
	for (uintptr_t at = first / page * page; at < last; at += WINDOW_SIZE) {
		if (!any_before(walk, at + WINDOW_SIZE)) /* a stretch that nobody measures */
			continue;
		r = advance_all(walk, at + WINDOW_SIZE);
		if (r < 0)
			return r;
		/* on a private read-only mapping this gives the page back and keeps the content */
		if (walk->file->mapped)
			(void)madvise((void *)at, last - at < WINDOW_SIZE ? last - at : WINDOW_SIZE,
				      MADV_DONTNEED);
	}
	return advance_all(walk, UINTPTR_MAX);
}

static void *run_walk(void *context)
{
	struct walk *walk = context;

	walk->result = walk_file(walk);
	return NULL;
}

/* SHA-384 and SHA-512 take about two and a half times as long where the CPU has SHA-256. */
static uint64_t cost_of(const struct job *job, enum ingot_hash hash)
{
	return job->size * (hash == INGOT_HASH_SHA384 || hash == INGOT_HASH_SHA512 ? 5 : 2) + 1;
}

static int prepare_units(struct ingot_pass *pass, struct unit *units)
{
	for (size_t i = 0; i < unit_count(pass); i++) {
		struct unit *unit = &units[i];
		int r = 0;

		unit->job = &pass->jobs[i % pass->job_count];
		unit->bank = i / pass->job_count;
		unit->cost = cost_of(unit->job, pass->hashes[unit->bank]);
		unit->owner = NO_OWNER;
		if (unit->job->piece_count > 0)
			unit->rest = unit->job->pieces[0].data;
		if (unit->job->base == NO_BASE)
			r = ingot_hasher_new(&pass->hashes[unit->bank], 1, &unit->hasher);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The largest unit goes to the thread with the least to do, and so on; followers go with their
 * base. */
static void share_out(const struct ingot_pass *pass, struct unit *units, unsigned thread_count)
{
	uint64_t load[THREAD_MAX] = { 0 };

	for (;;) {
		struct unit *largest = NULL;
		unsigned owner = 0;

		for (size_t i = 0; i < unit_count(pass); i++)
			if (units[i].owner == NO_OWNER && units[i].job->base == NO_BASE &&
			    (!largest || units[i].cost > largest->cost))
				largest = &units[i];
		if (!largest)
			break;
		for (unsigned i = 1; i < thread_count; i++)
			if (load[i] < load[owner])
				owner = i;
		largest->owner = owner;
		load[owner] += largest->cost;
	}
	/* a base comes before those that follow it */
	for (size_t i = 0; i < unit_count(pass); i++)
		if (units[i].job->base != NO_BASE)
			units[i].owner =
				units[units[i].bank * pass->job_count + units[i].job->base].owner;
}

static unsigned count_threads(const struct ingot_pass *pass)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	if (count > THREAD_MAX)
		count = THREAD_MAX;
	if (count < 1 || unit_count(pass) < 2)
		count = 1;
	return (unsigned)count;
}

static int run_threads(struct ingot_pass *pass, struct unit *units, const struct ingot_file *file)
{
	struct walk walks[THREAD_MAX];
	pthread_t threads[THREAD_MAX];
	bool started[THREAD_MAX] = { false };
	unsigned count = count_threads(pass);
	int r = 0;

	share_out(pass, units, count);
	for (unsigned i = 0; i < count; i++)
		walks[i] = (struct walk){ pass, file, units, i, 0 };
	for (unsigned i = 1; i < count; i++)
		started[i] = pthread_create(&threads[i], NULL, run_walk, &walks[i]) == 0;
	for (unsigned i = 0; i < count; i++) {
		if (started[i])
			(void)pthread_join(threads[i], NULL);
		else
			(void)run_walk(&walks[i]);
		if (walks[i].result < 0)
			r = walks[i].result;
	}
	return r;
}

int ingot_pass_new(const enum ingot_hash *hashes, size_t hash_count, struct ingot_pass **ret_pass)
{
	struct ingot_pass *pass;

	if (hash_count == 0 || hash_count > INGOT_HASH_COUNT)
		return -EINVAL;
	for (size_t i = 0; i < hash_count; i++)
		if (ingot_hash_size(hashes[i]) == 0)
			return -EINVAL;
	pass = calloc(1, sizeof(*pass));
	if (!pass)
		return -ENOMEM;
	memcpy(pass->hashes, hashes, hash_count * sizeof(*hashes));
	pass->hash_count = hash_count;
	*ret_pass = pass;
	return 0;
}

static int add_job(struct ingot_pass *pass, unsigned base, const struct ingot_pieces *pieces,
		   unsigned *ret_job)
{
	struct job *job;

	if (pass->has_run)
		return -EINVAL;
	if (pass->job_count == INGOT_PASS_JOB_MAX)
		return -EFBIG;
	job = &pass->jobs[pass->job_count];
	job->base = base;
	job->piece_count = pieces->count;
	job->size = ingot_pieces_size(pieces);
	if (pieces->count > 0) {
		job->pieces = calloc(pieces->count, sizeof(*job->pieces));
		if (!job->pieces)
			return -ENOMEM;
		memcpy(job->pieces, pieces->piece, pieces->count * sizeof(*job->pieces));
	}
	*ret_job = pass->job_count++;
	return 0;
}

int ingot_pass_add(struct ingot_pass *pass, const struct ingot_pieces *pieces, unsigned *ret_job)
{
	return add_job(pass, NO_BASE, pieces, ret_job);
}

int ingot_pass_add_after(struct ingot_pass *pass, unsigned base, const struct ingot_pieces *pieces,
			 unsigned *ret_job)
{
	if (base >= pass->job_count)
		return -EINVAL;
	return add_job(pass, base, pieces, ret_job);
}

int ingot_pass_run(struct ingot_pass *pass, const struct ingot_file *file)
{
	ingot_scoped(ingot_scoped_free) struct unit *units = NULL;
	int r;

	if (pass->has_run)
		return -EINVAL;
	units = calloc(unit_count(pass) + 1, sizeof(*units));
	if (!units)
		return -ENOMEM;
	pass->has_run = true;
	r = prepare_units(pass, units);
	if (r == 0)
		r = run_threads(pass, units, file);
	for (size_t i = 0; i < unit_count(pass); i++)
		ingot_hasher_free(units[i].hasher);
	pass->done = r == 0;
	return r;
}

int ingot_pass_digests(const struct ingot_pass *pass, unsigned job,
		       struct ingot_digest *ret_digests)
{
	if (!pass->done || job >= pass->job_count)
		return -EINVAL;
	memcpy(ret_digests, pass->jobs[job].digests, pass->hash_count * sizeof(*ret_digests));
	return 0;
}

void ingot_pass_free(struct ingot_pass *pass)
{
	if (!pass)
		return;
	for (unsigned i = 0; i < pass->job_count; i++)
		free(pass->jobs[i].pieces);
	free(pass);
}

void ingot_pass_scoped(struct ingot_pass **pass)
{
	ingot_pass_free(*pass);
}
