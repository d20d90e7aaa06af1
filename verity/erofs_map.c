/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of compressed files of erofs (Linux, fs/erofs/zmap.c). */
#include "verity/erofs_map.h"

#include <errno.h>

#define HEADER_SIZE      8
#define FULL_GAP         8 /* between header and entries of eight bytes */
#define FULL_SIZE        8
#define ADVISE_SMALL     0x0001
#define ADVISE_BIG_1     0x0002
#define ADVISE_BIG_2     0x0004
#define ADVISE_REST      (0x0008 | 0x0020)
#define CLUSTER_BITS     0x07
#define IS_FRAGMENT      0x80
#define CLUSTER_BITS_MAX 14
#define SMALL_BITS_MAX   12
#define COUNT_FLAG       0x0800 /* the entry behind a head says how many blocks that has */
#define LOW_BITS_MIN     12

enum kind { KIND_PLAIN, KIND_HEAD_1, KIND_NONE, KIND_HEAD_2 };

/**
 * struct entry - one entry, whatever its form
 * @low:   for a head, where in the cluster its content begins; else how far it is to the head, or
 *         how many blocks that has
 * @block: for a head, its first block
 */
struct entry {
	enum kind kind;
	uint32_t low;
	uint32_t block;
};

/**
 * struct pack - some packed entries, and the block that they count from
 * @count: entries, @bits each
 */
struct pack {
	struct ingot_bytes bytes;
	unsigned count;
	unsigned bits;
	unsigned low_bits;
};

int ingot_erofs_map_open(struct ingot_bytes volume, unsigned block_bits,
			 const struct ingot_erofs_file *file, struct ingot_erofs_map *ret_map)
{
	struct ingot_erofs_map map = { .volume = volume,
				       .block_bits = block_bits,
				       .size = file->size };
	uint64_t header = (file->end + 7) / 8 * 8;
	struct ingot_bytes rest;
	uint16_t advise;
	uint8_t cluster_bits;

	if (ingot_bytes_slice(volume, header, HEADER_SIZE, &rest) < 0 ||
	    ingot_bytes_skip(&rest, 4) < 0 || ingot_bytes_take_le16(&rest, &advise) < 0 ||
	    ingot_bytes_skip(&rest, 1) < 0 || ingot_bytes_take_u8(&rest, &cluster_bits) < 0)
		return -EBADMSG;
	map.cluster_bits = block_bits + (cluster_bits & CLUSTER_BITS);
	map.is_packed = file->is_packed;
	if ((cluster_bits & IS_FRAGMENT) || (map.is_packed && map.cluster_bits > CLUSTER_BITS_MAX))
		return -ENOTSUP;
	map.start = header + HEADER_SIZE + (map.is_packed ? 0 : FULL_GAP);
	map.count = file->size >> map.cluster_bits;
	if (file->size & (((uint64_t)1 << map.cluster_bits) - 1))
		map.count++;
	map.is_big[0] = advise & ADVISE_BIG_1;
	map.is_big[1] = advise & ADVISE_BIG_2;
	map.has_rest = advise & ADVISE_REST;
	/* four bytes each up to where packs of 32 bytes are aligned */
	map.first_count = (32 - map.start % 32) / 4 % 8;
	if ((advise & ADVISE_SMALL) && map.first_count < map.count) {
		if (map.cluster_bits > SMALL_BITS_MAX)
			return -ENOTSUP;
		map.small_count = (map.count - map.first_count) / 16 * 16;
	}
	*ret_map = map;
	return 0;
}

static int read_full(const struct ingot_erofs_map *map, uint64_t number, struct entry *entry)
{
	struct ingot_bytes rest;
	uint16_t advise;
	uint16_t offset;
	uint32_t value;

	if (ingot_bytes_slice(map->volume, map->start + number * FULL_SIZE, FULL_SIZE, &rest) < 0 ||
	    ingot_bytes_take_le16(&rest, &advise) < 0 ||
	    ingot_bytes_take_le16(&rest, &offset) < 0 || ingot_bytes_take_le32(&rest, &value) < 0)
		return -EBADMSG;
	entry->kind = (enum kind)(advise & 3);
	entry->low = entry->kind == KIND_NONE ? value & 0xffff : offset;
	entry->block = value;
	return 0;
}

static int read_bits(const struct pack *pack, unsigned index, struct entry *entry)
{
	unsigned bit = index * pack->bits;
	struct ingot_bytes rest = pack->bytes;
	uint32_t value;

	/* a pack ends in four bytes that are not entries: four can always be read */
	if (ingot_bytes_skip(&rest, bit / 8) < 0 || ingot_bytes_take_le32(&rest, &value) < 0)
		return -EBADMSG;
	value >>= bit % 8;
	entry->low = value & ((1u << pack->low_bits) - 1);
	entry->kind = (enum kind)(value >> pack->low_bits & 3);
	return 0;
}

