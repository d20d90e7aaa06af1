/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hash trees: cryptsetup's own vectors, the same bytes for any number of threads and any engine, and
 * single changed bits, each found and placed. INGOT_TEST_FLIPS=10000 sets how many.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/hex.h"
#include "check.h"
#include "verity/check.h"

#define FLIPS_DEFAULT 600

/* struct memory - a store in memory; what lies behind @hole_from reads as zeros unread. */
struct memory {
	uint8_t *bytes;
	uint64_t size;
	uint64_t hole_from;
	atomic_uint_fast64_t read_count;
	uint64_t fail_at; /* reading this byte fails; 0: none does */
};

static int read_memory(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data)
{
	struct memory *memory = context;

	if (offset > memory->size || size > memory->size - offset ||
	    (memory->fail_at > 0 && offset <= memory->fail_at && memory->fail_at < offset + size))
		return -EIO;
	atomic_fetch_add(&memory->read_count, size);
	memcpy(ret_data, &memory->bytes[offset], size);
	return 0;
}

static int write_memory(void *context, uint64_t offset, struct ingot_bytes data)
{
	struct memory *memory = context;

	if (offset > memory->size || data.size > memory->size - offset)
		return -ENOSPC;
	memcpy(&memory->bytes[offset], data.data, data.size);
	return 0;
}

static int next_extent(void *context, uint64_t offset, struct ingot_extent *ret_extent)
{
	const struct memory *memory = context;

	if (offset >= memory->hole_from)
		return 0;
	*ret_extent = (struct ingot_extent){ offset, memory->hole_from - offset };
	return 1;
}

static struct ingot_verity_store store_of(struct memory *memory)
{
	return (struct ingot_verity_store){ memory, memory->size, read_memory, write_memory,
					    next_extent };
}

static struct memory memory_of(uint64_t size)
{
	struct memory memory = { .bytes = calloc(1, size), .size = size, .hole_from = size };

	if (!memory.bytes)
		abort();
	return memory;
}

static uint32_t random_state = 1;

