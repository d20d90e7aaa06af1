/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over a mapped file for many measurements, one thread per bank, giving pages back behind
 * it. */
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
#define NO_BASE     UINT32_MAX

struct job {
	struct ingot_piece *pieces;
	size_t piece_count;
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

/* How far one job of one bank is. */
struct cursor {
	struct ingot_hasher *hasher;
	size_t piece;
	struct ingot_bytes rest; /* of that piece */
	bool finished;
};

/* One bank's walk: what its thread works on. */
struct walk {
	struct ingot_pass *pass;
	const struct ingot_file *file;
	size_t bank;
	struct cursor cursors[INGOT_PASS_JOB_MAX];
	int result;
};

static uintptr_t address_of(struct ingot_bytes bytes)
{
	return (uintptr_t)bytes.data;
}

static bool in_file(const struct ingot_file *file, struct ingot_bytes bytes)
{
	return file && bytes.size <= file->size &&
	       address_of(bytes) - (uintptr_t)file->data <= file->size - bytes.size;
}

static int start_cursor(struct walk *walk, unsigned number)
{
	struct cursor *cursor = &walk->cursors[number];
	const struct job *job = &walk->pass->jobs[number];
	int r = 0;

	if (job->base == NO_BASE)
		r = ingot_hasher_new(&walk->pass->hashes[walk->bank], 1, &cursor->hasher);
	if (r == 0 && job->piece_count > 0)
		cursor->rest = job->pieces[0].data;
	return r;
}

static int end_job(struct walk *walk, unsigned number);

/* Feeds what lies in front of @limit, or outside the file; finishes the job if that was all. */
static int advance(struct walk *walk, unsigned number, uintptr_t limit)
{
	const struct job *job = &walk->pass->jobs[number];
	struct cursor *cursor = &walk->cursors[number];

	if (!cursor->hasher || cursor->finished) /* waits for its base, or done */
		return 0;
	while (cursor->piece < job->piece_count) {
		struct ingot_bytes part = cursor->rest;

		if (in_file(walk->file, part) && part.size > 0) {
			if (address_of(part) >= limit)
				return 0;
			if (part.size > limit - address_of(part))
				part.size = limit - address_of(part);
		}
		if (ingot_hasher_update(cursor->hasher, part) < 0 ||
		    ingot_bytes_skip(&cursor->rest, part.size) < 0)
			return -EIO;
		if (cursor->rest.size > 0)
			return 0;
		if (ingot_pieces_feed_zeros(cursor->hasher, job->pieces[cursor->piece].zero_count) <
		    0)
			return -EIO;
		if (++cursor->piece < job->piece_count)
			cursor->rest = job->pieces[cursor->piece].data;
	}
	return end_job(walk, number);
}

/* Jobs that begin with this one's bytes take over its state before it is finished. */
static int end_job(struct walk *walk, unsigned number)
{
	struct ingot_pass *pass = walk->pass;
	struct cursor *cursor = &walk->cursors[number];

	cursor->finished = true;
	for (unsigned i = number + 1; i < pass->job_count; i++)
		if (pass->jobs[i].base == number) {
			int r = ingot_hasher_copy(cursor->hasher, &walk->cursors[i].hasher);

			if (r < 0)
				return r;
		}
	return ingot_hasher_finish(cursor->hasher, &pass->jobs[number].digests[walk->bank]);
}

/* Where the pieces in the file begin and end; nothing to walk if first > last. */
static void find_range(const struct walk *walk, uintptr_t *first, uintptr_t *last)
{
	*first = UINTPTR_MAX;
	*last = 0;
	for (unsigned i = 0; i < walk->pass->job_count; i++)
		for (size_t j = 0; j < walk->pass->jobs[i].piece_count; j++) {
			struct ingot_bytes data = walk->pass->jobs[i].pieces[j].data;

			if (data.size == 0 || !in_file(walk->file, data))
				continue;
			if (address_of(data) < *first)
				*first = address_of(data);
			if (address_of(data) + data.size > *last)
				*last = address_of(data) + data.size;
		}
}

static int advance_all(struct walk *walk, uintptr_t limit)
{
	for (unsigned i = 0; i < walk->pass->job_count; i++) {
		int r = advance(walk, i, limit);

		if (r < 0)
			return r;
	}
	return 0;
}

static bool any_before(const struct walk *walk, uintptr_t limit)
{
	for (unsigned i = 0; i < walk->pass->job_count; i++) {
		const struct cursor *cursor = &walk->cursors[i];

		if (cursor->hasher && !cursor->finished && cursor->rest.size > 0 &&
		    address_of(cursor->rest) < limit)
			return true;
	}
	return false;
}

static int walk_file(struct walk *walk)
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

static void *run_bank(void *context)
{
	struct walk *walk = context;
	int r = 0;

	for (unsigned i = 0; i < walk->pass->job_count && r == 0; i++)
		r = start_cursor(walk, i);
	if (r == 0)
		r = walk_file(walk);
	for (unsigned i = 0; i < walk->pass->job_count; i++)
		ingot_hasher_free(walk->cursors[i].hasher);
	walk->result = r;
	return NULL;
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
	struct job *job = &pass->jobs[pass->job_count];

	if (pass->job_count == INGOT_PASS_JOB_MAX)
		return -EFBIG;
	job->base = base;
	job->piece_count = pieces->count;
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
	ingot_scoped(ingot_scoped_free) struct walk *walks = NULL;
	pthread_t threads[INGOT_HASH_COUNT];
	bool started[INGOT_HASH_COUNT] = { false };
	int r = 0;

	if (pass->has_run)
		return -EINVAL;
	walks = calloc(pass->hash_count, sizeof(*walks));
	if (!walks)
		return -ENOMEM;
	pass->has_run = true;
	for (size_t i = 0; i < pass->hash_count; i++)
		walks[i] = (struct walk){ .pass = pass, .file = file, .bank = i };
	for (size_t i = 1; i < pass->hash_count; i++)
		started[i] = pthread_create(&threads[i], NULL, run_bank, &walks[i]) == 0;
	for (size_t i = 0; i < pass->hash_count; i++) {
		if (started[i])
			(void)pthread_join(threads[i], NULL);
		else
			(void)run_bank(&walks[i]);
		if (walks[i].result < 0)
			r = walks[i].result;
	}
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
