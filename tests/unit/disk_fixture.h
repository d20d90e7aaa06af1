/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_DISK_FIXTURE_H
#define INGOT_TESTS_UNIT_DISK_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk/gpt.h"
#include "fat_fixture.h"
#include "pe_fixture.h"

/*
 * A small disk that a firmware could boot from, made in memory, for tests that then break it: a
 * partition table whose first entry is an EFI system partition, files on that, and programs to put
 * there.
 */

#define DISK_BLOCK        512
#define DISK_ENTRY_COUNT  4
#define DISK_ESP_BLOCK    3
#define DISK_ESP_AT       ((size_t)DISK_ESP_BLOCK * DISK_BLOCK)
#define DISK_ESP_LAST     (DISK_ESP_BLOCK + FAT_TOTAL_SECTORS - 1)
#define DISK_SPARE_BLOCK  (DISK_ESP_LAST + 1) /* for a second partition */
#define DISK_BACKUP_BLOCK (DISK_SPARE_BLOCK + 2)
#define DISK_SIZE         ((size_t)(DISK_BACKUP_BLOCK + 1) * DISK_BLOCK)

struct disk_fixture {
	uint8_t *data;
	uint32_t next_cluster;
	unsigned name_count;
};

static inline void disk_put(uint8_t *at, unsigned width, uint64_t value)
{
	for (unsigned i = 0; i < width; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static inline uint32_t disk_crc32(const uint8_t *data, size_t size)
{
	uint32_t crc = UINT32_MAX;

	while (size-- > 0) {
		crc ^= *data++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
	}
	return ~crc;
}

static inline void disk_seal(uint8_t *header, const uint8_t *entries, uint64_t my, uint64_t other)
{
	memcpy(header, "EFI PART", 8);
	disk_put(&header[8], 4, 0x10000);
	disk_put(&header[12], 4, 92);
	disk_put(&header[24], 8, my);
	disk_put(&header[32], 8, other);
	disk_put(&header[40], 8, DISK_ESP_BLOCK);
	disk_put(&header[48], 8, DISK_SPARE_BLOCK);
	memset(&header[56], 0xdd, 16);
	disk_put(&header[72], 8, my == 1 ? 2 : my - 1);
	disk_put(&header[80], 4, DISK_ENTRY_COUNT);
	disk_put(&header[84], 4, 128);
	disk_put(&header[88], 4, disk_crc32(entries, DISK_ENTRY_COUNT * 128));
	disk_put(&header[16], 4, 0);
	disk_put(&header[16], 4, disk_crc32(header, 92));
}

/* Sets entry @number (from 0) of the partition table, and both headers. */
static inline void disk_partition(struct disk_fixture *disk, unsigned number, const uint8_t *type,
				  uint64_t first, uint64_t last)
{
	uint8_t *entry = &disk->data[2 * DISK_BLOCK + 128 * number];
	uint8_t *backup = &disk->data[(size_t)DISK_BACKUP_BLOCK * DISK_BLOCK];

	memcpy(entry, type, 16);
	memset(&entry[16], (int)number + 1, 16);
	disk_put(&entry[32], 8, first);
	disk_put(&entry[40], 8, last);
	memcpy(backup - DISK_BLOCK, &disk->data[2 * DISK_BLOCK], DISK_BLOCK);
	disk_seal(&disk->data[DISK_BLOCK], &disk->data[2 * DISK_BLOCK], 1, DISK_BACKUP_BLOCK);
	disk_seal(backup, backup - DISK_BLOCK, DISK_BACKUP_BLOCK, 1);
}

static inline uint8_t *disk_esp(const struct disk_fixture *disk)
{
	return &disk->data[DISK_ESP_AT];
}

/* A disk with an empty ESP; disk_free() it. */
static inline void disk_make(struct disk_fixture *disk)
{
	*disk = (struct disk_fixture){ calloc(1, DISK_SIZE), FAT_ROOT + 1, 0 };
	if (!disk->data)
		abort();
	disk->data[450] = 0xee;
	disk_put(&disk->data[510], 2, 0xaa55);
	disk_partition(disk, 0, ingot_gpt_type_esp.bytes, DISK_ESP_BLOCK, DISK_ESP_LAST);
	fat_boot_sector(disk_esp(disk));
	fat_link(disk_esp(disk), 0, 0x0ffffff8);
	fat_link(disk_esp(disk), 1, FAT_END);
	fat_link(disk_esp(disk), FAT_ROOT, FAT_END);
}

static inline void disk_free(struct disk_fixture *disk)
{
	free(disk->data);
	disk->data = NULL;
}

static inline struct ingot_bytes disk_bytes(const struct disk_fixture *disk)
{
	return (struct ingot_bytes){ disk->data, DISK_SIZE };
}

/* Links clusters for @size bytes, one after another; 0 for none. */
static inline uint32_t disk_allocate(struct disk_fixture *disk, size_t size)
{
	uint32_t first = disk->next_cluster;
	size_t count = (size + FAT_SECTOR - 1) / FAT_SECTOR;

	for (size_t i = 0; i < count; i++)
		fat_link(disk_esp(disk), first + (uint32_t)i,
			 i + 1 == count ? FAT_END : first + (uint32_t)i + 1);
	disk->next_cluster += (uint32_t)count;
	return count ? first : 0;
}

/* Adds an entry to the folder in cluster @folder; its short name is not the long one. */
static inline void disk_entry(struct disk_fixture *disk, uint32_t folder, const char *name,
			      uint8_t attributes, uint32_t cluster, uint32_t size)
{
	uint8_t *at = &disk_esp(disk)[FAT_CLUSTER_AT(folder)];
	char short_name[12];

	while (*at)
		at += 32;
	snprintf(short_name, sizeof(short_name), "N%05u~1   ", disk->name_count++ % 100000);
	at += fat_long(at, short_name, name);
	fat_short(at, short_name, attributes, cluster, size);
}

/* The long name of a folder that this fixture made, in the folder @parent; 0 if there is none. */
static inline uint32_t disk_find(const struct disk_fixture *disk, uint32_t parent,
				 const uint8_t *long_entry)
{
	const uint8_t *at = &disk_esp(disk)[FAT_CLUSTER_AT(parent)];

	for (; *at; at += 32)
		if (at[11] == 0x0f && memcmp(&at[1], &long_entry[1], 10) == 0)
			for (; *at; at += 32)
				if (at[11] != 0x0f)
					return at[26] | (uint32_t)at[27] << 8;
	return 0;
}

/* Adds a file; folders are made as needed: their names must differ in their first characters. */
static inline void disk_file(struct disk_fixture *disk, const char *path, struct ingot_bytes data)
{
	uint32_t folder = FAT_ROOT;
	uint32_t cluster;
	const char *slash;

	for (; (slash = strchr(path, '/')); path = slash + 1) {
		char name[64] = { 0 };
		uint8_t entries[20 * 32];
		size_t size;

		memcpy(name, path, (size_t)(slash - path));
		size = fat_long(entries, "           ", name);
		cluster = disk_find(disk, folder, &entries[size - 32]);
		if (!cluster) {
			cluster = disk_allocate(disk, FAT_SECTOR);
			disk_entry(disk, folder, name, FAT_ATTR_DIRECTORY, cluster, 0);
		}
		folder = cluster;
	}
	cluster = disk_allocate(disk, data.size);
	disk_entry(disk, folder, path, FAT_ATTR_FILE, cluster, (uint32_t)data.size);
	if (data.size > 0)
		memcpy(&disk_esp(disk)[FAT_CLUSTER_AT(cluster)], data.data, data.size);
}

#define DISK_BOOT_MAGIC "#### LoaderInfo: systemd-boot 257.13-1~deb13u1 ####"
#define DISK_OSREL      "ID=debian\nVERSION_ID=\"13\"\nIMAGE_VERSION=\"1.2.3\"\n"
#define DISK_CMDLINE    "root=/dev/vda2 quiet"
/* Where the kernel goes: as many characters as its image has bytes. */
#define DISK_KERNEL_SIZE 1024

/* A kernel's image, of DISK_KERNEL_SIZE bytes. */
static inline void disk_kernel(struct fixture *kernel)
{
	const struct fixture_section sections[] = { { ".text", "kernel", 0 }, { NULL, NULL, 0 } };

	fixture_make(kernel, sections);
	if (kernel->size > DISK_KERNEL_SIZE)
		abort();
	kernel->size = DISK_KERNEL_SIZE;
}

/* A UKI with a kernel: @sections without .linux, ended by a NULL name. */
static inline void disk_uki(struct fixture *uki, const struct fixture_section *sections)
{
	static struct fixture kernel;
	struct fixture_section all[16] = { { ".text", "stub", 0 } };
	char place[DISK_KERNEL_SIZE + 1];
	size_t count = 1;

	memset(place, 'k', DISK_KERNEL_SIZE);
	place[DISK_KERNEL_SIZE] = 0;
	all[count++] = (struct fixture_section){ ".linux", place, 0 };
	while (sections->name)
		all[count++] = *sections++;
	all[count] = (struct fixture_section){ NULL, NULL, 0 };
	fixture_make(uki, all);
	disk_kernel(&kernel);
	for (size_t i = 0; i + DISK_KERNEL_SIZE <= uki->size; i += FIXTURE_FILE_ALIGN)
		if (memcmp(&uki->data[i], place, DISK_KERNEL_SIZE) == 0)
			memcpy(&uki->data[i], kernel.data, DISK_KERNEL_SIZE);
}

/* The UKI that most tests start from. */
static inline void disk_plain_uki(struct fixture *uki)
{
	const struct fixture_section sections[] = {
		{ ".sdmagic", FIXTURE_MAGIC, 0 },
		{ ".osrel", DISK_OSREL, 0 },
		{ ".cmdline", DISK_CMDLINE, 0 },
		{ ".initrd", "initrd", 0 },
		{ NULL, NULL, 0 },
	};

	disk_uki(uki, sections);
}

/* systemd-boot, or who else calls itself so in @magic. */
static inline void disk_loader(struct fixture *loader, const char *magic)
{
	const struct fixture_section sections[] = {
		{ ".text", "loader", 0 },
		{ ".sdmagic", magic, 0 },
		{ NULL, NULL, 0 },
	};

	fixture_make(loader, sections);
}

/* The disk that most tests start from: systemd-boot, its configuration, one UKI. */
static inline void disk_plain(struct disk_fixture *disk)
{
	static struct fixture program;

	disk_make(disk);
	disk_loader(&program, DISK_BOOT_MAGIC);
	disk_file(disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&program));
	disk_file(disk, "loader/loader.conf", ingot_bytes_of_text("timeout 0\n"));
	disk_plain_uki(&program);
	disk_file(disk, "EFI/Linux/node.efi", fixture_bytes(&program));
}

#endif
