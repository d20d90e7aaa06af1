/* SPDX-License-Identifier: Apache-2.0 */
/* FAT32 geometry and cluster chains (Microsoft FAT specification, 2005, sections 3 and 4). */
#include "disk/fat.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

#define BOOT_SECTOR_SIZE   512
#define SIGNATURE_AT       510
#define SIGNATURE          0xaa55
#define SECTOR_SIZE_MIN    512
#define SECTOR_SIZE_MAX    4096
#define CLUSTER_SIZE_MAX   65536
#define TABLE_COUNT_MAX    2
#define UNMIRRORED         0x0080
#define CLUSTER_FIRST      2
#define FAT32_CLUSTERS_MIN 65525

#define TABLE_ENTRY_SIZE   4
#define TABLE_ENTRY_MASK   0x0fffffff
#define END_OF_CHAIN       0x0ffffff8

/* The boot sector's fields that say where things are, in the specification's words. */
struct geometry {
	uint16_t bytes_per_sector;
	uint8_t sectors_per_cluster;
	uint16_t reserved_sectors;
	uint8_t table_count;
	uint16_t root_entries;
	uint16_t total_sectors_16;
	uint16_t table_sectors_16;
	uint32_t total_sectors;
	uint32_t table_sectors;
	uint16_t flags;
	uint16_t version;
	uint32_t root_cluster;
};

static bool power_of_two(uint32_t value)
{
	return value != 0 && (value & (value - 1)) == 0;
}

static int parse_boot_sector(struct ingot_bytes rest, struct geometry *g)
{
	struct ingot_bytes tail = rest;
	uint16_t signature;

	if (ingot_bytes_skip(&rest, 11) < 0 || /* jump instruction, name of the formatter */
	    ingot_bytes_take_le16(&rest, &g->bytes_per_sector) < 0 ||
	    ingot_bytes_take_u8(&rest, &g->sectors_per_cluster) < 0 ||
	    ingot_bytes_take_le16(&rest, &g->reserved_sectors) < 0 ||
	    ingot_bytes_take_u8(&rest, &g->table_count) < 0 ||
	    ingot_bytes_take_le16(&rest, &g->root_entries) < 0 ||
	    ingot_bytes_take_le16(&rest, &g->total_sectors_16) < 0 ||
	    ingot_bytes_skip(&rest, 1) < 0 || /* media */
	    ingot_bytes_take_le16(&rest, &g->table_sectors_16) < 0 ||
	    ingot_bytes_skip(&rest, 8) < 0 || /* disk geometry, hidden sectors */
	    ingot_bytes_take_le32(&rest, &g->total_sectors) < 0 ||
	    ingot_bytes_take_le32(&rest, &g->table_sectors) < 0 ||
	    ingot_bytes_take_le16(&rest, &g->flags) < 0 ||
	    ingot_bytes_take_le16(&rest, &g->version) < 0 ||
	    ingot_bytes_take_le32(&rest, &g->root_cluster) < 0 ||
	    ingot_bytes_skip(&tail, SIGNATURE_AT) < 0 ||
	    ingot_bytes_take_le16(&tail, &signature) < 0 || signature != SIGNATURE)
		return -EBADMSG;
	return 0;
}

static int check_geometry(const struct geometry *g, struct ingot_fault *fault)
{
	if (!power_of_two(g->bytes_per_sector) || g->bytes_per_sector < SECTOR_SIZE_MIN ||
	    g->bytes_per_sector > SECTOR_SIZE_MAX)
		return ingot_fault_at(fault, 11, "sector size is not 512, 1024, 2048 or 4096");
	if (!power_of_two(g->sectors_per_cluster) ||
	    (uint32_t)g->sectors_per_cluster * g->bytes_per_sector > CLUSTER_SIZE_MAX)
		return ingot_fault_at(fault, 13, "cluster size is no power of two up to 65536");
	if (g->reserved_sectors == 0)
		return ingot_fault_at(fault, 14, "no reserved sector");
	if (g->table_count == 0 || g->table_count > TABLE_COUNT_MAX)
		return ingot_fault_at(fault, 16, "neither one nor two allocation tables");
	if (g->table_sectors_16 != 0 || g->root_entries != 0) {
		(void)ingot_fault_at(fault, 22, "volume is FAT12 or FAT16");
		return -ENOTSUP;
	}
	if (g->total_sectors_16 != 0)
		return ingot_fault_at(fault, 19, "FAT32 volume has a 16-bit sector count");
	if (g->version != 0 || (g->flags & UNMIRRORED)) {
		(void)ingot_fault_at(fault, 40,
				     "allocation tables are not mirrored, or of a newer version");
		return -ENOTSUP;
	}
	return 0;
}

static int lay_out(const struct geometry *g, struct ingot_fat *fat, struct ingot_fault *fault)
{
	uint64_t sector = g->bytes_per_sector;
	uint64_t table_size = g->table_sectors * sector;
	uint64_t data_offset = g->reserved_sectors * sector + g->table_count * table_size;
	uint64_t total = g->total_sectors * sector;

	fat->cluster_size = (uint32_t)(g->sectors_per_cluster * sector);
	if (total > fat->volume.size)
		return ingot_fault_at(fault, 32, "volume is larger than its partition");
	if (data_offset >= total)
		return ingot_fault_at(fault, 36, "allocation tables leave no room for data");
	fat->cluster_count = (uint32_t)((total - data_offset) / fat->cluster_size);
	if (fat->cluster_count < FAT32_CLUSTERS_MIN) {
		(void)ingot_fault_at(fault, 32,
				     "fewer clusters than FAT32 needs: firmware does not read it");
		return -ENOTSUP;
	}
	if (table_size / TABLE_ENTRY_SIZE < (uint64_t)fat->cluster_count + CLUSTER_FIRST)
		return ingot_fault_at(fault, 36, "allocation table is too small for the volume");
	if (ingot_bytes_slice(fat->volume, g->reserved_sectors * sector, table_size, &fat->table) <
		    0 ||
	    ingot_bytes_slice(fat->volume, data_offset,
			      (uint64_t)fat->cluster_count * fat->cluster_size, &fat->data) < 0)
		return ingot_fault_at(fault, 36, "allocation tables lie outside the volume");
	if (g->root_cluster < CLUSTER_FIRST ||
	    g->root_cluster - CLUSTER_FIRST >= fat->cluster_count)
		return ingot_fault_at(fault, 44, "root directory lies outside the volume");
	fat->root_cluster = g->root_cluster;
	return 0;
}

