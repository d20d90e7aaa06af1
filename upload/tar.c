/* SPDX-License-Identifier: Apache-2.0 */
/* A sparse member of a tar archive in GNU's old format (GNU tar manual, "Basic Tar Format"). */
#include "upload/tar.h"

#include <stdio.h>
#include <string.h>

#include "upload/big_endian.h"

#define BLOCK        INGOT_TAR_BLOCK_SIZE
#define RECORD_SIZE  (20 * BLOCK) /* an archive is whole records, the end filled up with zeros */
#define GIB          ((uint64_t)1 << 30)
#define NUMBER_SIZE  12
#define OCTAL_MAX    077777777777 /* 11 digits and a NUL */

#define MODE_AT      100
#define UID_AT       108
#define GID_AT       116
#define SIZE_AT      124
#define TIME_AT      136
#define CHECKSUM_AT  148
#define TYPE_AT      156
#define MAGIC_AT     257
#define MAP_AT       386
#define MORE_AT      482
#define REAL_AT      483
#define NEXT_MORE_AT (INGOT_TAR_MAP_NEXT * 2 * NUMBER_SIZE)

/**
 * struct map - cursor over the entries of the member's map: its runs, and the end if no run ends
 * there, as GNU tar has it
 * @offset: where the next run is looked for
 * @left:   entries not taken yet
 */
struct map {
	const struct ingot_packing *packing;
	uint64_t offset;
	uint64_t left;
};

void ingot_tar_number(uint64_t number, uint8_t *ret_field)
{
	char octal[NUMBER_SIZE + 12];

	if (number <= OCTAL_MAX) {
		(void)snprintf(octal, sizeof(octal), "%011llo", (unsigned long long)number);
		memcpy(ret_field, octal, NUMBER_SIZE);
		return;
	}
	ingot_big_endian_put(NUMBER_SIZE, number, ret_field);
	ret_field[0] = 0x80;
}

static struct ingot_extent next_entry(struct map *map)
{
	struct ingot_extent run = { map->packing->size, 0 };

	(void)ingot_occupancy_next(map->packing->occupancy, map->offset, &run);
	map->offset = run.offset + run.size;
	map->left--;
	return run;
}

static struct map map_of(const struct ingot_packing *packing)
{
	struct map map = { .packing = packing };
	struct ingot_extent run = { 0 };

	for (; ingot_occupancy_next(packing->occupancy, run.offset + run.size, &run) > 0;)
		map.left++;
	if (run.offset + run.size < packing->size)
		map.left++;
	return map;
}

/* Fill up to @count places from @ret_entries on; returns whether entries are left. */
static bool put_map(struct map *map, unsigned count, uint8_t *ret_entries)
{
	for (unsigned i = 0; i < count && map->left > 0; i++) {
		struct ingot_extent run = next_entry(map);

		ingot_tar_number(run.offset, &ret_entries[i * 2 * NUMBER_SIZE]);
		ingot_tar_number(run.size, &ret_entries[(i * 2 + 1) * NUMBER_SIZE]);
	}
	return map->left > 0;
}

/* The sum of all bytes, those of the sum itself taken for blanks. */
static void put_checksum(uint8_t *header)
{
	unsigned sum = 8 * ' ';

	for (size_t i = 0; i < BLOCK; i++)
		sum += header[i];
	(void)snprintf((char *)&header[CHECKSUM_AT], 7, "%06o", sum);
	header[CHECKSUM_AT + 7] = ' ';
}

static int write_block(struct ingot_packing *packing, const uint8_t *block)
{
	return ingot_gzip_write(packing->gzip, (struct ingot_bytes){ block, BLOCK });
}

static int begin(struct ingot_packing *packing)
{
	struct map map = map_of(packing);
	uint8_t block[BLOCK] = "disk.raw";
	bool more;
	int r = ingot_gzip_new(packing->sink, packing->thread_count, &packing->gzip);

	memcpy(&block[MODE_AT], "0000644", 7);
	memcpy(&block[UID_AT], "0000000", 7);
	memcpy(&block[GID_AT], "0000000", 7);
	ingot_tar_number(packing->occupancy->data_size, &block[SIZE_AT]);
	ingot_tar_number(0, &block[TIME_AT]);
	block[TYPE_AT] = 'S';
	memcpy(&block[MAGIC_AT], "ustar  ", 7);
	more = put_map(&map, INGOT_TAR_MAP_FIRST, &block[MAP_AT]);
	block[MORE_AT] = more;
	ingot_tar_number(packing->size, &block[REAL_AT]);
	put_checksum(block);
	if (r == 0)
		r = write_block(packing, block);
	while (r == 0 && more) {
		memset(block, 0, BLOCK);
		more = put_map(&map, INGOT_TAR_MAP_NEXT, block);
		block[NEXT_MORE_AT] = more;
		r = write_block(packing, block);
	}
	return r;
}

static int data(struct ingot_packing *packing, uint64_t offset, struct ingot_bytes units)
{
	uint64_t left = packing->occupancy->size - offset;

	/* the image may end within its last unit */
	if (units.size > left)
		units.size = left;
	return ingot_gzip_write(packing->gzip, units);
}

static int end(struct ingot_packing *packing, const struct ingot_digest *content)
{
	static const uint8_t zeros[BLOCK];
	int r;

	(void)content;
	/* two blocks of zeros end an archive; data is whole blocks already */
	r = write_block(packing, zeros);
	if (r == 0)
		r = write_block(packing, zeros);
	while (r == 0 && ingot_gzip_size(packing->gzip) % RECORD_SIZE != 0)
		r = write_block(packing, zeros);
	return r == 0 ? ingot_gzip_end(packing->gzip) : r;
}

const struct ingot_format ingot_format_tar = {
	.name = "tar.gz",
	.size_unit = GIB,
	.size_max = INGOT_OCCUPANCY_SIZE_MAX,
	.begin = begin,
	.data = data,
	.end = end,
};
