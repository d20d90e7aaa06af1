/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Data and tree in one pass. What is right is what ingot_verity_build() makes (test_verity_tree and
 * the suite verity compare that with cryptsetup's); every cutting of it must be taken, and each
 * changed bit be found.
 */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "verity/stream.h"
#include "verity/tree.h"

#define BEHIND 1024 /* zeros behind data and tree, as in a partition */

/* struct part - a store in memory with room behind it. */
struct part {
	uint8_t *bytes;
	uint64_t size;
};

static int read_part(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data)
{
	const struct part *part = context;

	if (offset > part->size || size > part->size - offset)
		return -EIO;
	memcpy(ret_data, &part->bytes[offset], size);
	return 0;
}

static int write_part(void *context, uint64_t offset, struct ingot_bytes data)
{
	struct part *part = context;

	if (offset > part->size || data.size > part->size - offset)
		return -EIO;
	memcpy(&part->bytes[offset], data.data, data.size);
	return 0;
}

static struct ingot_verity_store store_of(struct part *part)
{
	return (struct ingot_verity_store){ part, part->size, read_part, write_part, NULL };
}

/* struct sample - data, its tree, and the root hash. */
struct sample {
	struct part data;
	struct part tree;
	struct ingot_verity_superblock superblock;
	struct ingot_verity_shape shape;
	struct ingot_digest root;
};

static uint32_t random_state = 7;

static uint32_t random_number(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

static struct part part_of(uint64_t size)
{
	struct part part = { calloc(1, size + BEHIND), size + BEHIND };

	if (!part.bytes)
		abort();
	return part;
}

static struct sample sample_of(const struct ingot_verity_superblock *superblock)
{
	struct sample s = { .superblock = *superblock };
	struct ingot_verity_tree tree = {
		.superblock = *superblock,
		.engine = ingot_sha256_engine_at(0),
		.thread_count = 1,
	};
	uint64_t size = superblock->data_blocks * superblock->data_block_size;

	s.data = part_of(size);
	for (uint64_t i = 0; i < size; i++)
		s.data.bytes[i] = (uint8_t)random_number();
	if (superblock->data_blocks > 8)
		memset(&s.data.bytes[2 * superblock->data_block_size], 0,
		       3 * (size_t)superblock->data_block_size);
	CHECK(ingot_verity_shape_of(superblock, 0, &s.shape) == 0);
	s.tree = part_of(s.shape.end);
	tree.data = store_of(&s.data);
	tree.hash = store_of(&s.tree);
	CHECK(ingot_verity_build(&tree, &s.root) == 0);
	return s;
}

static void drop(struct sample *s)
{
	free(s->data.bytes);
	free(s->tree.bytes);
}

/* Hand over @part in pieces of @step bytes. */
static int pass(struct ingot_verity_stream *stream, bool is_tree, const struct part *part,
		uint64_t step)
{
	struct ingot_bytes rest = { part->bytes, part->size };
	int r = 0;

	while (r == 0 && rest.size > 0) {
		struct ingot_bytes piece;

		if (ingot_bytes_take(&rest, rest.size < step ? rest.size : step, &piece) < 0)
			abort();
		r = is_tree ? ingot_verity_stream_tree(stream, piece)
			    : ingot_verity_stream_data(stream, piece);
	}
	return r;
}

static int run(const struct sample *s, uint64_t step, struct ingot_verity_difference *ret)
{
	struct ingot_verity_stream *stream = NULL;
	int r = ingot_verity_stream_new(&s->superblock, &s->root, ingot_sha256_engine_at(0),
					&stream);

	CHECK(r == 0);
	CHECK(pass(stream, false, &s->data, step) == 0);
	CHECK(pass(stream, true, &s->tree, step) == 0);
	r = ingot_verity_stream_end(stream, ret);
	ingot_verity_stream_free(stream);
	return r;
}

static const struct ingot_verity_superblock shapes[] = {
	{ .hash = INGOT_HASH_SHA256,
	  .data_block_size = 4096,
	  .hash_block_size = 4096,
	  .data_blocks = 300,
	  .salt_size = 32,
	  .salt = { 1, 2, 3 } },
	{ .hash = INGOT_HASH_SHA256,
	  .data_block_size = 512,
	  .hash_block_size = 512,
	  .data_blocks = 16 * 16 * 16 },
	{ .hash = INGOT_HASH_SHA256,
	  .data_block_size = 512,
	  .hash_block_size = 1024,
	  .data_blocks = 16 * 16 * 16 + 1,
	  .salt_size = 256 },
	{ .hash = INGOT_HASH_SHA512,
	  .data_block_size = 1024,
	  .hash_block_size = 512,
	  .data_blocks = 77 },
	{ .hash = INGOT_HASH_SHA384,
	  .data_block_size = 4096,
	  .hash_block_size = 512,
	  .data_blocks = 9 },
	{ .hash = INGOT_HASH_SHA256,
	  .data_block_size = 4096,
	  .hash_block_size = 4096,
	  .data_blocks = 1 },
	{ .hash = INGOT_HASH_SHA256,
	  .data_block_size = 4096,
	  .hash_block_size = 4096,
	  .data_blocks = 2 },
};

static void test_any_cutting(void)
{
	static const uint64_t steps[] = { 1, 7, 511, 512, 4095, 4096, 4097, 65536, 1 << 30 };

	for (size_t i = 0; i < ARRAY_COUNT(shapes); i++) {
		struct sample s = sample_of(&shapes[i]);
		struct ingot_verity_difference difference = { "untouched", true, 9 };

		for (size_t n = 0; n < ARRAY_COUNT(steps); n++)
			CHECK(run(&s, steps[n], &difference) == 1);
		CHECK_TEXT(difference.rule, "untouched");
		drop(&s);
	}
}

/* Is the first difference what changing the byte at @offset of the tree must lead to? */
static bool is_placed(const struct sample *s, uint64_t offset,
		      const struct ingot_verity_difference *difference)
{
	if (!difference->in_tree)
		return false;
	for (unsigned i = 0; i < s->shape.level_count; i++) {
		const struct ingot_verity_level *level = &s->shape.level[i];
		uint64_t size = level->block_count * s->superblock.hash_block_size;

		if (offset >= level->offset && offset < level->offset + size)
			return difference->offset == level->offset;
	}
	return difference->offset == offset;
}

static void test_flips(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(shapes); i++) {
		struct sample s = sample_of(&shapes[i]);
		uint64_t size = s.superblock.data_blocks * s.superblock.data_block_size;

		for (unsigned n = 0; n < 40; n++) {
			struct part *part = n % 2 ? &s.tree : &s.data;
			uint64_t offset = random_number() % part->size;
			uint8_t bit = (uint8_t)(1 << random_number() % 8);
			struct ingot_verity_difference d = { 0 };

			if (n < 4) /* behind what is covered */
				offset = part->size - 1 - n;
			part->bytes[offset] ^= bit;
			CHECK(run(&s, 1 + random_number() % 9999, &d) == 0);
			if (n % 2)
				CHECK(is_placed(&s, offset, &d));
			else
				CHECK(!d.in_tree && d.offset == (offset < size ? size : offset));
			part->bytes[offset] ^= bit;
		}
		s.root.bytes[3] ^= 1;
		CHECK(run(&s, 4096, &(struct ingot_verity_difference){ 0 }) == 0);
		s.root.bytes[3] ^= 1;
		s.superblock.salt[0] ^= 1;
		s.superblock.salt_size = 32;
		CHECK(run(&s, 4096, &(struct ingot_verity_difference){ 0 }) == 0);
		drop(&s);
	}
}

/* Cut at every offset of the last shape, and out of order. */
static void test_cut_short(void)
{
	struct sample s = sample_of(&shapes[ARRAY_COUNT(shapes) - 1]);
	uint64_t data_size = s.data.size - BEHIND;
	struct ingot_verity_difference d;

	for (uint64_t size = 0; size < s.shape.end; size++) {
		struct ingot_verity_stream *stream = NULL;
		uint8_t zero = 0;

		CHECK(ingot_verity_stream_new(&s.superblock, &s.root, NULL, &stream) == 0);
		if (size < data_size) {
			(void)ingot_verity_stream_data(stream,
						       (struct ingot_bytes){ s.data.bytes, size });
			CHECK(ingot_verity_stream_end(stream, &d) == -EBADMSG);
			CHECK(!d.in_tree && d.offset == size);
			CHECK(ingot_verity_stream_tree(stream, (struct ingot_bytes){ &zero, 1 }) ==
			      -EINVAL);
		}
		ingot_verity_stream_free(stream);
		CHECK(ingot_verity_stream_new(&s.superblock, &s.root, NULL, &stream) == 0);
		CHECK(pass(stream, false, &s.data, 1 << 30) == 0);
		CHECK(ingot_verity_stream_tree(stream,
					       (struct ingot_bytes){ s.tree.bytes, size }) == 0);
		CHECK(ingot_verity_stream_end(stream, &d) == -EBADMSG);
		CHECK(d.in_tree && d.offset == size);
		if (size > 0)
			CHECK(ingot_verity_stream_data(stream, (struct ingot_bytes){ &zero, 1 }) ==
			      -EINVAL);
		ingot_verity_stream_free(stream);
	}
	s.root.hash = INGOT_HASH_SHA384;
	CHECK(ingot_verity_stream_new(&s.superblock, &s.root, NULL, NULL) == -EINVAL);
	s.root.hash = INGOT_HASH_SHA256;
	s.superblock.data_block_size = 100;
	CHECK(ingot_verity_stream_new(&s.superblock, &s.root, NULL, NULL) == -EINVAL);
	ingot_verity_stream_free(NULL);
	drop(&s);
}

int main(void)
{
	test_any_cutting();
	test_flips();
	test_cut_short();
	return check_result();
}
