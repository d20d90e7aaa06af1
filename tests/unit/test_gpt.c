/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Partition tables: a small one made here, broken one field at a time with its checksums put right
 * again, cut at every offset; and the table of a recorded boot, whose measurement the firmware
 * itself took.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "base/file.h"
#include "base/scoped.h"
#include "check.h"
#include "disk/gpt.h"

#define BLOCK        512
#define BLOCK_COUNT  24
#define BACKUP_BLOCK (BLOCK_COUNT - 1)
#define ENTRY_COUNT  4
#define FIRST_USABLE 3
#define LAST_USABLE  (BLOCK_COUNT - 3)
#define ENTRY_AT(n)  (2 * BLOCK + 128 * (n))

struct disk {
	uint8_t data[BLOCK_COUNT * BLOCK];
};

static void put(uint8_t *at, unsigned width, uint64_t value)
{
	for (unsigned i = 0; i < width; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* CRC-32; its check value, of "123456789", is cbf43926. */
static uint32_t crc32(const uint8_t *data, size_t size)
{
	uint32_t crc = UINT32_MAX;

	while (size-- > 0) {
		crc ^= *data++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
	}
	return ~crc;
}

static void seal(uint8_t *header, const uint8_t *entries, uint32_t entry_count)
{
	put(&header[88], 4, crc32(entries, (size_t)entry_count * 128));
	put(&header[16], 4, 0);
	put(&header[16], 4, crc32(header, 92));
}

static void make_header(uint8_t *header, uint64_t my, uint64_t other, uint64_t entries)
{
	memcpy(header, "EFI PART", 8);
	put(&header[8], 4, 0x10000);
	put(&header[12], 4, 92);
	put(&header[24], 8, my);
	put(&header[32], 8, other);
	put(&header[40], 8, FIRST_USABLE);
	put(&header[48], 8, LAST_USABLE);
	memset(&header[56], 0xdd, 16);
	put(&header[72], 8, entries);
	put(&header[80], 4, ENTRY_COUNT);
	put(&header[84], 4, 128);
}

static void make_entry(uint8_t *entry, uint8_t unique, uint64_t first, uint64_t last,
		       const char *name)
{
	memcpy(entry, ingot_gpt_type_esp.bytes, 16);
	memset(&entry[16], unique, 16);
	put(&entry[32], 8, first);
	put(&entry[40], 8, last);
	put(&entry[48], 8, 5);
	for (size_t i = 0; name[i]; i++)
		entry[56 + 2 * i] = (uint8_t)name[i];
}

/* Copies the entries to their backup and makes all checksums right. */
static void finish(struct disk *d)
{
	uint8_t *backup = &d->data[BACKUP_BLOCK * BLOCK];

	memcpy(backup - BLOCK, &d->data[2 * BLOCK], BLOCK);
	seal(&d->data[BLOCK], &d->data[2 * BLOCK], ENTRY_COUNT);
	seal(backup, backup - BLOCK, ENTRY_COUNT);
}

/* Two partitions, in the entries 1 and 3. */
static void make_disk(struct disk *d)
{
	memset(d, 0, sizeof(*d));
	d->data[450] = 0xee;
	put(&d->data[510], 2, 0xaa55);
	make_header(&d->data[BLOCK], 1, BACKUP_BLOCK, 2);
	make_header(&d->data[BACKUP_BLOCK * BLOCK], BACKUP_BLOCK, 1, BACKUP_BLOCK - 1);
	make_entry(&d->data[ENTRY_AT(0)], 1, 3, 9, "esp");
	make_entry(&d->data[ENTRY_AT(2)], 2, 10, LAST_USABLE, "root");
	finish(d);
}

static struct ingot_bytes bytes_of(const struct disk *d)
{
	return (struct ingot_bytes){ d->data, sizeof(d->data) };
}

static void test_accepted(void)
{
	struct ingot_partition p;
	struct ingot_bytes content;
	struct ingot_gpt gpt;
	struct disk d;
	uint32_t cursor = 0;

	CHECK(crc32((const uint8_t *)"123456789", 9) == 0xcbf43926);
	make_disk(&d);
	if (!CHECK(ingot_gpt_read(bytes_of(&d), &gpt, NULL) == 0))
		return;
	CHECK(gpt.first_usable_block == FIRST_USABLE && gpt.last_usable_block == LAST_USABLE);
	CHECK(gpt.backup_block == BACKUP_BLOCK && gpt.entry_count == ENTRY_COUNT);
	CHECK(ingot_gpt_next(&gpt, &cursor, &p) == 1);
	CHECK(p.number == 1 && p.first_block == 3 && p.last_block == 9 && p.attributes == 5);
	CHECK_TEXT(p.name, "esp");
	CHECK(ingot_gpt_content(&gpt, &p, &content) == 0);
	CHECK(content.data == &d.data[3 * BLOCK] && content.size == 7 * BLOCK);
	CHECK(ingot_gpt_find_type(&gpt, &ingot_gpt_type_esp, &p) == -ENOTSUP); /* two of them */
	CHECK(ingot_gpt_next(&gpt, &cursor, &p) == 1);
	CHECK(p.number == 3);
	CHECK_TEXT(p.name, "root");
	CHECK(ingot_gpt_next(&gpt, &cursor, &p) == 0);
	CHECK(ingot_gpt_next(&gpt, &cursor, &p) == 0);
	CHECK(ingot_gpt_find_type(&gpt, &p.unique, &p) == -ENOENT);
	p.last_block = UINT64_MAX;
	CHECK(ingot_gpt_content(&gpt, &p, &content) == -EBADMSG);
}

/* One field each; checksums are made right again, so that the field itself is judged. */
static void test_lies(void)
{
	static const struct {
		size_t at;
		unsigned width;
		uint64_t value;
		int want;
	} lies[] = {
		{ 450, 1, 0x83, -EBADMSG },          /* no protective MBR */
		{ 510, 2, 0, -EBADMSG },             /* no MBR at all */
		{ BLOCK, 1, 'e', -EBADMSG },         /* signature */
		{ BLOCK + 8, 4, 0x20000, -EBADMSG }, /* revision */
		{ BLOCK + 12, 4, 91, -EBADMSG },     /* header size */
		{ BLOCK + 12, 4, 512, -EBADMSG },
		{ BLOCK + 20, 4, 1, -EBADMSG }, /* reserved */
		{ BLOCK + 24, 8, 2, -EBADMSG }, /* my LBA */
		{ BLOCK + 32, 8, 5, -EBADMSG }, /* alternate LBA: inside, itself, nowhere */
		{ BLOCK + 32, 8, 1, -EBADMSG },
		{ BLOCK + 32, 8, UINT64_MAX, -EBADMSG },
		{ BLOCK + 32, 8, BLOCK_COUNT, -EBADMSG },
		{ BLOCK + 40, 8, 2, -EBADMSG }, /* usable: over the entries, reversed, differing */
		{ BLOCK + 40, 8, 22, -EBADMSG },
		{ BLOCK + 40, 8, 4, -EBADMSG },
		{ BLOCK + 48, 8, BACKUP_BLOCK, -EBADMSG },
		{ BLOCK + 48, 8, UINT64_MAX, -EBADMSG },
		{ BLOCK + 56, 1, 0, -EBADMSG },          /* disk GUID differs */
		{ BLOCK + 72, 8, UINT64_MAX, -EBADMSG }, /* entries: nowhere, over the header */
		{ BLOCK + 72, 8, UINT64_MAX / BLOCK, -EBADMSG },
		{ BLOCK + 72, 8, BLOCK_COUNT, -EBADMSG },
		{ BLOCK + 80, 4, 0, -EBADMSG }, /* count */
		{ BLOCK + 80, 4, 1025, -ENOTSUP },
		{ BLOCK + 80, 4, UINT32_MAX, -ENOTSUP },
		{ BLOCK + 84, 4, 256, -ENOTSUP }, /* size */
		{ BLOCK + 84, 4, 0, -ENOTSUP },
		{ ENTRY_AT(0) + 32, 8, 2, -EBADMSG }, /* partition: too low, too high, reversed */
		{ ENTRY_AT(0) + 40, 8, UINT64_MAX, -EBADMSG },
		{ ENTRY_AT(0) + 40, 8, 2, -EBADMSG },
		{ ENTRY_AT(0) + 40, 8, 10, -EBADMSG }, /* overlap */
		{ ENTRY_AT(0) + 16, 8, 0x0202020202020202, 0 },
		{ ENTRY_AT(0) + 56, 2, 0x001b, -EBADMSG }, /* name with an escape */
		{ ENTRY_AT(0) + 56, 2, 0xdc00, -EBADMSG }, /* half a character */
		{ BACKUP_BLOCK * BLOCK + 24, 8, 1, -EBADMSG },
		{ BACKUP_BLOCK * BLOCK + 32, 8, 2, -EBADMSG },
		{ BACKUP_BLOCK * BLOCK + 72, 8, 2, -EBADMSG },
		{ BACKUP_BLOCK * BLOCK + 72, 8, BACKUP_BLOCK, -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_COUNT(lies); i++) {
		struct ingot_gpt gpt = { .entry_count = 77 };
		struct ingot_fault fault = { 0 };
		struct disk d;

		make_disk(&d);
		put(&d.data[lies[i].at], lies[i].width, lies[i].value);
		finish(&d);
		if (!CHECK(ingot_gpt_read(bytes_of(&d), &gpt, &fault) == lies[i].want))
			fprintf(stderr, "lie %zu at %zu: %s\n", i, lies[i].at, fault.rule);
		CHECK(lies[i].want == 0 || (gpt.entry_count == 77 && fault.rule));
	}
}

/* Any byte of what checksums cover; without the checksums made right. */
static void test_flips(void)
{
	for (size_t at = BLOCK; at < FIRST_USABLE * BLOCK; at++) {
		struct ingot_gpt gpt;
		struct disk d;

		make_disk(&d);
		d.data[at] ^= 1;
		CHECK(ingot_gpt_read(bytes_of(&d), &gpt, NULL) ==
		      (at < BLOCK + 92 || at >= 2 * BLOCK ? -EBADMSG : 0));
	}
}

static void test_same_guid(void)
{
	struct ingot_gpt gpt;
	struct disk d;

	make_disk(&d);
	memset(&d.data[ENTRY_AT(0) + 16], 2, 16);
	finish(&d);
	CHECK(ingot_gpt_read(bytes_of(&d), &gpt, NULL) == -EBADMSG);
}

static void test_cut(void)
{
	struct disk d;

	make_disk(&d);
	for (size_t size = 0; size < sizeof(d.data); size++) {
		uint8_t *copy = malloc(size ? size : 1);
		struct ingot_gpt gpt = { .entry_count = 77 };

		if (!copy)
			abort();
		memcpy(copy, d.data, size);
		CHECK(ingot_gpt_read((struct ingot_bytes){ copy, size }, &gpt, NULL) == -EBADMSG);
		CHECK(gpt.entry_count == 77);
		free(copy);
	}
}

static void test_large_blocks(void)
{
	static uint8_t disk[16384];
	struct ingot_fault fault = { 0 };
	struct ingot_gpt gpt;

	disk[450] = 0xee;
	put(&disk[510], 2, 0xaa55);
	memcpy(&disk[4096], "EFI PART", 8);
	CHECK(ingot_gpt_read((struct ingot_bytes){ disk, sizeof(disk) }, &gpt, &fault) == -ENOTSUP);
	CHECK(fault.offset == 4096);
}

/* The event's data of our small disk, written down by the specification: header, count, the two
 * used entries. */
static void test_measured(void)
{
	static const enum ingot_hash hash = INGOT_HASH_SHA256;
	struct ingot_hasher *hasher = NULL;
	struct ingot_digest got;
	struct ingot_digest want;
	struct ingot_gpt gpt;
	struct disk d;
	uint8_t event[92 + 8 + 2 * 128] = { 0 };

	make_disk(&d);
	memcpy(event, &d.data[BLOCK], 92);
	event[92] = 2;
	memcpy(&event[100], &d.data[ENTRY_AT(0)], 128);
	memcpy(&event[228], &d.data[ENTRY_AT(2)], 128);
	CHECK(ingot_digest_of(hash, (struct ingot_bytes){ event, sizeof(event) }, &want) == 0);
	CHECK(ingot_gpt_read(bytes_of(&d), &gpt, NULL) == 0);
	CHECK(ingot_hasher_new(&hash, 1, &hasher) == 0);
	CHECK(ingot_gpt_measure(&gpt, hasher) == 0);
	CHECK(ingot_hasher_finish(hasher, &got) == 0);
	CHECK(ingot_digest_equal(&got, &want));
	ingot_hasher_free(hasher);
}

/*
 * The disk of a recorded boot, made again from its EV_EFI_GPT_EVENT (header, count, used entries):
 * the event's own digests must come out.
 */
static void test_recorded(void)
{
	static const char path[] =
		"tests/data/recorded/qemu-ovmf2022.11-systemd257/firmware-log.bin";
	static const enum ingot_hash hashes[] = { INGOT_HASH_SHA256, INGOT_HASH_SHA384 };
	ingot_scoped(ingot_file_close) struct ingot_file log = { 0 };
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_digest digests[ARRAY_COUNT(hashes)];
	struct ingot_fault fault = { 0 };
	struct ingot_gpt gpt;
	const uint8_t *event;
	uint8_t *disk;
	uint8_t *backup;
	uint64_t last = 0;
	size_t size;

	if (!CHECK(ingot_file_read(path, 1 << 20, &log) == 0))
		return;
	event = memmem(log.data, log.size, "EFI PART", 8);
	if (!CHECK(event != NULL))
		return;
	for (unsigned i = 0; i < 8; i++)
		last |= (uint64_t)event[32 + i] << 8 * i;
	size = (last + 1) * BLOCK;
	disk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		    -1, 0);
	if (!CHECK(disk != MAP_FAILED))
		return;
	disk[450] = 0xee;
	put(&disk[510], 2, 0xaa55);
	memcpy(&disk[BLOCK], event, 92);
	memcpy(&disk[2 * BLOCK], &event[100], (size_t)event[92] * 128);
	backup = &disk[last * BLOCK];
	memcpy(backup, event, 92);
	put(&backup[24], 8, last);
	put(&backup[32], 8, 1);
	put(&backup[72], 8, last - 32);
	memcpy(backup - (size_t)32 * BLOCK, &disk[2 * BLOCK], (size_t)128 * 128);
	seal(backup, &disk[2 * BLOCK], 128);
	CHECK(ingot_gpt_read((struct ingot_bytes){ disk, size }, &gpt, &fault) == 0);
	CHECK(fault.rule == NULL);
	CHECK(ingot_hasher_new(hashes, ARRAY_COUNT(hashes), &hasher) == 0);
	CHECK(ingot_gpt_measure(&gpt, hasher) == 0 && ingot_hasher_finish(hasher, digests) == 0);
	for (size_t i = 0; i < ARRAY_COUNT(hashes); i++)
		CHECK(memmem(log.data, log.size, digests[i].bytes, ingot_hash_size(hashes[i])) !=
		      NULL);
	CHECK(munmap(disk, size) == 0);
}

int main(void)
{
	test_recorded();
	test_accepted();
	test_lies();
	test_flips();
	test_same_guid();
	test_cut();
	test_large_blocks();
	test_measured();
	return check_result();
}
