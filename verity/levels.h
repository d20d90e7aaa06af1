/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_LEVELS_H
#define INGOT_VERITY_LEVELS_H

#include "base/digest.h"
#include "verity/blockhash.h"
#include "verity/shape.h"

/*
 * The levels of a hash tree, growing above data that passes by once: of each level one block is in
 * memory, and a SHA-256 over all of it, so that a level which is met later can be compared with it.
 * Nothing is written.
 */

/* Levels that grow; for one thread. Opaque. */
struct ingot_verity_levels;

/**
 * ingot_verity_levels_new - begin above no data
 * @shape:      of the tree; copied
 * @block_size: of a block of the tree, bytes
 * @blockhash:  hashes its blocks; borrowed for as long as the levels live
 * @ret_levels: free with ingot_verity_levels_free()
 *
 * Returns 0; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_verity_levels_new(const struct ingot_verity_shape *shape, size_t block_size,
			    struct ingot_blockhash *blockhash,
			    struct ingot_verity_levels **ret_levels);

/**
 * ingot_verity_levels_add - the next block of data
 * @entry: its entry, as ingot_blockhash_run() gives it; of as many blocks as the shape is for
 *
 * Returns 0; -EIO if OpenSSL fails.
 */
int ingot_verity_levels_add(struct ingot_verity_levels *levels, const uint8_t *entry);

/** ingot_verity_levels_end - that was all data: once. Returns 0; -EIO if OpenSSL fails. */
int ingot_verity_levels_end(struct ingot_verity_levels *levels);

/**
 * ingot_verity_levels_root - after the end, what it all leads to
 *
 * Returns an entry, inside @levels: the root hash and its padding.
 */
const uint8_t *ingot_verity_levels_root(const struct ingot_verity_levels *levels);

/**
 * ingot_verity_levels_digest - after the end, the SHA-256 of a whole level
 * @number: below the shape's level_count; 0 is the one above the data
 *
 * Returns a digest, inside @levels.
 */
const struct ingot_digest *ingot_verity_levels_digest(const struct ingot_verity_levels *levels,
						      unsigned number);

/** ingot_verity_levels_free - release them; NULL is fine. */
void ingot_verity_levels_free(struct ingot_verity_levels *levels);

/** ingot_verity_levels_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_verity_levels_scoped(struct ingot_verity_levels **levels);

#endif