/* Blocks that the entries in front of @index in its pack have, if heads have one each. */
static int count_single(const struct pack *pack, int index, uint32_t *ret_blocks)
{
	struct entry before;
	uint32_t blocks = 1;

	while (index > 0) {
		if (read_bits(pack, (unsigned)--index, &before) < 0)
			return -EBADMSG;
		if (before.kind == KIND_NONE)
			index -= (int)before.low;
		if (index >= 0)
			blocks++;
	}
	*ret_blocks = blocks;
	return 0;
}

/* The same if heads may have more. */
static int count_big(const struct pack *pack, int index, uint32_t *ret_blocks)
{
	struct entry before;
	uint32_t blocks = 0;

	while (index > 0) {
		if (read_bits(pack, (unsigned)--index, &before) < 0)
			return -EBADMSG;
		if (before.kind != KIND_NONE) {
			blocks++;
		} else if (before.low & COUNT_FLAG) {
			blocks += before.low & ~(uint32_t)COUNT_FLAG;
			index--;
		} else if (before.low < 2) {
			return -EBADMSG;
		} else {
			index -= (int)before.low - 2;
		}
	}
	*ret_blocks = blocks;
	return 0;
}

static int read_packed(const struct ingot_erofs_map *map, uint64_t number, struct entry *entry)
{
	struct pack pack = { .count = 2, .low_bits = map->cluster_bits };
	uint64_t offset = map->start;
	unsigned entry_size = 4;
	uint64_t pack_size;
	struct ingot_bytes tail;
	unsigned index;
	uint32_t blocks;
	int r;

	if (pack.low_bits < LOW_BITS_MIN)
		pack.low_bits = LOW_BITS_MIN;
	if (number < map->first_count) {
		offset += number * 4;
	} else if (number - map->first_count < map->small_count) {
		offset += map->first_count * 4 + (number - map->first_count) * 2;
		entry_size = 2;
		pack.count = 16;
	} else {
		offset += map->small_count * 2 + (number - map->small_count) * 4;
	}
	pack_size = pack.count * entry_size;
	pack.bits = (unsigned)(pack_size - 4) * 8 / pack.count;
	index = (unsigned)(offset % pack_size / entry_size);
	if (ingot_bytes_slice(map->volume, offset - offset % pack_size, pack_size, &pack.bytes) <
		    0 ||
	    read_bits(&pack, index, entry) < 0)
		return -EBADMSG;
	if (entry->kind == KIND_NONE)
		return 0;
	r = map->is_big[0] ? count_big(&pack, (int)index, &blocks)
			   : count_single(&pack, (int)index, &blocks);
	tail = pack.bytes;
	if (r < 0 || ingot_bytes_skip(&tail, pack_size - 4) < 0 ||
	    ingot_bytes_take_le32(&tail, &entry->block) < 0)
		return -EBADMSG;
	entry->block += blocks;
	return 0;
}

static int read_entry(const struct ingot_erofs_map *map, uint64_t number, struct entry *entry)
{
	return map->is_packed ? read_packed(map, number, entry) : read_full(map, number, entry);
}

/* Blocks of compressed data: said by the entry behind that of its head. */
static int count_blocks(const struct ingot_erofs_map *map, const struct entry *head,
			uint64_t number, uint32_t *ret_count)
{
	bool is_big = head->kind == KIND_HEAD_1   ? map->is_big[0]
		      : head->kind == KIND_HEAD_2 ? map->is_big[1]
						  : false;
	struct entry next;

	*ret_count = 1;
	if (!is_big || number + 1 >= map->count)
		return 0;
	if (read_entry(map, number + 1, &next) < 0)
		return -EBADMSG;
	if (next.kind == KIND_NONE && (next.low & COUNT_FLAG))
		*ret_count = next.low & ~(uint32_t)COUNT_FLAG;
	return 0;
}

int ingot_erofs_map_next(struct ingot_erofs_map *map, struct ingot_erofs_data *ret_data)
{
	uint64_t number = map->at;
	struct entry entry;
	uint32_t count;

	if (number >= map->count)
		return 0;
	if (read_entry(map, number, &entry) < 0)
		return -EBADMSG;
	map->at++;
	/* a head at the very end only says where that is */
	if (entry.kind == KIND_NONE || (number << map->cluster_bits) + entry.low >= map->size)
		return 2;
	if (count_blocks(map, &entry, number, &count) < 0)
		return -EBADMSG;
	*ret_data = (struct ingot_erofs_data){
		.content = (number << map->cluster_bits) + entry.low,
		.offset = (uint64_t)entry.block << map->block_bits,
		.size = (uint64_t)count << map->block_bits,
	};
	return 1;
}
