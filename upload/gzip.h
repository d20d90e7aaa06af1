/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GZIP_H
#define INGOT_UPLOAD_GZIP_H

#include "upload/sink.h"

/*
 * One gzip member, made by several threads: the stream is cut every 256 KiB, each piece is deflated
 * on its own and ends on a whole byte (an empty stored block, as of Z_SYNC_FLUSH), and the
 * checksums are combined. Any reader takes it for what it is, a single member. The bytes do not
 * depend on the number of threads, nor on how the stream was handed over; they do on the version of
 * zlib.
 *
 * The header has no name and no time. Spec: RFC 1951, RFC 1952. The only door to zlib.
 */

/* A member under way; to be used by one thread. Opaque. */
struct ingot_gzip;

/**
 * ingot_gzip_new - begin
 * @sink: gets the member; borrowed
 * @thread_count: 1..INGOT_WORKERS_MAX
 * @ret_gzip: free with ingot_gzip_free()
 *
 * Returns 0; -ENOMEM; what the sink returns.
 */
int ingot_gzip_new(struct ingot_sink *sink, unsigned thread_count, struct ingot_gzip **ret_gzip);

/** ingot_gzip_write - the next bytes. Returns 0; -ENOMEM; -EIO; what the sink returns. */
int ingot_gzip_write(struct ingot_gzip *gzip, struct ingot_bytes bytes);

/** ingot_gzip_size - bytes so far, before compression. */
uint64_t ingot_gzip_size(const struct ingot_gzip *gzip);

/** ingot_gzip_end - that was all: the rest, and the trailer. Returns as ingot_gzip_write(). */
int ingot_gzip_end(struct ingot_gzip *gzip);

/** ingot_gzip_free - release it; NULL is fine. */
void ingot_gzip_free(struct ingot_gzip *gzip);

#endif
