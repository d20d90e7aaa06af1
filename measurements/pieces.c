/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of byte ranges that are hashed as one. */
#include "measurements/pieces.h"

#include <errno.h>

int ingot_pieces_add(struct ingot_pieces *pieces, struct ingot_bytes data)
{
	if (data.size == 0)
		return 0;
	if (pieces->count == INGOT_PIECE_MAX)
		return -EFBIG;
	pieces->piece[pieces->count++] = (struct ingot_piece){ .data = data };
	return 0;
}

int ingot_pieces_add_zeros(struct ingot_pieces *pieces, uint64_t count)
{
	if (count == 0)
		return 0;
	if (pieces->count == INGOT_PIECE_MAX)
		return -EFBIG;
	pieces->piece[pieces->count++] = (struct ingot_piece){ .zero_count = count };
	return 0;
}

uint64_t ingot_pieces_size(const struct ingot_pieces *pieces)
{
	uint64_t size = 0;

	for (size_t i = 0; i < pieces->count; i++)
		size += pieces->piece[i].data.size + pieces->piece[i].zero_count;
	return size;
}

int ingot_pieces_feed_zeros(struct ingot_hasher *hasher, uint64_t count)
{
	static const uint8_t zeros[4096];

	while (count > 0) {
		size_t size = count < sizeof(zeros) ? (size_t)count : sizeof(zeros);

		if (ingot_hasher_update(hasher, (struct ingot_bytes){ zeros, size }) < 0)
			return -EIO;
		count -= size;
	}
	return 0;
}

int ingot_pieces_hash(const struct ingot_pieces *pieces, struct ingot_hasher *hasher,
		      struct ingot_digest *ret_digests)
{
	for (size_t i = 0; i < pieces->count; i++)
		if (ingot_hasher_update(hasher, pieces->piece[i].data) < 0 ||
		    ingot_pieces_feed_zeros(hasher, pieces->piece[i].zero_count) < 0)
			return -EIO;
	return ingot_hasher_finish(hasher, ret_digests);
}
