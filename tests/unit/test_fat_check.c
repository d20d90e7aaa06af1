/* SPDX-License-Identifier: Apache-2.0 */
/* Whole FAT32 volumes: a sound one, and each way in which one can be broken. */
#include <errno.h>

#include "check.h"
#include "disk/fat_check.h"
#include "disk_fixture.h"

static void mirror(struct disk_fixture *disk)
{
	uint8_t *volume = disk_esp(disk);

	memcpy(&volume[FAT_TABLE_AT(0) + FAT_TABLE_SECTORS * FAT_SECTOR], &volume[FAT_TABLE_AT(0)],
	       FAT_TABLE_SECTORS * FAT_SECTOR);
}

static int check(const struct disk_fixture *disk, struct ingot_fault *fault)
{
	struct ingot_bytes volume = { disk_esp(disk), FAT_VOLUME_SIZE };
	struct ingot_fat fat;

	CHECK(ingot_fat_open(volume, &fat, NULL) == 0);
	return ingot_fat_check(&fat, fault);
}

/* The first cluster of the UKI, the last file that disk_plain() puts there. */
static uint32_t last_file(const struct disk_fixture *disk)
{
	uint32_t cluster = disk->next_cluster - 1;
	const uint8_t *volume = disk_esp(disk);

	while (volume[FAT_TABLE_AT(cluster - 1)] == (uint8_t)cluster &&
	       volume[FAT_TABLE_AT(cluster - 1) + 1] == (uint8_t)(cluster >> 8))
		cluster--;
	return cluster;
}

/* What is done to a sound volume; 0 for the rule: it stays sound. */
static void test_broken(void)
{
	enum { LAST = 1000000, NEXT = 2000000 }; /* the last file's cluster, the first free one */
	static const struct {
		uint32_t cluster;
		uint32_t value;
		const char *rule;
	} links[] = {
		{ FAT_ROOT, FAT_END, NULL },
		{ NEXT, FAT_END, "clusters are taken that no file has" },
		{ NEXT, 0x0ffffff7, NULL }, /* a bad cluster */
		{ LAST, FAT_END, "the clusters of a file do not fit its size" },
		{ LAST, FAT_ROOT, "a cluster belongs to two files, or twice to one" },
		{ LAST, LAST, "a cluster belongs to two files, or twice to one" },
		{ LAST, 0, "the clusters of a file do not fit its size" },
		{ FAT_ROOT, FAT_ROOT, "a cluster belongs to two files, or twice to one" },
		{ FAT_ROOT, 1, "the clusters of a file do not fit its size" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(links); i++) {
		struct disk_fixture disk;
		struct ingot_fault fault = { 0 };
		uint32_t cluster = links[i].cluster;
		uint32_t value = links[i].value;

		disk_plain(&disk);
		if (cluster == LAST)
			cluster = last_file(&disk);
		if (cluster == NEXT)
			cluster = disk.next_cluster;
		if (value == LAST)
			value = last_file(&disk);
		fat_link(disk_esp(&disk), cluster, value);
		mirror(&disk);
		CHECK(check(&disk, &fault) == (links[i].rule ? -EBADMSG : 0));
		CHECK(links[i].rule ? fault.rule && strcmp(fault.rule, links[i].rule) == 0
				    : !fault.rule);
		disk_free(&disk);
	}
}

static void test_copies(void)
{
	struct disk_fixture disk;
	struct ingot_fault fault = { 0 };

	disk_plain(&disk); /* its second table is empty */
	CHECK(check(&disk, &fault) == -EBADMSG);
	CHECK_TEXT(fault.rule, "the allocation tables are not the same");
	CHECK(fault.offset == FAT_TABLE_AT(0) + FAT_TABLE_SECTORS * FAT_SECTOR);
	mirror(&disk);
	CHECK(check(&disk, NULL) == 0);
	fat_put(&disk_esp(&disk)[50], 2, 6);
	CHECK(check(&disk, &fault) == -EBADMSG);
	CHECK_TEXT(fault.rule, "the boot sector and its backup are not the same");
	memcpy(&disk_esp(&disk)[6 * FAT_SECTOR], disk_esp(&disk), FAT_SECTOR);
	CHECK(check(&disk, NULL) == 0);
	fat_put(&disk_esp(&disk)[FAT_CLUSTER_AT(FAT_ROOT)], 1, 0x41 ^ 0x01);
	CHECK(check(&disk, &fault) == -EBADMSG);
	CHECK_TEXT(fault.rule, "a directory is malformed");
	CHECK(fault.offset == FAT_CLUSTER_AT(FAT_ROOT));
	disk_free(&disk);
}

int main(void)
{
	test_broken();
	test_copies();
	return check_result();
}
