/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a FAT32 volume is consistent as a whole (Microsoft FAT specification, 2005). */
#include "disk/fat_check.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "disk/fat_directory.h"

#define DEPTH_MAX        16
#define ENTRY_MAX        65536
#define BOOT_SECTOR_SIZE 512
#define CLUSTER_FIRST    2
#define TABLE_ENTRY_SIZE 4
#define TABLE_ENTRY_MASK 0x0fffffff
#define BAD_CLUSTER      0x0ffffff7
#define NO_BACKUP        0xffff

/**
 * struct check - a volume being checked
 * @used:        one bit for each cluster that a file or directory has
 * @used_count:  how many are set
 * @entry_count: entries of all directories so far
 * @tables_offset: where the first of @table_count allocation tables is
 * @backup_offset: where the boot sector's backup is; 0: there is none
 */
struct check {
	const struct ingot_fat *fat;
	struct ingot_fault *fault;
	uint8_t *used;
	uint32_t used_count;
	unsigned entry_count;
	uint64_t tables_offset;
	uint8_t table_count;
	uint64_t backup_offset;
};

static uint64_t offset_of(const struct check *check, uint32_t cluster)
{
	return check->tables_offset + check->table_count * check->fat->table.size +
	       (uint64_t)(cluster - CLUSTER_FIRST) * check->fat->cluster_size;
}

static int mark(struct check *check, uint32_t cluster)
{
	uint32_t index = cluster - CLUSTER_FIRST;
	uint8_t bit = (uint8_t)(1 << index % 8);

	if (check->used[index / 8] & bit)
		return ingot_fault_at(check->fault, offset_of(check, cluster),
				      "a cluster belongs to two files, or twice to one");
	check->used[index / 8] |= bit;
	check->used_count++;
	return 0;
}

/* Marks a chain; its clusters are @wanted, or if that is 0, however many. */
static int mark_chain(struct check *check, uint32_t first, uint64_t wanted)
{
	struct ingot_bytes content;
	uint32_t cluster = first;
	uint64_t count = 0;
	int r = 1;

	if (ingot_fat_cluster(check->fat, first, &content) < 0)
		return ingot_fault_at(check->fault, 0, "a file begins outside the volume");
	while (r > 0) {
		r = mark(check, cluster);
		if (r < 0)
			return r;
		count++;
		r = ingot_fat_follow(check->fat, cluster, &cluster);
	}
	if (r < 0 || (wanted > 0 && count != wanted))
		return ingot_fault_at(check->fault, offset_of(check, first),
				      "the clusters of a file do not fit its size");
	return 0;
}

static int check_entry(struct check *check, const struct ingot_fat_entry *entry)
{
	uint64_t cluster_size = check->fat->cluster_size;

	if (entry->directory)
		return mark_chain(check, entry->first_cluster, 0);
	if (entry->size > 0)
		return mark_chain(check, entry->first_cluster,
				  (entry->size + cluster_size - 1) / cluster_size);
	if (entry->first_cluster != 0)
		return ingot_fault_at(check->fault, 0, "an empty file has clusters");
	return 0;
}

static int check_directory(struct check *check, const struct ingot_fat_entry *entry, unsigned depth)
{
	struct ingot_fat_directory directory;
	struct ingot_fat_entry next;
	int r = ingot_fat_directory_open(check->fat, entry, &directory);

	while (r >= 0 && (r = ingot_fat_directory_next(&directory, &next)) > 0) {
		if (depth == DEPTH_MAX || ++check->entry_count > ENTRY_MAX) {
			(void)ingot_fault_at(check->fault, offset_of(check, entry->first_cluster),
					     "more files or directories than are followed");
			return -EFBIG;
		}
		r = check_entry(check, &next);
		if (r == 0 && next.directory)
			r = check_directory(check, &next, depth + 1);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return ingot_fault_at(check->fault, offset_of(check, entry->first_cluster),
				      "a directory is malformed");
	return 0;
}

/* What of the boot sector a struct ingot_fat does not have. */
static int read_places(struct check *check)
{
	struct ingot_bytes rest = check->fat->volume;
	uint16_t sector_size;
	uint16_t reserved;
	uint16_t backup;

	if (ingot_bytes_skip(&rest, 11) < 0 || ingot_bytes_take_le16(&rest, &sector_size) < 0 ||
	    ingot_bytes_skip(&rest, 1) < 0 || ingot_bytes_take_le16(&rest, &reserved) < 0 ||
	    ingot_bytes_take_u8(&rest, &check->table_count) < 0 ||
	    ingot_bytes_skip(&rest, 33) < 0 || ingot_bytes_take_le16(&rest, &backup) < 0)
		return -EBADMSG;
	check->tables_offset = (uint64_t)reserved * sector_size;
	if (backup != NO_BACKUP)
		check->backup_offset = (uint64_t)backup * sector_size;
	return 0;
}

static int check_copies(const struct check *check)
{
	struct ingot_bytes volume = check->fat->volume;
	struct ingot_bytes first;
	struct ingot_bytes copy;

	for (uint64_t i = 1; i < check->table_count; i++) {
		uint64_t offset = check->tables_offset + i * check->fat->table.size;

		if (ingot_bytes_slice(volume, offset, check->fat->table.size, &copy) < 0 ||
		    !ingot_bytes_equal(copy, check->fat->table))
			return ingot_fault_at(check->fault, offset,
					      "the allocation tables are not the same");
	}
	if (check->backup_offset > 0 &&
	    (ingot_bytes_slice(volume, 0, BOOT_SECTOR_SIZE, &first) < 0 ||
	     ingot_bytes_slice(volume, check->backup_offset, BOOT_SECTOR_SIZE, &copy) < 0 ||
	     !ingot_bytes_equal(first, copy)))
		return ingot_fault_at(check->fault, check->backup_offset,
				      "the boot sector and its backup are not the same");
	return 0;
}

static int check_lost(const struct check *check)
{
	struct ingot_bytes rest = check->fat->table;
	uint32_t taken = 0;
	uint32_t entry;

	if (ingot_bytes_skip(&rest, (uint64_t)CLUSTER_FIRST * TABLE_ENTRY_SIZE) < 0)
		return -EBADMSG;
	for (uint32_t i = 0; i < check->fat->cluster_count; i++) {
		if (ingot_bytes_take_le32(&rest, &entry) < 0)
			return -EBADMSG;
		entry &= TABLE_ENTRY_MASK;
		taken += entry != 0 && entry != BAD_CLUSTER;
	}
	if (taken != check->used_count)
		return ingot_fault_at(check->fault, 0, "clusters are taken that no file has");
	return 0;
}

int ingot_fat_check(const struct ingot_fat *fat, struct ingot_fault *fault)
{
	ingot_scoped(ingot_scoped_free) uint8_t *used = calloc(1, fat->cluster_count / 8 + 1);
	struct check check = { .fat = fat, .fault = fault, .used = used };
	struct ingot_fat_entry root = ingot_fat_root(fat);
	int r;

	if (!used)
		return -ENOMEM;
	r = read_places(&check);
	if (r == 0)
		r = check_copies(&check);
	if (r == 0)
		r = check_entry(&check, &root);
	if (r == 0)
		r = check_directory(&check, &root, 0);
	if (r == 0)
		r = check_lost(&check);
	return r;
}
