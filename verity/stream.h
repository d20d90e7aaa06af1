/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_STREAM_H
#define INGOT_VERITY_STREAM_H

#include <stdbool.h>

#include "verity/sha256.h"
#include "verity/superblock.h"

/*
 * Check data and tree while they pass by once, in the order of a disk image: all data, then
 * superblock and tree. For whoever sends or receives an image and wants no second pass over it.
 *
 * The tree is built anew above the passing data: of each level one block, and a SHA-256 over all of
 * it, so memory is a few blocks whatever the size. The root shows whether the data is right; then
 * each level that passes must have the same SHA-256. What is wrong is told, but not which block:
 * for that there is ingot_verity_check(), over a file.
 *
 * The superblock stands behind the data and has to be known in front of it, salt and all: from
 * whoever built the image, or by reading it first. It is compared with the one that passes.
 */

/**
 * struct ingot_verity_difference - the first thing that does not fit
 * @rule:    what, static text; NULL: nothing
 * @in_tree: @offset counts from the superblock's first byte; else from the data's
 * @offset:  where, bytes: that byte, or where the level begins; for the root hash where the data ends
 */
struct ingot_verity_difference {
	const char *rule;
	bool in_tree;
	uint64_t offset;
};

/* A check under way; for one thread. Opaque. */
struct ingot_verity_stream;

/**
 * ingot_verity_stream_new - begin
 * @superblock: what the tree was made with; copied
 * @root:       what the data has to lead to; of the superblock's algorithm; copied
 * @engine:     as for ingot_blockhash_new()
 * @ret_stream: free with ingot_verity_stream_free()
 *
 * Returns 0; -EINVAL if the superblock is not good, or @root is of another algorithm; -EFBIG if no
 * file could have the tree; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_verity_stream_new(const struct ingot_verity_superblock *superblock,
			    const struct ingot_digest *root,
			    const struct ingot_sha256_engine *engine,
			    struct ingot_verity_stream **ret_stream);

/**
 * ingot_verity_stream_data - the next bytes of the data, any number; what a partition has behind
 * the tree's last data block must be zeros
 *
 * Returns 0, whatever differs; -EINVAL if the tree has begun; -EIO if OpenSSL fails.
 */
int ingot_verity_stream_data(struct ingot_verity_stream *stream, struct ingot_bytes data);

/**
 * ingot_verity_stream_tree - the next bytes of the tree, any number, from the superblock on; what a
 * partition has behind the tree must be zeros
 *
 * Returns 0, whatever differs; -EINVAL if data is missing; -EIO if OpenSSL fails.
 */
int ingot_verity_stream_tree(struct ingot_verity_stream *stream, struct ingot_bytes tree);

/**
 * ingot_verity_stream_end - all has passed
 * @ret_difference: set if something differs, or was cut short
 *
 * Returns 1 if data and tree are those of the root hash; 0 if they are not; -EBADMSG if data or tree
 * ended too early.
 */
int ingot_verity_stream_end(const struct ingot_verity_stream *stream,
			    struct ingot_verity_difference *ret_difference);

/** ingot_verity_stream_free - release it; NULL is fine. */
void ingot_verity_stream_free(struct ingot_verity_stream *stream);

/** ingot_verity_stream_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_verity_stream_scoped(struct ingot_verity_stream **stream);

#endif
