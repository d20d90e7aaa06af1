/* SPDX-License-Identifier: Apache-2.0 */
/* Check data and hash tree in one pass, in the order of a disk image. */
#include "verity/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "verity/blockhash.h"
#include "verity/levels.h"

#define RUN_MAX 48 /* blocks hashed at once, a multiple of all engines' lanes */

/**
 * struct ingot_verity_stream - a check under way
 * @head:        the superblock, as it has to be on disk
 * @data_size:   bytes under the tree
 * @data_offset: bytes of data so far, and what is behind it
 * @tree_offset: bytes so far, from the superblock on
 * @block:       start of a data block that has not all come
 * @filled:      bytes of it
 * @levels:      of the tree above the data
 * @passing:     SHA-256 of the level that passes by
 * @zeros, @zeros_entry: an empty data block and its entry
 */
struct ingot_verity_stream {
	struct ingot_verity_superblock superblock;
	struct ingot_verity_shape shape;
	struct ingot_digest root;
	uint8_t head[INGOT_VERITY_SUPERBLOCK_SIZE];
	struct ingot_blockhash *blockhash;
	uint64_t data_size;
	uint64_t data_offset;
	uint64_t tree_offset;
	uint8_t *block;
	size_t filled;
	struct ingot_verity_levels *levels;
	struct ingot_hasher *passing;
	uint8_t *zeros;
	uint8_t zeros_entry[INGOT_DIGEST_SIZE_MAX];
	struct ingot_verity_difference difference;
};

static void note(struct ingot_verity_stream *stream, bool in_tree, uint64_t offset,
		 const char *rule)
{
	if (!stream->difference.rule)
		stream->difference = (struct ingot_verity_difference){ rule, in_tree, offset };
}

/* That was all the data: what it leads to. */
static int end_data(struct ingot_verity_stream *stream)
{
	int r = ingot_verity_levels_end(stream->levels);

	if (r == 0 && memcmp(ingot_verity_levels_root(stream->levels), stream->root.bytes,
			     ingot_hash_size(stream->root.hash)) != 0)
		note(stream, false, stream->data_size, "data does not lead to the root hash");
	return r;
}

/* Whole blocks of data. */
static int add_blocks(struct ingot_verity_stream *stream, struct ingot_bytes blocks)
{
	size_t size = stream->superblock.data_block_size;
	struct ingot_blockhash_job job = {
		.block_size = size,
		.entry_size = stream->shape.entry_size,
		.repeat = stream->zeros,
		.repeat_entry = stream->zeros_entry,
	};
	uint8_t entries[RUN_MAX * INGOT_DIGEST_SIZE_MAX];
	int r = 0;

	while (r == 0 && blocks.size > 0) {
		uint64_t count = blocks.size / size < RUN_MAX ? blocks.size / size : RUN_MAX;

		r = ingot_bytes_take(&blocks, count * size, &job.blocks);
		if (r == 0)
			r = ingot_blockhash_run(stream->blockhash, &job, entries);
		for (uint64_t i = 0; r == 0 && i < count; i++)
			r = ingot_verity_levels_add(stream->levels,
						    &entries[i * stream->shape.entry_size]);
	}
	return r;
}

/* Bytes that the tree covers, cut into blocks wherever they were cut before. */
static int add_data(struct ingot_verity_stream *stream, struct ingot_bytes data)
{
	size_t size = stream->superblock.data_block_size;
	struct ingot_bytes part;
	int r = 0;

	stream->data_offset += data.size;
	if (stream->filled > 0) {
		uint64_t room = size - stream->filled;

		r = ingot_bytes_take(&data, data.size < room ? data.size : room, &part);
		if (r < 0)
			return r;
		memcpy(&stream->block[stream->filled], part.data, part.size);
		stream->filled += part.size;
		if (stream->filled < size)
			return 0;
		stream->filled = 0;
		r = add_blocks(stream, (struct ingot_bytes){ stream->block, size });
	}
	if (r == 0)
		r = ingot_bytes_take(&data, data.size / size * size, &part);
	if (r == 0)
		r = add_blocks(stream, part);
	if (r == 0 && data.size > 0) {
		memcpy(stream->block, data.data, data.size);
		stream->filled = data.size;
	}
	return r;
}

static void want_zeros(struct ingot_verity_stream *stream, bool in_tree, uint64_t offset,
		       struct ingot_bytes bytes)
{
	uint8_t byte = 0;

	if (ingot_bytes_all_zero(bytes))
		return;
	while (byte == 0 && ingot_bytes_take_u8(&bytes, &byte) == 0)
		offset += byte == 0;
	note(stream, in_tree, offset, "a byte that nothing uses is not zero");
}

int ingot_verity_stream_data(struct ingot_verity_stream *stream, struct ingot_bytes data)
{
	uint64_t missing = 0;
	struct ingot_bytes part;
	int r;

	if (stream->tree_offset > 0)
		return -EINVAL;
	if (stream->data_offset < stream->data_size)
		missing = stream->data_size - stream->data_offset;
	if (missing > 0 && data.size > 0) {
		r = ingot_bytes_take(&data, data.size < missing ? data.size : missing, &part);
		if (r == 0)
			r = add_data(stream, part);
		if (r == 0 && stream->data_offset == stream->data_size)
			r = end_data(stream);
		if (r < 0)
			return r;
	}
	want_zeros(stream, false, stream->data_offset, data);
	stream->data_offset += data.size;
	return 0;
}

static void compare_head(struct ingot_verity_stream *stream, struct ingot_bytes bytes)
{
	uint8_t byte;

	for (uint64_t at = stream->tree_offset; ingot_bytes_take_u8(&bytes, &byte) == 0; at++)
		if (byte != stream->head[at])
			note(stream, true, at, "superblock is not the one that was expected");
}