int ingot_fat_open(struct ingot_bytes volume, struct ingot_fat *ret_fat, struct ingot_fault *fault)
{
	struct ingot_fat fat = { .volume = volume };
	struct geometry geometry;
	struct ingot_bytes sector;
	int r;

	if (ingot_bytes_slice(volume, 0, BOOT_SECTOR_SIZE, &sector) < 0)
		return ingot_fault_at(fault, 0, "volume has no whole boot sector");
	if (parse_boot_sector(sector, &geometry) < 0)
		return ingot_fault_at(fault, SIGNATURE_AT, "boot sector lacks its signature");
	r = check_geometry(&geometry, fault);
	if (r == 0)
		r = lay_out(&geometry, &fat, fault);
	if (r < 0)
		return r;
	*ret_fat = fat;
	return 0;
}

int ingot_fat_cluster(const struct ingot_fat *fat, uint32_t cluster,
		      struct ingot_bytes *ret_content)
{
	if (cluster < CLUSTER_FIRST)
		return -EBADMSG;
	return ingot_bytes_slice(fat->data, (uint64_t)(cluster - CLUSTER_FIRST) * fat->cluster_size,
				 fat->cluster_size, ret_content);
}

int ingot_fat_follow(const struct ingot_fat *fat, uint32_t cluster, uint32_t *ret_next)
{
	struct ingot_bytes rest = fat->table;
	uint32_t next;

	if (cluster < CLUSTER_FIRST || cluster - CLUSTER_FIRST >= fat->cluster_count ||
	    ingot_bytes_skip(&rest, (uint64_t)cluster * TABLE_ENTRY_SIZE) < 0 ||
	    ingot_bytes_take_le32(&rest, &next) < 0)
		return -EBADMSG;
	next &= TABLE_ENTRY_MASK;
	if (next >= END_OF_CHAIN)
		return 0;
	if (next < CLUSTER_FIRST || next - CLUSTER_FIRST >= fat->cluster_count)
		return -EBADMSG;
	*ret_next = next;
	return 1;
}

int ingot_fat_chain_start(const struct ingot_fat *fat, uint32_t first_cluster, uint64_t size,
			  struct ingot_fat_chain *ret_chain)
{
	struct ingot_bytes content;

	if (size == 0
		    ? first_cluster != 0
		    : size > fat->data.size || ingot_fat_cluster(fat, first_cluster, &content) < 0)
		return -EBADMSG;
	*ret_chain = (struct ingot_fat_chain){ fat, first_cluster, size };
	return 0;
}

int ingot_fat_chain_next(struct ingot_fat_chain *chain, struct ingot_bytes *ret_run)
{
	const struct ingot_fat *fat = chain->fat;
	uint64_t first = chain->cluster;
	uint64_t wanted = (chain->left + fat->cluster_size - 1) / fat->cluster_size;
	uint64_t count = 0;
	uint32_t next = chain->cluster;
	uint64_t size;
	int r = 1;

	if (chain->left == 0)
		return 0;
	while (r == 1 && next == first + count && count < wanted) {
		r = ingot_fat_follow(fat, next, &next);
		count++;
	}
	/* exactly at the last byte the chain must end */
	if (r < 0 || (r == 0) != (count == wanted))
		return -EBADMSG;
	size = count * fat->cluster_size;
	if (size > chain->left)
		size = chain->left;
	if (ingot_bytes_slice(fat->data, (first - CLUSTER_FIRST) * fat->cluster_size, size,
			      ret_run) < 0)
		return -EBADMSG;
	chain->cluster = next;
	chain->left -= size;
	return 1;
}

static int copy_chain(struct ingot_fat_chain chain, uint8_t *copy)
{
	struct ingot_bytes run;
	int r;

	while ((r = ingot_fat_chain_next(&chain, &run)) > 0) {
		memcpy(copy, run.data, run.size);
		copy += run.size;
	}
	return r;
}

int ingot_fat_read(const struct ingot_fat *fat, uint32_t first_cluster, uint64_t size, size_t limit,
		   uint8_t **ret_copy, struct ingot_bytes *ret_content)
{
	ingot_scoped(ingot_scoped_free) uint8_t *copy = NULL;
	struct ingot_fat_chain chain;
	struct ingot_fat_chain start;
	struct ingot_bytes run = { 0 };
	int r = ingot_fat_chain_start(fat, first_cluster, size, &chain);

	if (r < 0)
		return r;
	start = chain;
	r = ingot_fat_chain_next(&chain, &run);
	if (r < 0)
		return r;
	if (chain.left > 0) {
		if (size > limit)
			return -EFBIG;
		copy = malloc(size);
		if (!copy)
			return -ENOMEM;
		r = copy_chain(start, copy);
		if (r < 0)
			return r;
		run = (struct ingot_bytes){ copy, size };
	}
	*ret_copy = copy;
	*ret_content = run;
	copy = NULL;
	return 0;
}
