/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_SINK_H
#define INGOT_UPLOAD_SINK_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"

/*
 * Where a packed image goes, from its first byte to its last: a file that is there whole or not at
 * all, or a pipe. Zeros become holes in a file, and are written into a pipe.
 *
 * The file has no name until it is complete (O_TMPFILE), so whatever ends the process leaves
 * nothing behind; where the file system cannot do that, it has a name with a dot in front.
 */

/* An output under way; for one thread. Opaque. */
struct ingot_sink;

/**
 * ingot_sink_file - begin a file
 * @path: to create or replace once all of it is there; its folder must exist
 * @ret_sink: free with ingot_sink_free()
 *
 * Returns 0; -EINVAL if @path ends in '/', or there is something that is no regular file; -ENOMEM;
 * an OS error.
 */
int ingot_sink_file(const char *path, struct ingot_sink **ret_sink);

/**
 * ingot_sink_pipe - write to what is open already
 * @fd: borrowed; written to from its position on
 * @ret_sink: free with ingot_sink_free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_sink_pipe(int fd, struct ingot_sink **ret_sink);

/**
 * ingot_sink_hash - compute the SHA-256 of what is going to be written, zeros included
 *
 * Returns 0; -EINVAL if something has been written; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_sink_hash(struct ingot_sink *sink);

/** ingot_sink_write - the next bytes. Returns 0; -EIO; an OS error. */
int ingot_sink_write(struct ingot_sink *sink, struct ingot_bytes bytes);

/** ingot_sink_zeros - zeros up to byte @offset. As above; -EINVAL if there are more already. */
int ingot_sink_zeros(struct ingot_sink *sink, uint64_t offset);

/** ingot_sink_size - bytes so far. */
uint64_t ingot_sink_size(const struct ingot_sink *sink);

/** ingot_sink_error - the first error of writing; 0: it was not writing that failed. */
int ingot_sink_error(const struct ingot_sink *sink);

/**
 * ingot_sink_commit - that was all: give the file its name
 * @ret_digest: SHA-256 of all bytes; set only after ingot_sink_hash(); may be NULL
 *
 * The file is on the disk, and so is its name. Nothing may be written afterwards.
 *
 * Returns 0; -EIO; an OS error: then there is no file, or the old one.
 */
int ingot_sink_commit(struct ingot_sink *sink, struct ingot_digest *ret_digest);

/** ingot_sink_free - release it, and drop what was not committed; NULL is fine. */
void ingot_sink_free(struct ingot_sink *sink);

/** ingot_sink_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_sink_scoped(struct ingot_sink **sink);

#endif
