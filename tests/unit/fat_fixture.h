/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_FAT_FIXTURE_H
#define INGOT_TESTS_UNIT_FAT_FIXTURE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

/* The smallest FAT32 volume, made in memory, for tests that then break it: clusters of one sector,
 * two tables. */

#define FAT_SECTOR         512
#define FAT_RESERVED       32
#define FAT_CLUSTERS       65525
#define FAT_TABLE_SECTORS  512
#define FAT_TOTAL_SECTORS  (FAT_RESERVED + 2 * FAT_TABLE_SECTORS + FAT_CLUSTERS)
#define FAT_VOLUME_SIZE    ((size_t)FAT_TOTAL_SECTORS * FAT_SECTOR)
#define FAT_TABLE_AT(n)    (FAT_RESERVED * FAT_SECTOR + 4 * (size_t)(n))
#define FAT_CLUSTER_AT(n)  (((size_t)FAT_RESERVED + 2 * FAT_TABLE_SECTORS + (n) - 2) * FAT_SECTOR)
#define FAT_END            0x0fffffff
#define FAT_ROOT           2
#define FAT_ATTR_DIRECTORY 0x10
#define FAT_ATTR_FILE      0x20

static inline void fat_put(uint8_t *at, unsigned width, uint32_t value)
{
	for (unsigned i = 0; i < width; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static inline void fat_boot_sector(uint8_t *volume)
{
	memcpy(volume, "\xeb\x58\x90mkfs.fat", 11);
	fat_put(&volume[11], 2, FAT_SECTOR);
	volume[13] = 1;
	fat_put(&volume[14], 2, FAT_RESERVED);
	volume[16] = 2;
	volume[21] = 0xf8;
	fat_put(&volume[32], 4, FAT_TOTAL_SECTORS);
	fat_put(&volume[36], 4, FAT_TABLE_SECTORS);
	fat_put(&volume[44], 4, FAT_ROOT);
	fat_put(&volume[510], 2, 0xaa55);
}

static inline void fat_link(uint8_t *volume, uint32_t cluster, uint32_t next)
{
	fat_put(&volume[FAT_TABLE_AT(cluster)], 4, next);
}

/* A volume with an empty root directory; free() it. */
static inline uint8_t *fat_make(void)
{
	uint8_t *volume = calloc(1, FAT_VOLUME_SIZE);

	if (!volume)
		abort();
	fat_boot_sector(volume);
	fat_link(volume, 0, 0x0ffffff8);
	fat_link(volume, 1, FAT_END);
	fat_link(volume, FAT_ROOT, FAT_END);
	return volume;
}

/* A short entry; @name is eleven characters, padded with spaces. */
static inline void fat_short(uint8_t *entry, const char *name, uint8_t attributes, uint32_t cluster,
			     uint32_t size)
{
	memcpy(entry, name, 11);
	entry[11] = attributes;
	fat_put(&entry[20], 2, cluster >> 16);
	fat_put(&entry[26], 2, cluster & 0xffff);
	fat_put(&entry[28], 4, size);
}

static inline uint8_t fat_checksum(const char *name)
{
	uint8_t sum = 0;

	for (int i = 0; i < 11; i++)
		sum = (uint8_t)(((sum & 1) << 7) + (sum >> 1) + (uint8_t)name[i]);
	return sum;
}

/* The long entries in front of short name @name; returns how many bytes they are. */
static inline size_t fat_long(uint8_t *entries, const char *name, const char *long_name)
{
	static const uint8_t places[13] = { 1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30 };
	size_t length = strlen(long_name);
	size_t count = (length + 12) / 13;

	for (size_t piece = 0; piece < count; piece++) {
		uint8_t *entry = &entries[(count - 1 - piece) * 32];

		memset(entry, 0, 32);
		entry[0] = (uint8_t)((piece + 1) | (piece + 1 == count ? 0x40 : 0));
		entry[11] = 0x0f;
		entry[13] = fat_checksum(name);
		for (size_t i = 0; i < 13; i++) {
			size_t at = piece * 13 + i;

			fat_put(&entry[places[i]], 2,
				at < length    ? (uint8_t)long_name[at]
				: at == length ? 0
					       : 0xffff);
		}
	}
	return count * 32;
}

#endif
