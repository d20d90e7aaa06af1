/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PIECES_H
#define INGOT_MEASUREMENTS_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"

/*
 * Bytes that are hashed one after another without being copied together: parts of a file with holes
 * cut out, a section and the zeros that fill it up in memory, an initrd and what is appended to it.
 */

#define INGOT_PIECE_MAX 528

/**
 * struct ingot_piece - some bytes, then some zeros
 * @data:       borrowed; may be empty
 * @zero_count: zero bytes after @data
 */
struct ingot_piece {
	struct ingot_bytes data;
	uint64_t zero_count;
};

/**
 * struct ingot_pieces - what is hashed, in order; an all-zero one holds nothing
 * @piece: the pieces
 * @count: how many of them
 */
struct ingot_pieces {
	struct ingot_piece piece[INGOT_PIECE_MAX];
	size_t count;
};

/**
 * ingot_pieces_add - append bytes
 * @data: borrowed, must live until @pieces is hashed; empty ones are not stored
 *
 * Returns 0; -EFBIG if there are INGOT_PIECE_MAX pieces already.
 */
int ingot_pieces_add(struct ingot_pieces *pieces, struct ingot_bytes data);

/** ingot_pieces_add_zeros - append @count zero bytes. Returns 0; -EFBIG as above. */
int ingot_pieces_add_zeros(struct ingot_pieces *pieces, uint64_t count);

/** ingot_pieces_size - how many bytes they are together. */
uint64_t ingot_pieces_size(const struct ingot_pieces *pieces);

/**
 * ingot_pieces_feed_zeros - feed zeros to a hasher
 * @count: zero bytes
 *
 * Returns 0; -EIO if hashing fails.
 */
int ingot_pieces_feed_zeros(struct ingot_hasher *hasher, uint64_t count);

/**
 * ingot_pieces_hash - hash all pieces as one run of bytes
 * @hasher: with nothing fed to it yet
 * @ret_digests: one per algorithm of @hasher, in its order
 *
 * For many pieces lists over one large file see pass.h.
 *
 * Returns 0; -EIO if hashing fails.
 */
int ingot_pieces_hash(const struct ingot_pieces *pieces, struct ingot_hasher *hasher,
		      struct ingot_digest *ret_digests);

#endif