static uint32_t random_number(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

static void fill(struct memory *memory)
{
	for (uint64_t i = 0; i < memory->size; i++)
		memory->bytes[i] = (uint8_t)random_number();
}

/*
 * Root hashes of 8 MiB of zeros, from cryptsetup's tests/verity-compat-test (2.7, format 1). The
 * salt e48da6… is named there too.
 */
static void test_cryptsetup_vectors(void)
{
	static const char salt[] =
		"e48da609055204e89ae53b655ca2216dd983cf3cb829f34f63a297d106d53e2d";
	static const struct {
		enum ingot_hash hash;
		uint32_t block_size;
		const char *salt;
		const char *root;
	} vectors[] = {
		{ INGOT_HASH_SHA256, 512, salt,
		  "9de18652fe74edfb9b805aaed72ae2aa48f94333f1ba5c452ac33b1c39325174" },
		{ INGOT_HASH_SHA256, 1024, salt,
		  "54d92778750495d1f80832b486ebd007617d746271511bbf0e295e143da2b3df" },
		{ INGOT_HASH_SHA256, 4096, salt,
		  "e522df0f97da4febb882ac40f30b37dc0b444bf6df418929463fa25280f09d5c" },
		{ INGOT_HASH_SHA256, 4096, "",
		  "ef29c902d87350f1da4bfa536e16cebc162a909bf89abe448b81ec500d4fb9bf" },
		{ INGOT_HASH_SHA1, 1024, salt, "d0e9163ca8844aaa2e88fe5265a8c5d9ee494a99" },
		{ INGOT_HASH_SHA1, 1024, "dadada", "73509e8e868be6b8ac939817a98a3d35121413b2" },
	};
	struct memory data = memory_of(8 << 20);
	struct memory hash = memory_of(2 << 20);

	for (size_t i = 0; i < 2 * ARRAY_COUNT(vectors); i++) {
		size_t v = i / 2;
		struct ingot_verity_tree tree = {
			.superblock = { .hash = vectors[v].hash,
					.data_block_size = vectors[v].block_size,
					.hash_block_size = vectors[v].block_size,
					.data_blocks = data.size / vectors[v].block_size,
					.salt_size = (uint16_t)(strlen(vectors[v].salt) / 2) },
			.engine = ingot_sha256_engine_at(0),
			.thread_count = 2,
		};
		struct ingot_digest root;
		char text[INGOT_DIGEST_TEXT_SIZE] = "";

		data.hole_from = i % 2 ? 0 : data.size; /* all hole: the same, and nothing read */
		atomic_store(&data.read_count, 0);
		tree.data = store_of(&data);
		tree.hash = store_of(&hash);
		CHECK(ingot_hex_decode(ingot_bytes_of_text(vectors[v].salt),
				       tree.superblock.salt_size, tree.superblock.salt) == 0);
		CHECK(ingot_verity_build(&tree, &root) == 0);
		ingot_digest_text(&root, text);
		CHECK_TEXT(text, vectors[v].root);
		CHECK(atomic_load(&data.read_count) == (i % 2 ? 0 : data.size));
	}
	free(data.bytes);
	free(hash.bytes);
}

/* struct sample - a tree over random data with some zeros in it. */
struct sample {
	struct memory data;
	struct memory hash;
	struct ingot_verity_tree tree;
	struct ingot_verity_shape shape;
	struct ingot_digest root;
};

static void build(struct sample *s)
{
	s->tree.data = store_of(&s->data);
	s->tree.hash = store_of(&s->hash);
	CHECK(ingot_verity_build(&s->tree, &s->root) == 0);
}

static struct sample sample_of(enum ingot_hash hash, uint32_t data_block_size,
			       uint32_t hash_block_size, uint64_t data_blocks)
{
	struct sample s = {
		.tree = { .superblock = { .hash = hash,
					  .data_block_size = data_block_size,
					  .hash_block_size = hash_block_size,
					  .data_blocks = data_blocks,
					  .salt_size = 32 },
			  .hash_offset = 1024,
			  .engine = ingot_sha256_engine_at(0),
			  .thread_count = 2 },
	};

	memset(s.tree.superblock.salt, 0xa5, 32);
	s.data = memory_of(data_blocks * data_block_size);
	fill(&s.data);
	if (data_blocks > 8)
		memset(&s.data.bytes[2 * data_block_size], 0, 3 * (size_t)data_block_size);
	CHECK(ingot_verity_shape_of(&s.tree.superblock, s.tree.hash_offset, &s.shape) == 0);
	s.hash = memory_of(s.shape.end);
	fill(&s.hash); /* what lay there before must not show */
	return s;
}

static void drop(struct sample *s)
{
	free(s->data.bytes);
	free(s->hash.bytes);
}

static void test_threads_and_engines(void)
{
	static const unsigned counts[] = { 1, 2, 3, 8 };
	struct sample s = sample_of(INGOT_HASH_SHA256, 512, 1024, 4321);
	struct memory first = memory_of(s.hash.size);
	struct ingot_digest root;

	build(&s);
	root = s.root;
	memcpy(first.bytes, s.hash.bytes, first.size);
	for (unsigned e = 0; e == 0 || s.tree.engine; e++) {
		s.tree.engine = ingot_sha256_engine_at(e);
		for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
			struct ingot_verity_report report;

			s.tree.thread_count = counts[i];
			memset(&s.hash.bytes[s.tree.hash_offset], 0xee,
			       s.hash.size - s.tree.hash_offset);
			build(&s);
			CHECK(ingot_digest_equal(&s.root, &root));
			CHECK(memcmp(s.hash.bytes, first.bytes, first.size) == 0);
			CHECK(ingot_verity_check(&s.tree, &s.root, &report, NULL) == 1);
		}
	}
	free(first.bytes);
	drop(&s);
}

static unsigned bad_parts(const struct ingot_verity_report *report)
{
	unsigned count = 0;

	for (unsigned i = 0; i <= INGOT_VERITY_LEVEL_MAX; i++)
		count += report->bad[i].total > 0;
	return count;
}