/* Bytes of one level; at its end it must be the level that the data led to. */
static int pass_level(struct ingot_verity_stream *stream, unsigned number, uint64_t end,
		      struct ingot_bytes bytes)
{
	struct ingot_digest digest;
	int r = ingot_hasher_update(stream->passing, bytes);

	if (r < 0 || stream->tree_offset + bytes.size < end)
		return r;
	r = ingot_hasher_finish(stream->passing, &digest);
	if (r == 0 &&
	    !ingot_digest_equal(&digest, ingot_verity_levels_digest(stream->levels, number)))
		note(stream, true, stream->shape.level[number].offset,
		     "a level of the tree is not the one over this data");
	return r;
}

/* The level that has the byte at @offset, or level_count. */
static unsigned level_at(const struct ingot_verity_stream *stream, uint64_t offset,
			 uint64_t *ret_end)
{
	for (unsigned i = 0; i < stream->shape.level_count; i++) {
		const struct ingot_verity_level *level = &stream->shape.level[i];
		uint64_t end =
			level->offset + level->block_count * stream->superblock.hash_block_size;

		if (offset >= level->offset && offset < end) {
			*ret_end = end;
			return i;
		}
	}
	return stream->shape.level_count;
}

int ingot_verity_stream_tree(struct ingot_verity_stream *stream, struct ingot_bytes tree)
{
	struct ingot_bytes part;
	int r = 0;

	if (stream->data_offset < stream->data_size)
		return -EINVAL;
	while (r == 0 && tree.size > 0) {
		uint64_t offset = stream->tree_offset;
		uint64_t end = offset < stream->shape.tree ? stream->shape.tree : UINT64_MAX;
		unsigned number = level_at(stream, offset, &end);

		if (offset < sizeof(stream->head))
			end = sizeof(stream->head);
		r = ingot_bytes_take(&tree, tree.size < end - offset ? tree.size : end - offset,
				     &part);
		if (r < 0)
			return r;
		if (offset < sizeof(stream->head))
			compare_head(stream, part);
		else if (number < stream->shape.level_count)
			r = pass_level(stream, number, end, part);
		else
			want_zeros(stream, true, offset, part);
		stream->tree_offset += part.size;
	}
	return r;
}

int ingot_verity_stream_end(const struct ingot_verity_stream *stream,
			    struct ingot_verity_difference *ret_difference)
{
	struct ingot_verity_difference cut = { NULL, false, stream->data_offset };

	if (stream->data_offset < stream->data_size) {
		cut.rule = "data is cut short";
	} else if (stream->tree_offset < sizeof(stream->head) ||
		   (stream->shape.level_count > 0 && stream->tree_offset < stream->shape.end)) {
		cut = (struct ingot_verity_difference){ "hash tree is cut short", true,
							stream->tree_offset };
	} else if (stream->difference.rule) {
		*ret_difference = stream->difference;
		return 0;
	} else {
		return 1;
	}
	*ret_difference = cut;
	return -EBADMSG;
}

/* What the stream needs room for; whatever fails, the stream can be freed. */
static int make_room(struct ingot_verity_stream *stream)
{
	const enum ingot_hash sha256 = INGOT_HASH_SHA256;
	struct ingot_blockhash_job zeros = {
		.block_size = stream->superblock.data_block_size,
		.entry_size = stream->shape.entry_size,
	};
	int r = ingot_hasher_new(&sha256, 1, &stream->passing);

	stream->block = malloc(zeros.block_size);
	stream->zeros = calloc(1, zeros.block_size);
	if (!stream->block || !stream->zeros)
		return -ENOMEM;
	zeros.blocks = (struct ingot_bytes){ stream->zeros, zeros.block_size };
	if (r == 0)
		r = ingot_blockhash_run(stream->blockhash, &zeros, stream->zeros_entry);
	if (r == 0)
		r = ingot_verity_levels_new(&stream->shape, stream->superblock.hash_block_size,
					    stream->blockhash, &stream->levels);
	return r;
}

int ingot_verity_stream_new(const struct ingot_verity_superblock *superblock,
			    const struct ingot_digest *root,
			    const struct ingot_sha256_engine *engine,
			    struct ingot_verity_stream **ret_stream)
{
	ingot_scoped(ingot_verity_stream_scoped) struct ingot_verity_stream *stream = NULL;
	int r;

	if (root->hash != superblock->hash)
		return -EINVAL;
	stream = calloc(1, sizeof(*stream));
	if (!stream)
		return -ENOMEM;
	stream->superblock = *superblock;
	stream->root = *root;
	r = ingot_verity_shape_of(superblock, 0, &stream->shape);
	if (r == 0)
		r = ingot_blockhash_new(superblock, engine, &stream->blockhash);
	if (r == 0)
		r = make_room(stream);
	if (r < 0)
		return r;
	stream->data_size = superblock->data_blocks * superblock->data_block_size;
	ingot_verity_superblock_write(superblock, stream->head);
	*ret_stream = stream;
	stream = NULL;
	return 0;
}

void ingot_verity_stream_free(struct ingot_verity_stream *stream)
{
	if (!stream)
		return;
	ingot_verity_levels_free(stream->levels);
	ingot_hasher_free(stream->passing);
	ingot_blockhash_free(stream->blockhash);
	free(stream->block);
	free(stream->zeros);
	free(stream);
}

void ingot_verity_stream_scoped(struct ingot_verity_stream **stream)
{
	ingot_verity_stream_free(*stream);
}
