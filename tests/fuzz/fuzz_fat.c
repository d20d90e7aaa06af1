/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: FAT32. A volume has to be large, so the input is laid over a sound empty one: its
 * first 512 bytes over the boot sector, the next 512 over the allocation table, the rest over the
 * clusters from the root directory on. What does not get that far is left as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "disk/fat_directory.h"
#include "tests/unit/fat_fixture.h"

#define DEPTH_MAX     4
#define ENTRY_MAX     2000
#define OVERLAY_MAX   ((size_t)65536)
#define COPY_SIZE_MAX ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_file(const struct ingot_fat *fat, const struct ingot_fat_entry *entry)
{
	struct ingot_bytes content;
	uint8_t *copy = NULL;

	if (ingot_fat_read(fat, entry->first_cluster, entry->size, COPY_SIZE_MAX, &copy, &content) <
	    0)
		return;
	if (content.size != entry->size)
		abort();
	free(copy);
}

static void walk(const struct ingot_fat *fat, const struct ingot_fat_entry *entry, unsigned depth,
		 unsigned *left)
{
	struct ingot_fat_directory directory;
	struct ingot_fat_entry next;

	if (ingot_fat_directory_open(fat, entry, &directory) < 0)
		return;
	while (*left > 0 && ingot_fat_directory_next(&directory, &next) > 0) {
		(*left)--;
		if (!next.directory)
			read_file(fat, &next);
		else if (depth < DEPTH_MAX)
			walk(fat, &next, depth + 1, left);
	}
}

static void lay_over(uint8_t *at, struct ingot_bytes *rest, size_t size)
{
	struct ingot_bytes part;

	if (size > rest->size)
		size = rest->size;
	if (size > 0 && ingot_bytes_take(rest, size, &part) == 0)
		memcpy(at, part.data, part.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t *volume;
	struct ingot_bytes rest = { data, size };
	struct ingot_fat_entry entry;
	struct ingot_fat fat;
	unsigned left = ENTRY_MAX;

	if (!volume)
		volume = fat_make();
	memset(&volume[FAT_TABLE_AT(0)], 0, FAT_SECTOR);
	memset(&volume[FAT_CLUSTER_AT(FAT_ROOT)], 0, OVERLAY_MAX);
	fat_boot_sector(volume);
	fat_link(volume, FAT_ROOT, FAT_END);
	lay_over(volume, &rest, FAT_SECTOR);
	lay_over(&volume[FAT_TABLE_AT(0)], &rest, FAT_SECTOR);
	lay_over(&volume[FAT_CLUSTER_AT(FAT_ROOT)], &rest, OVERLAY_MAX);
	if (ingot_fat_open((struct ingot_bytes){ volume, FAT_VOLUME_SIZE }, &fat, NULL) < 0)
		return 0;
	entry = ingot_fat_root(&fat);
	walk(&fat, &entry, 0, &left);
	(void)ingot_fat_find(&fat, "EFI/BOOT/BOOTX64.EFI", &entry);
	return 0;
}
