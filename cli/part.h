/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_PART_H
#define INGOT_CLI_PART_H

#include "base/digest.h"
#include "base/reason.h"
#include "cli/http.h"

/*
 * A large file while it comes: FILE.part, and in FILE.part.tag the validator of the server under
 * which it came. What a run that was interrupted left is hashed again and gone on with; nothing
 * bears the name FILE before somebody says so. Zeros are holes.
 */

#define INGOT_PART_SUFFIX ".part"
#define INGOT_PART_TAG    ".tag"

/**
 * struct ingot_part - a file on its way; release with ingot_part_close()
 * @output: FILE; owned
 * @path:   FILE.part; owned
 * @tag:    FILE.part.tag; owned
 * @fd:     of FILE.part, locked against others; -1: none
 * @size:   bytes that are there
 * @hasher: SHA-256 of them; owned
 * @validator: of the server that they came from; "" for none
 */
struct ingot_part {
	char *output;
	char *path;
	char *tag;
	int fd;
	uint64_t size;
	struct ingot_hasher *hasher;
	char validator[INGOT_HTTP_VALIDATOR_SIZE_MAX];
};

/**
 * ingot_part_open - begin, or go on with what is there
 * @output: FILE; its folder must exist
 * @size_max: what is there and longer is void
 * @reason: set on failure
 * @ret_part: release with ingot_part_close()
 *
 * Returns 0; -EBUSY if another process works on it; -ENOTSUP if it is no regular file; -ENOMEM; an
 * OS error.
 */
int ingot_part_open(const char *output, uint64_t size_max, struct ingot_reason *reason,
		    struct ingot_part *ret_part);

/**
 * ingot_part_begin - what comes now begins at @offset
 * @offset:    the part's size, or 0: what was there is void
 * @validator: of what comes; "" for none
 *
 * Returns 0; -EIO for another offset; -ENOMEM; an OS error.
 */
int ingot_part_begin(struct ingot_part *part, uint64_t offset, const char *validator);

/** ingot_part_add - add bytes at the end. Returns 0; -EIO if hashing fails; an OS error. */
int ingot_part_add(struct ingot_part *part, struct ingot_bytes data);

/**
 * ingot_part_digest - SHA-256 of all that is there; nothing can be added after it but from 0 on.
 * Returns 0; -EIO.
 */
int ingot_part_digest(struct ingot_part *part, struct ingot_digest *ret_digest);

/** ingot_part_discard - all of it is void. Returns 0; an OS error. */
int ingot_part_discard(struct ingot_part *part);

/**
 * ingot_part_commit - it is complete: flush it, and give it the name FILE in one step
 *
 * Returns 0; an OS error: then FILE is as it was.
 */
int ingot_part_commit(struct ingot_part *part);

/**
 * ingot_part_is_done - is FILE there, with these very bytes?
 * @output: FILE
 * @digest: SHA-256
 * @reason: set on failure
 *
 * Returns 1; 0 if it is not there or is another; -ENOTSUP if it is no regular file; -EIO; -ENOMEM;
 * an OS error.
 */
int ingot_part_is_done(const char *output, const struct ingot_digest *digest,
		       struct ingot_reason *reason);

/**
 * ingot_part_close - let go of it; what is on disk stays, to be gone on with. One with nothing but
 * an @fd of -1 is fine; for ingot_scoped() too.
 */
void ingot_part_close(struct ingot_part *part);

#endif
