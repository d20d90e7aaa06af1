/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_VERITY_DISK_FIXTURE_H
#define INGOT_TESTS_UNIT_VERITY_DISK_FIXTURE_H

#include <stdio.h>

#include "disk_fixture.h"
#include "verity/image.h"
#include "verity/tree.h"

/*
 * A whole small image that "ingot-verity check" has nothing against: partition table, an EFI system
 * partition with a UKI that names the root hash, a root of some blocks, its hash tree, and the
 * backup of the table; with a gap behind the tree.
 */

#define VERITY_DISK_BLOCKS    200 /* of the root, 4096 bytes each */
#define VERITY_DISK_DATA_AT   (DISK_ESP_AT + FAT_VOLUME_SIZE)
#define VERITY_DISK_DATA_SIZE ((size_t)VERITY_DISK_BLOCKS * 4096)
#define VERITY_DISK_HASH_AT   (VERITY_DISK_DATA_AT + VERITY_DISK_DATA_SIZE)
#define VERITY_DISK_HASH_SIZE ((size_t)8 * 4096)
#define VERITY_DISK_GAP_AT    (VERITY_DISK_HASH_AT + VERITY_DISK_HASH_SIZE)
#define VERITY_DISK_SIZE      (VERITY_DISK_GAP_AT + (size_t)300 * 512)

/* UAPI.2, x86-64: root, and its verity partition. */
#define VERITY_DISK_ROOT "4f68bce3-e8cd-4db1-96e7-fbcaf984b709"
#define VERITY_DISK_TREE "2c7357ed-ebd2-46d9-aec1-23d437ec2bf5"

static inline int verity_disk_read(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data)
{
	memcpy(ret_data, &((const uint8_t *)context)[offset], size);
	return 0;
}

static inline int verity_disk_write(void *context, uint64_t offset, struct ingot_bytes data)
{
	memcpy(&((uint8_t *)context)[offset], data.data, data.size);
	return 0;
}

/* Data with zeros in its midst, and the tree over it. */
static inline struct ingot_digest verity_disk_tree(uint8_t *bytes)
{
	struct ingot_verity_tree tree = {
		.superblock = {
			.hash = INGOT_HASH_SHA256,
			.data_block_size = 4096,
			.hash_block_size = 4096,
			.data_blocks = VERITY_DISK_BLOCKS,
			.salt_size = 3,
			.salt = { 1, 2, 3 },
		},
		.data = { &bytes[VERITY_DISK_DATA_AT], VERITY_DISK_DATA_SIZE, verity_disk_read,
			  NULL, NULL },
		.hash = { &bytes[VERITY_DISK_HASH_AT], VERITY_DISK_HASH_SIZE, verity_disk_read,
			  verity_disk_write, NULL },
		.engine = ingot_sha256_engine_at(0),
		.thread_count = 1,
	};
	struct ingot_digest root;
	uint32_t state = 7;

	for (size_t i = 0; i < VERITY_DISK_DATA_SIZE; i++) {
		state = state * 1664525 + 1013904223;
		if (i < 50 * 4096 || i > 120 * 4096)
			bytes[VERITY_DISK_DATA_AT + i] = (uint8_t)(state >> 24);
	}
	if (ingot_verity_build(&tree, &root) != 0)
		abort();
	return root;
}

static inline void verity_disk_entry(uint8_t *entry, const uint8_t type[16],
				     const struct ingot_guid *unique, const size_t range[2])
{
	memcpy(entry, type, 16);
	memcpy(&entry[16], unique->bytes, 16);
	disk_put(&entry[32], 8, range[0] / DISK_BLOCK);
	disk_put(&entry[40], 8, range[1] / DISK_BLOCK - 1);
}

/* Both headers and both lists of entries, sealed. */
static inline void verity_disk_table(uint8_t *bytes, const struct ingot_digest *root)
{
	static const size_t ranges[3][2] = {
		{ DISK_ESP_AT, VERITY_DISK_DATA_AT },
		{ VERITY_DISK_DATA_AT, VERITY_DISK_HASH_AT },
		{ VERITY_DISK_HASH_AT, VERITY_DISK_GAP_AT },
	};
	const uint64_t last = VERITY_DISK_SIZE / DISK_BLOCK - 1;
	uint8_t *entries = &bytes[2 * DISK_BLOCK];
	struct ingot_guid type[2];
	struct ingot_guid unique[3] = { { { 1 } } };

	if (ingot_guid_parse(ingot_bytes_of_text(VERITY_DISK_ROOT), &type[0]) < 0 ||
	    ingot_guid_parse(ingot_bytes_of_text(VERITY_DISK_TREE), &type[1]) < 0)
		abort();
	ingot_verity_image_guids(root, &unique[1], &unique[2]);
	memset(entries, 0, DISK_BLOCK);
	for (size_t i = 0; i < 3; i++)
		verity_disk_entry(&entries[i * 128],
				  i == 0 ? ingot_gpt_type_esp.bytes : type[i - 1].bytes, &unique[i],
				  ranges[i]);
	memcpy(&bytes[(last - 1) * DISK_BLOCK], entries, DISK_BLOCK);
	for (unsigned i = 0; i < 2; i++) {
		uint8_t *header = &bytes[(i == 0 ? 1 : last) * DISK_BLOCK];

		disk_seal(header, entries, i == 0 ? 1 : last, i == 0 ? last : 1);
		disk_put(&header[48], 8, last - 2);
		disk_put(&header[16], 4, 0);
		disk_put(&header[16], 4, disk_crc32(header, 92));
	}
}

/* VERITY_DISK_SIZE bytes, with a command line that goes on with @more; free() them. */
static inline uint8_t *verity_disk_make_with(const char *more)
{
	static struct fixture uki;
	char cmdline[INGOT_DIGEST_TEXT_SIZE + 144] = "roothash=";
	const struct fixture_section sections[] = {
		{ ".sdmagic", FIXTURE_MAGIC, 0 },
		{ ".osrel", DISK_OSREL, 0 },
		{ ".cmdline", cmdline, 0 },
		{ ".initrd", "initrd", 0 },
		{ NULL, NULL, 0 },
	};
	uint8_t *bytes = calloc(1, VERITY_DISK_SIZE);
	struct disk_fixture disk;
	struct ingot_digest root;

	if (!bytes)
		abort();
	root = verity_disk_tree(bytes);
	ingot_digest_text(&root, &cmdline[strlen(cmdline)]);
	strncat(cmdline, more, 127);
	disk_uki(&uki, sections);
	disk_make(&disk);
	disk_file(&disk, "EFI/Linux/node.efi", fixture_bytes(&uki));
	memcpy(bytes, disk.data, VERITY_DISK_DATA_AT);
	memcpy(&bytes[DISK_ESP_AT + FAT_TABLE_AT(0) + (size_t)FAT_TABLE_SECTORS * FAT_SECTOR],
	       &bytes[DISK_ESP_AT + FAT_TABLE_AT(0)], (size_t)FAT_TABLE_SECTORS * FAT_SECTOR);
	disk_free(&disk);
	verity_disk_table(bytes, &root);
	return bytes;
}

static inline uint8_t *verity_disk_make(void)
{
	return verity_disk_make_with("");
}

#endif
