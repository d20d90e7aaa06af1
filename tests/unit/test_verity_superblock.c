/* SPDX-License-Identifier: Apache-2.0 */
/* The verity superblock: one that veritysetup wrote, lies, truncation; and the shapes of trees. */
#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "check.h"
#include "verity/shape.h"

/*
 * veritysetup 2.7.5: format --uuid=a60c98d2-ae9b-4865-bfcb-b4e3ace11033 --salt=dadada
 * --data-block-size=1024 --hash-block-size=512 over 131072 bytes; the rest of the 512 is zeros.
 */
static const char dumped[] = "7665726974790000"
			     "01000000"
			     "01000000"
			     "a60c98d2ae9b4865bfcbb4e3ace11033"
			     "7368613235360000000000000000000000000000000000000000000000000000"
			     "00040000"
			     "00020000"
			     "8000000000000000"
			     "0300"
			     "000000000000"
			     "dadada";

static void make(uint8_t bytes[INGOT_VERITY_SUPERBLOCK_SIZE])
{
	memset(bytes, 0, INGOT_VERITY_SUPERBLOCK_SIZE);
	CHECK(ingot_hex_decode(ingot_bytes_of_text(dumped), strlen(dumped) / 2, bytes) == 0);
}

static int read_bytes(const uint8_t *bytes, size_t size, struct ingot_verity_superblock *superblock,
		      struct ingot_fault *fault)
{
	return ingot_verity_superblock_read((struct ingot_bytes){ bytes, size }, superblock, fault);
}

static void test_read_and_write(void)
{
	struct ingot_verity_superblock superblock;
	uint8_t bytes[INGOT_VERITY_SUPERBLOCK_SIZE];
	uint8_t again[INGOT_VERITY_SUPERBLOCK_SIZE];
	char uuid[INGOT_GUID_TEXT_SIZE];

	make(bytes);
	CHECK(read_bytes(bytes, sizeof(bytes), &superblock, NULL) == 0);
	ingot_guid_text(&superblock.uuid, uuid);
	CHECK_TEXT(uuid, "a60c98d2-ae9b-4865-bfcb-b4e3ace11033");
	CHECK(superblock.hash == INGOT_HASH_SHA256);
	CHECK(superblock.data_block_size == 1024 && superblock.hash_block_size == 512);
	CHECK(superblock.data_blocks == 128);
	CHECK(superblock.salt_size == 3 && memcmp(superblock.salt, "\xda\xda\xda", 4) == 0);
	ingot_verity_superblock_write(&superblock, again);
	CHECK(memcmp(bytes, again, sizeof(bytes)) == 0);
}

static void test_truncation(void)
{
	struct ingot_verity_superblock superblock = { .data_blocks = 77 };
	uint8_t bytes[INGOT_VERITY_SUPERBLOCK_SIZE];

	make(bytes);
	for (size_t size = 0; size < sizeof(bytes); size++)
		CHECK(read_bytes(bytes, size, &superblock, NULL) == -EBADMSG);
	CHECK(superblock.data_blocks == 77);
}