/* The only bad block of the tree is number @block of layer @layer. */
static bool is_only(const struct ingot_verity_report *report, unsigned layer, uint64_t block)
{
	const struct ingot_ranges *bad = &report->bad[layer];

	return bad_parts(report) == 1 && bad->total == 1 && bad->range[0].first == block &&
	       !report->doubt && !report->has_padding;
}

static void flip(struct memory *memory, uint64_t bit)
{
	memory->bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

static bool found_in_data(struct sample *s)
{
	uint64_t bit = random_number() % (s->data.size * 8);
	struct ingot_verity_report report;
	int r;

	flip(&s->data, bit);
	r = ingot_verity_check(&s->tree, &s->root, &report, NULL);
	flip(&s->data, bit);
	return r == 0 && is_only(&report, 0, bit / 8 / s->tree.superblock.data_block_size) &&
	       report.unproven_count == 0;
}

static bool found_in_level(struct sample *s, unsigned number)
{
	const struct ingot_verity_level *level = &s->shape.level[number];
	uint64_t size = level->block_count * s->tree.superblock.hash_block_size;
	uint64_t at = random_number() % size;
	uint64_t bit = (level->offset + at) * 8 + random_number() % 8;
	struct ingot_verity_report report;
	int r;

	flip(&s->hash, bit);
	r = ingot_verity_check(&s->tree, &s->root, &report, NULL);
	flip(&s->hash, bit);
	/* the entry's own block does not fit it any more */
	return r == 0 && is_only(&report, number + 1, at / s->tree.superblock.hash_block_size) &&
	       report.unproven_count == (at / s->shape.entry_size < level->entry_count &&
					 at % s->shape.entry_size < s->shape.entry_size);
}

static bool found_in_padding(struct sample *s)
{
	uint64_t size = s->shape.tree - s->shape.start;
	uint64_t at = s->shape.start + random_number() % size;
	struct ingot_verity_report report;
	int r;

	flip(&s->hash, at * 8);
	r = ingot_verity_check(&s->tree, &s->root, &report, NULL);
	flip(&s->hash, at * 8);
	return r == 0 && report.has_padding && report.padding == at && bad_parts(&report) == 0;
}

/* Refused, or another UUID, or something in it doubted. */
static bool found_in_superblock(struct sample *s)
{
	uint64_t bit = s->tree.hash_offset * 8 + random_number() % (512 * 8);
	struct ingot_verity_tree tree = s->tree;
	struct ingot_verity_report report = { .doubt = NULL };
	int r;

	flip(&s->hash, bit);
	r = ingot_verity_superblock_read(
		(struct ingot_bytes){ &s->hash.bytes[s->tree.hash_offset], 512 }, &tree.superblock,
		NULL);
	if (r == 0 && tree.superblock.hash == s->root.hash)
		r = ingot_verity_check(&tree, &s->root, &report, NULL);
	flip(&s->hash, bit);
	if (r < 0 || tree.superblock.hash != s->root.hash || (r == 0 && report.doubt))
		return true;
	if (r == 1 && !ingot_guid_equal(&tree.superblock.uuid, &s->tree.superblock.uuid))
		return true;
	fprintf(stderr, "superblock bit %llu: %d\n",
		(unsigned long long)(bit - s->tree.hash_offset * 8), r);
	return false;
}

static void test_flips(void)
{
	static const struct {
		enum ingot_hash hash;
		uint32_t data_block_size;
		uint32_t hash_block_size;
		uint64_t data_blocks;
	} shapes[] = {
		{ INGOT_HASH_SHA256, 4096, 4096, 200 }, { INGOT_HASH_SHA256, 512, 512, 300 },
		{ INGOT_HASH_SHA256, 1024, 4096, 100 }, { INGOT_HASH_SHA512, 512, 1024, 290 },
		{ INGOT_HASH_SHA384, 4096, 512, 70 },
	};
	const char *text = getenv("INGOT_TEST_FLIPS");
	unsigned count = text ? (unsigned)strtoul(text, NULL, 10) : FLIPS_DEFAULT;

	for (size_t i = 0; i < ARRAY_COUNT(shapes); i++) {
		struct sample s = sample_of(shapes[i].hash, shapes[i].data_block_size,
					    shapes[i].hash_block_size, shapes[i].data_blocks);

		build(&s);
		for (unsigned n = 0; n < count / ARRAY_COUNT(shapes); n++) {
			unsigned place = n % (s.shape.level_count + 3);

			if (place < s.shape.level_count)
				CHECK(found_in_level(&s, place));
			else if (place == s.shape.level_count && s.shape.tree > s.shape.start)
				CHECK(found_in_padding(&s));
			else if (place == s.shape.level_count + 1)
				CHECK(found_in_superblock(&s));
			else
				CHECK(found_in_data(&s));
		}
		drop(&s);
	}
}

/* Much that is wrong: counted in full, as ranges, and the same for any number of threads. */
static void test_many_bad_blocks(void)
{
	struct sample s = sample_of(INGOT_HASH_SHA256, 512, 512, 2000);
	struct ingot_verity_report report;

	build(&s);
	memset(&s.data.bytes[512 * 10], 1, 512 * 900);
	s.data.bytes[512 * 1999] ^= 1;
	for (unsigned threads = 1; threads <= 8; threads++) {
		s.tree.thread_count = threads;
		CHECK(ingot_verity_check(&s.tree, &s.root, &report, NULL) == 0);
		CHECK(report.bad[0].total == 901 && report.bad[0].count == 2);
		CHECK(report.bad[0].range[0].first == 10 && report.bad[0].range[0].last == 909);
		CHECK(report.bad[0].range[1].first == 1999 && bad_parts(&report) == 1);
	}
	/* the root hash of something else */
	s.root.bytes[0] ^= 1;
	CHECK(ingot_verity_check(&s.tree, &s.root, &report, NULL) == 0);
	CHECK(report.bad[s.shape.level_count].total == 1 && !report.doubt);
	s.tree.superblock.salt[0] ^= 1;
	CHECK(ingot_verity_check(&s.tree, &s.root, &report, NULL) == 0 && report.doubt);
	drop(&s);
}

static void test_lies_and_failures(void)
{
	struct sample s = sample_of(INGOT_HASH_SHA256, 512, 512, 2000);
	struct ingot_verity_report *report = calloc(1, sizeof(*report));
	struct ingot_fault fault = { 0 };
	struct ingot_digest root;

	build(&s);
	root = s.root;
	report->unproven_count = 77;
	for (uint64_t size = 0; size < s.shape.end; size += 509) {
		s.tree.hash.size = size;
		CHECK(ingot_verity_check(&s.tree, &root, report, &fault) == -EBADMSG);
		CHECK(fault.offset == size);
	}
	s.tree.hash.size = s.hash.size;
	s.tree.data.size--;
	CHECK(ingot_verity_check(&s.tree, &root, report, &fault) == -EBADMSG);
	CHECK(ingot_verity_build(&s.tree, &root) == -EINVAL);
	s.tree.data.size++;
	s.tree.thread_count = 0;
	CHECK(ingot_verity_check(&s.tree, &root, report, NULL) == -EINVAL);
	s.tree.thread_count = 3;
	s.data.fail_at = 777777;
	CHECK(ingot_verity_check(&s.tree, &root, report, NULL) == -EIO);
	CHECK(ingot_verity_build(&s.tree, &root) == -EIO);
	s.data.fail_at = 0;
	root.hash = INGOT_HASH_SHA384;
	CHECK(ingot_verity_check(&s.tree, &root, report, NULL) == -EINVAL);
	CHECK(report->unproven_count == 77);
	s.tree.superblock.hash_block_size = 1000;
	CHECK(ingot_verity_build(&s.tree, &root) == -EINVAL);
	CHECK(memcmp(root.bytes, s.root.bytes, sizeof(root.bytes)) == 0);
	free(report);
	drop(&s);
}

int main(void)
{
	test_cryptsetup_vectors();
	test_threads_and_engines();
	test_flips();
	test_many_bad_blocks();
	test_lies_and_failures();
	return check_result();
}
