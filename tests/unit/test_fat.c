/* SPDX-License-Identifier: Apache-2.0 */
/* FAT32: geometry broken one field at a time, chains that are scattered, too short, too long, or
 * loops. */
#include <errno.h>

#include "check.h"
#include "disk/fat.h"
#include "fat_fixture.h"

static struct ingot_bytes bytes_of(const uint8_t *volume)
{
	return (struct ingot_bytes){ volume, FAT_VOLUME_SIZE };
}

static void test_geometry(void)
{
	static const struct {
		size_t at;
		unsigned width;
		uint32_t value;
		int want;
	} lies[] = {
		{ 0, 1, 0xeb, 0 },
		{ 510, 2, 0, -EBADMSG },
		{ 11, 2, 0, -EBADMSG }, /* sector size */
		{ 11, 2, 256, -EBADMSG },
		{ 11, 2, 513, -EBADMSG },
		{ 11, 2, 8192, -EBADMSG },
		{ 11, 2, 4096, -EBADMSG }, /* then the volume is too large */
		{ 13, 1, 0, -EBADMSG },    /* sectors per cluster */
		{ 13, 1, 3, -EBADMSG },
		{ 13, 1, 2, -ENOTSUP }, /* then there are too few clusters */
		{ 14, 2, 0, -EBADMSG }, /* reserved sectors */
		{ 14, 2, 0xffff, -ENOTSUP },
		{ 14, 2, 33, -ENOTSUP }, /* one cluster fewer than FAT32 has */
		{ 16, 1, 0, -EBADMSG },  /* tables */
		{ 16, 1, 3, -EBADMSG },
		{ 17, 2, 512, -ENOTSUP }, /* root entries: FAT16 */
		{ 19, 2, 100, -EBADMSG }, /* 16-bit sector count */
		{ 22, 2, 100, -ENOTSUP }, /* 16-bit table size: FAT16 */
		{ 32, 4, FAT_TOTAL_SECTORS + 1, -EBADMSG },
		{ 32, 4, UINT32_MAX, -EBADMSG },
		{ 32, 4, 10, -EBADMSG },
		{ 36, 4, 0, -EBADMSG }, /* table size */
		{ 36, 4, 511, -EBADMSG },
		{ 36, 4, UINT32_MAX, -EBADMSG },
		{ 40, 2, 0x80, -ENOTSUP }, /* tables not mirrored */
		{ 42, 2, 1, -ENOTSUP },    /* version */
		{ 44, 4, 0, -EBADMSG },    /* root directory */
		{ 44, 4, 1, -EBADMSG },
		{ 44, 4, FAT_CLUSTERS + 2, -EBADMSG },
		{ 44, 4, FAT_CLUSTERS + 1, 0 },
	};
	uint8_t *volume = fat_make();

	for (size_t i = 0; i < ARRAY_COUNT(lies); i++) {
		struct ingot_fat fat = { .cluster_size = 77 };
		struct ingot_fault fault = { 0 };

		fat_put(&volume[lies[i].at], lies[i].width, lies[i].value);
		if (!CHECK(ingot_fat_open(bytes_of(volume), &fat, &fault) == lies[i].want))
			fprintf(stderr, "lie %zu at %zu\n", i, lies[i].at);
		CHECK(lies[i].want ? fat.cluster_size == 77 && fault.rule
				   : fat.cluster_size == 512);
		memset(volume, 0, FAT_SECTOR);
		fat_boot_sector(volume);
	}
	free(volume);
}

static void test_cut(void)
{
	uint8_t *volume = fat_make();

	for (size_t size = 0; size < 2048; size++) {
		uint8_t *copy = malloc(size ? size : 1);
		struct ingot_fat fat;

		if (!copy)
			abort();
		memcpy(copy, volume, size);
		CHECK(ingot_fat_open((struct ingot_bytes){ copy, size }, &fat, NULL) == -EBADMSG);
		free(copy);
	}
	for (size_t cut = 1; cut < 64; cut++) {
		struct ingot_fat fat;

		CHECK(ingot_fat_open((struct ingot_bytes){ volume, FAT_VOLUME_SIZE - cut }, &fat,
				     NULL) == -EBADMSG);
	}
	free(volume);
}