static void test_lies(void)
{
	static const struct {
		size_t at;
		const char *bytes;
		int want;
		uint64_t offset;
	} lies[] = {
		{ 0, "56", -EBADMSG, 0 },
		{ 7, "01", -EBADMSG, 0 },
		{ 8, "02", -EBADMSG, 8 },
		{ 12, "00", -ENOTSUP, 12 },
		{ 12, "02", -EBADMSG, 12 },
		{ 32, "73686132", 0, 0 },
		{ 32, "53", -ENOTSUP, 32 },
		{ 37, "37", -ENOTSUP, 32 },
		{ 63, "01", -EBADMSG, 32 },
		{ 64, "01", -EBADMSG, 64 },
		{ 64, "00010000", -EBADMSG, 64 },
		{ 64, "00001000", -EBADMSG, 64 },
		{ 68, "00000000", -EBADMSG, 68 },
		{ 68, "00030000", -EBADMSG, 68 },
		{ 72, "0000000000000000", -EBADMSG, 72 },
		{ 72, "ffffffffffffff7f", -EBADMSG, 72 },
		{ 80, "0101", -EBADMSG, 80 },
		{ 80, "0400", 0, 0 },
		{ 80, "0200", -EBADMSG, 90 },
		{ 82, "01", -EBADMSG, 82 },
		{ 87, "80", -EBADMSG, 82 },
		{ 343, "01", -EBADMSG, 91 },
		{ 511, "80", -EBADMSG, 91 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(lies); i++) {
		struct ingot_verity_superblock superblock = { .data_blocks = 77 };
		struct ingot_fault fault = { 0 };
		uint8_t bytes[INGOT_VERITY_SUPERBLOCK_SIZE];

		make(bytes);
		CHECK(ingot_hex_decode(ingot_bytes_of_text(lies[i].bytes),
				       strlen(lies[i].bytes) / 2, &bytes[lies[i].at]) == 0);
		if (!CHECK(read_bytes(bytes, sizeof(bytes), &superblock, &fault) == lies[i].want))
			fprintf(stderr, "lie %zu\n", i);
		CHECK(fault.offset == lies[i].offset);
		CHECK(lies[i].want == 0 || (fault.rule && superblock.data_blocks == 77));
	}
}

/* Positions as `veritysetup format` 2.7.5 has them: its files' sizes are @end. */
static void test_shapes(void)
{
	static const struct {
		enum ingot_hash hash;
		uint32_t hash_block_size;
		uint64_t data_blocks;
		uint64_t offset;
		unsigned level_count;
		uint64_t tree;
		uint64_t end;
	} shapes[] = {
		{ INGOT_HASH_SHA256, 4096, 1, 0, 0, 4096, 4096 },
		{ INGOT_HASH_SHA256, 512, 1, 0, 0, 512, 512 },
		{ INGOT_HASH_SHA256, 65536, 1, 0, 0, 4096, 4096 },
		{ INGOT_HASH_SHA256, 4096, 2, 0, 1, 4096, 8192 },
		{ INGOT_HASH_SHA256, 4096, 128, 0, 1, 4096, 8192 },
		{ INGOT_HASH_SHA256, 4096, 129, 0, 2, 4096, 16384 },
		{ INGOT_HASH_SHA256, 4096, 16384, 0, 2, 4096, 532480 },
		{ INGOT_HASH_SHA256, 4096, 16385, 0, 3, 4096, 544768 },
		{ INGOT_HASH_SHA256, 512, 17, 512, 2, 1024, 2560 },
		{ INGOT_HASH_SHA384, 512, 8, 0, 1, 512, 1024 },
		{ INGOT_HASH_SHA384, 512, 9, 0, 2, 512, 2048 },
		{ INGOT_HASH_SHA1, 1024, 32, 0, 1, 1024, 2048 },
		{ INGOT_HASH_SHA256, 4096, 2, 3584, 1, 4096, 8192 },
		{ INGOT_HASH_SHA256, 4096, 2, 4096, 1, 8192, 12288 },
	};
	struct ingot_verity_superblock superblock = { .data_block_size = 512 };
	struct ingot_verity_shape shape = { .end = 77 };

	for (size_t i = 0; i < ARRAY_COUNT(shapes); i++) {
		superblock.hash = shapes[i].hash;
		superblock.hash_block_size = shapes[i].hash_block_size;
		superblock.data_blocks = shapes[i].data_blocks;
		CHECK(ingot_verity_shape_of(&superblock, shapes[i].offset, &shape) == 0);
		CHECK(shape.level_count == shapes[i].level_count);
		if (!CHECK(shape.tree == shapes[i].tree && shape.end == shapes[i].end))
			fprintf(stderr, "shape %zu\n", i);
	}
	shape.end = 77;
	superblock.hash_block_size = 4096;
	CHECK(ingot_verity_shape_of(&superblock, 100, &shape) == -EINVAL);
	superblock.data_blocks = 0;
	CHECK(ingot_verity_shape_of(&superblock, 0, &shape) == -EINVAL);
	/* the largest there may be, over the smallest blocks */
	superblock = (struct ingot_verity_superblock){ .hash = INGOT_HASH_SHA512,
						       .data_block_size = 512,
						       .hash_block_size = 512,
						       .data_blocks = INT64_MAX / 512 };
	CHECK(shape.end == 77);
	CHECK(ingot_verity_shape_of(&superblock, 0, &shape) == 0 && shape.level_count == 18);
	superblock.hash_block_size = 524288;
	superblock.data_blocks = 1;
	CHECK(ingot_verity_shape_of(&superblock, INT64_MAX / 512 * 512, &shape) == -EINVAL);
}

int main(void)
{
	test_read_and_write();
	test_truncation();
	test_lies();
	test_shapes();
	return check_result();
}
