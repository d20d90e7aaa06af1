/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PASS_H
#define INGOT_MEASUREMENTS_PASS_H

#include <stddef.h>

#include "base/digest.h"
#include "base/file.h"
#include "measurements/pieces.h"

/*
 * One pass over a large mapped file that feeds many measurements at once: each thread
 * reads a byte once, however many measurements it is part of. The work is spread over the CPUs, up
 * to four threads, and pages are given back as the pass goes, so that memory use does not grow with
 * the file. The digests do not depend on how it is spread.
 */
struct ingot_pass;

/* Measurements in a pass. */
#define INGOT_PASS_JOB_MAX 256

/**
 * ingot_pass_new - begin a pass
 * @hashes: @hash_count banks, each at most once; copied
 * @hash_count: 1..INGOT_HASH_COUNT
 * @ret_pass: free with ingot_pass_free()
 *
 * Returns 0; -EINVAL on an unknown algorithm or a bad count; -ENOMEM.
 */
int ingot_pass_new(const enum ingot_hash *hashes, size_t hash_count, struct ingot_pass **ret_pass);

/**
 * ingot_pass_add - add a measurement
 * @pieces:  what is hashed; the list is copied, its bytes are borrowed until ingot_pass_run() has
 *           returned
 * @ret_job: number to ask for the digests with
 *
 * Returns 0; -EINVAL if the pass has run; -ENOMEM; -EFBIG if there are INGOT_PASS_JOB_MAX already.
 */
int ingot_pass_add(struct ingot_pass *pass, const struct ingot_pieces *pieces, unsigned *ret_job);

/**
 * ingot_pass_add_after - add a measurement that begins with all bytes of another one
 * @base:    the other one, a number that ingot_pass_add() gave; its bytes are not hashed again
 * @pieces:  what follows them
 * @ret_job: number to ask for the digests with
 *
 * Returns 0; -EINVAL if @base is no such number, or the pass has run; -ENOMEM; -EFBIG.
 */
int ingot_pass_add_after(struct ingot_pass *pass, unsigned base, const struct ingot_pieces *pieces,
			 unsigned *ret_job);

/**
 * ingot_pass_run - read and hash everything
 * @pass: with all its measurements added; it can run once
 * @file: the file that most pieces lie in: if it is mapped, its pages are given back once they are
 *        hashed; may be NULL. Its bytes stay readable as before.
 *
 * Pieces of one measurement that lie in @file should come in the order of the file; others cost a
 * second read of pages already given back, no more.
 *
 * Returns 0; -EINVAL if it has run already; -ENOMEM; -EIO if hashing fails.
 */
int ingot_pass_run(struct ingot_pass *pass, const struct ingot_file *file);

/**
 * ingot_pass_digests - the digests of one measurement
 * @job: its number
 * @ret_digests: one per bank, in the order given to ingot_pass_new()
 *
 * Returns 0; -EINVAL if there is no such number, or the pass has not run well.
 */
int ingot_pass_digests(const struct ingot_pass *pass, unsigned job,
		       struct ingot_digest *ret_digests);

/** ingot_pass_free - release it; NULL is fine. */
void ingot_pass_free(struct ingot_pass *pass);

/** ingot_pass_scoped - for ingot_scoped(): frees the pass that the variable holds. */
void ingot_pass_scoped(struct ingot_pass **pass);

#endif