/* Chains: up to five links from cluster 10, ended by 0, and what reading @size bytes gives. */
static void test_chains(void)
{
	static const struct {
		uint32_t links[6];
		uint32_t first;
		uint64_t size;
		unsigned runs;
		int want;
	} chains[] = {
		{ { 0 }, 0, 0, 0, 0 },
		{ { 0 }, 10, 0, 0, -EBADMSG }, /* an empty file has no clusters */
		{ { 0 }, 0, 1, 0, -EBADMSG },  /* and another one has */
		{ { FAT_END }, 10, 1, 1, 0 },
		{ { FAT_END }, 10, 512, 1, 0 },
		{ { 0xf0000000 | FAT_END }, 10, 512, 1, 0 }, /* the upper four bits do not count */
		{ { FAT_END }, 10, 513, 0, -EBADMSG },       /* too short */
		{ { 11, FAT_END }, 10, 512, 0, -EBADMSG },   /* too long */
		{ { 11, FAT_END }, 10, 513, 1, 0 },
		{ { 11, 12, FAT_END }, 10, 1536, 1, 0 },
		{ { 12, FAT_END, 11 }, 10, 1500, 3, 0 }, /* scattered */
		{ { 10 }, 10, 512, 0, -EBADMSG },        /* loops */
		{ { 10 }, 10, 1 << 20, 0, -EBADMSG },
		{ { 11, 10 }, 10, 1 << 20, 0, -EBADMSG },
		{ { 11, 0 }, 10, 1024, 0, -EBADMSG }, /* into a free cluster, a bad one, nowhere */
		{ { 11, 1 }, 10, 1024, 0, -EBADMSG },
		{ { 0x0ffffff7 }, 10, 1024, 0, -EBADMSG },
		{ { FAT_CLUSTERS + 2 }, 10, 1024, 0, -EBADMSG },
		{ { 0 }, FAT_CLUSTERS + 2, 1, 0, -EBADMSG },
		{ { 0 }, UINT32_MAX, 1, 0, -EBADMSG },
		{ { 0 }, 1, 1, 0, -EBADMSG },
		{ { 11, 12, 13, 14, FAT_END }, 10, UINT64_MAX, 0, -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_COUNT(chains); i++) {
		uint8_t *volume = fat_make();
		struct ingot_fat_chain chain;
		struct ingot_fat fat;
		struct ingot_bytes run;
		uint64_t size = 0;
		unsigned runs = 0;
		int r;

		for (uint32_t j = 0; j < ARRAY_COUNT(chains[i].links); j++)
			fat_link(volume, 10 + j, chains[i].links[j]);
		CHECK(ingot_fat_open(bytes_of(volume), &fat, NULL) == 0);
		r = ingot_fat_chain_start(&fat, chains[i].first, chains[i].size, &chain);
		while (r == 0 && (r = ingot_fat_chain_next(&chain, &run)) > 0) {
			r = 0;
			runs++;
			size += run.size;
			if (chain.left == 0)
				break;
		}
		if (!CHECK(r == chains[i].want))
			fprintf(stderr, "chain %zu\n", i);
		CHECK(r < 0 || (runs == chains[i].runs && size == chains[i].size));
		free(volume);
	}
}

static void test_read(void)
{
	uint8_t *volume = fat_make();
	uint8_t *copy = NULL;
	struct ingot_bytes content = { 0 };
	struct ingot_fat fat;

	memset(&volume[FAT_CLUSTER_AT(10)], 'a', 512);
	memset(&volume[FAT_CLUSTER_AT(11)], 'b', 512);
	memset(&volume[FAT_CLUSTER_AT(12)], 'c', 512);
	CHECK(ingot_fat_open(bytes_of(volume), &fat, NULL) == 0);
	fat_link(volume, 10, 11);
	fat_link(volume, 11, FAT_END);
	CHECK(ingot_fat_read(&fat, 10, 1000, 0, &copy, &content) == 0);
	CHECK(!copy && content.data == &volume[FAT_CLUSTER_AT(10)] && content.size == 1000);
	fat_link(volume, 10, 12);
	fat_link(volume, 12, FAT_END);
	CHECK(ingot_fat_read(&fat, 10, 1000, 999, &copy, &content) == -EFBIG && !copy);
	CHECK(ingot_fat_read(&fat, 10, 1000, 1000, &copy, &content) == 0);
	CHECK(copy && content.size == 1000);
	CHECK(content.data[0] == 'a' && content.data[511] == 'a' && content.data[512] == 'c' &&
	      content.data[999] == 'c');
	free(copy);
	copy = NULL;
	fat_link(volume, 12, 10); /* a loop behind the last byte */
	CHECK(ingot_fat_read(&fat, 10, 1000, 1000, &copy, &content) == -EBADMSG && !copy);
	CHECK(ingot_fat_read(&fat, 0, 0, 0, &copy, &content) == 0 && content.size == 0);
	free(volume);
}

int main(void)
{
	test_geometry();
	test_cut();
	test_chains();
	test_read();
	return check_result();
}
