/* SPDX-License-Identifier: Apache-2.0 */
/* GUID partition table: check, iterate, measure (UEFI 2.10, chapter 5). */
#include "disk/gpt.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define SIGNATURE         "EFI PART"
#define REVISION_1_0      0x00010000
#define HEADER_SIZE       92
#define ENTRY_SIZE        128
#define PRIMARY_BLOCK     1
#define LARGE_BLOCK       4096
#define CHECKSUM_AT       16

#define MBR_PARTITIONS_AT 446
#define MBR_TYPE_AT       4
#define MBR_ENTRY_SIZE    16
#define MBR_ENTRY_COUNT   4
#define MBR_SIGNATURE     0xaa55
#define MBR_TYPE_GPT      0xee

const struct ingot_guid ingot_gpt_type_esp = { { 0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
						 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b } };

/* A header's fields, in the specification's words; views into the disk. */
struct header {
	struct ingot_bytes bytes;
	uint32_t header_crc32;
	uint64_t my_lba;
	uint64_t alternate_lba;
	uint64_t first_usable_lba;
	uint64_t last_usable_lba;
	struct ingot_guid disk_guid;
	uint64_t partition_entry_lba;
	uint32_t entry_count;
	uint32_t entry_size;
	uint32_t entries_crc32;
	struct ingot_bytes entries;
};

/* What one step of the check needs to say where it failed. */
struct check {
	struct ingot_bytes disk;
	uint64_t block_count;
	struct ingot_fault *fault;
};

/* CRC-32 of IEEE 802.3, as GPT wants it. */
static uint32_t crc32_add(uint32_t crc, struct ingot_bytes data)
{
	for (size_t i = 0; i < data.size; i++) {
		crc ^= data.data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return crc;
}

static int broken(const struct check *check, uint64_t block, uint64_t offset, const char *rule)
{
	return ingot_fault_at(check->fault, block * INGOT_GPT_BLOCK_SIZE + offset, rule);
}

static int unhandled(const struct check *check, uint64_t block, uint64_t offset, const char *rule)
{
	(void)broken(check, block, offset, rule);
	return -ENOTSUP;
}

static int check_mbr(const struct check *check)
{
	struct ingot_bytes rest = check->disk;
	uint16_t signature;
	bool protective = false;

	if (ingot_bytes_skip(&rest, MBR_PARTITIONS_AT) < 0)
		return broken(check, 0, 0, "disk has no whole first block");
	for (int i = 0; i < MBR_ENTRY_COUNT; i++) {
		struct ingot_bytes entry;
		uint8_t type;

		if (ingot_bytes_take(&rest, MBR_ENTRY_SIZE, &entry) < 0 ||
		    ingot_bytes_skip(&entry, MBR_TYPE_AT) < 0 ||
		    ingot_bytes_take_u8(&entry, &type) < 0)
			return broken(check, 0, 0, "disk has no whole first block");
		protective |= type == MBR_TYPE_GPT;
	}
	if (ingot_bytes_take_le16(&rest, &signature) < 0 || signature != MBR_SIGNATURE)
		return broken(check, 0, 510, "master boot record lacks its signature");
	if (!protective)
		return broken(check, 0, MBR_PARTITIONS_AT,
			      "master boot record is not a protective one");
	return 0;
}

static int parse_header(struct ingot_bytes rest, struct header *h)
{
	struct ingot_bytes block = rest;
	uint32_t word;
	uint32_t size;

	if (!ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(SIGNATURE)) ||
	    ingot_bytes_take_le32(&rest, &word) < 0 || word != REVISION_1_0 ||
	    ingot_bytes_take_le32(&rest, &size) < 0 || size != HEADER_SIZE ||
	    ingot_bytes_take_le32(&rest, &h->header_crc32) < 0 ||
	    ingot_bytes_take_le32(&rest, &word) < 0 || word != 0 ||
	    ingot_bytes_take_le64(&rest, &h->my_lba) < 0 ||
	    ingot_bytes_take_le64(&rest, &h->alternate_lba) < 0 ||
	    ingot_bytes_take_le64(&rest, &h->first_usable_lba) < 0 ||
	    ingot_bytes_take_le64(&rest, &h->last_usable_lba) < 0 ||
	    ingot_guid_take(&rest, &h->disk_guid) < 0 ||
	    ingot_bytes_take_le64(&rest, &h->partition_entry_lba) < 0 ||
	    ingot_bytes_take_le32(&rest, &h->entry_count) < 0 ||
	    ingot_bytes_take_le32(&rest, &h->entry_size) < 0 ||
	    ingot_bytes_take_le32(&rest, &h->entries_crc32) < 0)
		return -EBADMSG;
	return ingot_bytes_slice(block, 0, HEADER_SIZE, &h->bytes);
}

/* The checksum is taken with its own field zero. */
static bool checksum_holds(const struct header *h)
{
	static const uint8_t zeros[sizeof(uint32_t)];
	struct ingot_bytes rest = h->bytes;
	struct ingot_bytes front;
	uint32_t crc;

	if (ingot_bytes_take(&rest, CHECKSUM_AT, &front) < 0 ||
	    ingot_bytes_skip(&rest, sizeof(zeros)) < 0)
		return false;
	crc = crc32_add(UINT32_MAX, front);
	crc = crc32_add(crc, (struct ingot_bytes){ zeros, sizeof(zeros) });
	return ~crc32_add(crc, rest) == h->header_crc32;
}

static int cut_entries(const struct check *check, uint64_t block, struct header *h)
{
	uint64_t offset;

	if (h->entry_size != ENTRY_SIZE)
		return unhandled(check, block, 84, "partition entries are not of 128 bytes");
	if (h->entry_count > INGOT_GPT_ENTRY_MAX)
		return unhandled(check, block, 80, "more partition entries than we read");
	if (h->entry_count == 0)
		return broken(check, block, 80, "partition table has no entries");
	if (__builtin_mul_overflow(h->partition_entry_lba, INGOT_GPT_BLOCK_SIZE, &offset) ||
	    ingot_bytes_slice(check->disk, offset, (uint64_t)h->entry_count * ENTRY_SIZE,
			      &h->entries) < 0)
		return broken(check, block, 72, "partition entries lie outside the disk");
	if (~crc32_add(UINT32_MAX, h->entries) != h->entries_crc32)
		return broken(check, block, 88, "checksum of the partition entries is wrong");
	return 0;
}

static int read_header(const struct check *check, uint64_t block, struct header *h)
{
	struct ingot_bytes bytes;

	if (block >= check->block_count ||
	    ingot_bytes_slice(check->disk, block * INGOT_GPT_BLOCK_SIZE, INGOT_GPT_BLOCK_SIZE,
			      &bytes) < 0)
		return ingot_fault_at(check->fault, check->disk.size,
				      "partition table header lies outside the disk");
	if (parse_header(bytes, h) < 0)
		return broken(check, block, 0,
			      "no partition table header of revision 1.0 and 92 bytes");
	if (!checksum_holds(h))
		return broken(check, block, CHECKSUM_AT,
			      "checksum of the partition table header is wrong");
	if (h->my_lba != block)
		return broken(check, block, 24,
			      "partition table header is not where it says it is");
	return cut_entries(check, block, h);
}

static uint64_t entry_blocks(const struct header *h)
{
	return (h->entries.size + INGOT_GPT_BLOCK_SIZE - 1) / INGOT_GPT_BLOCK_SIZE;
}

static int check_primary(const struct check *check, const struct header *h)
{
	if (h->partition_entry_lba <= PRIMARY_BLOCK || h->first_usable_lba > h->last_usable_lba ||
	    h->partition_entry_lba + entry_blocks(h) > h->first_usable_lba)
		return broken(check, PRIMARY_BLOCK, 40,
			      "partition entries overlap the usable blocks");
	if (h->alternate_lba <= h->last_usable_lba)
		return broken(check, PRIMARY_BLOCK, 32, "backup header lies in the usable blocks");
	return 0;
}

static int check_backup(const struct check *check, const struct header *primary,
			const struct header *backup)
{
	uint64_t block = backup->my_lba;

	if (backup->alternate_lba != PRIMARY_BLOCK)
		return broken(check, block, 32, "backup header does not point to the primary one");
	if (backup->partition_entry_lba <= backup->last_usable_lba ||
	    backup->partition_entry_lba + entry_blocks(backup) > block)
		return broken(check, block, 72, "backup of the partition entries is out of place");
	if (backup->first_usable_lba != primary->first_usable_lba ||
	    backup->last_usable_lba != primary->last_usable_lba ||
	    !ingot_guid_equal(&backup->disk_guid, &primary->disk_guid) ||
	    !ingot_bytes_equal(backup->entries, primary->entries))
		return broken(check, block, 0,
			      "backup partition table differs from the primary one");
	return 0;
}

static int read_entry(const struct ingot_gpt *gpt, uint32_t index, struct ingot_partition *p,
		      struct ingot_bytes *name)
{
	struct ingot_bytes rest;

	*p = (struct ingot_partition){ .number = index + 1 };
	if (ingot_bytes_slice(gpt->entries, (uint64_t)index * ENTRY_SIZE, ENTRY_SIZE, &rest) < 0 ||
	    ingot_guid_take(&rest, &p->type) < 0 || ingot_guid_take(&rest, &p->unique) < 0 ||
	    ingot_bytes_take_le64(&rest, &p->first_block) < 0 ||
	    ingot_bytes_take_le64(&rest, &p->last_block) < 0 ||
	    ingot_bytes_take_le64(&rest, &p->attributes) < 0)
		return -EBADMSG;
	*name = rest;
	return 0;
}

/* How partition number @index and those before it break the rules; NULL if they do not. */
static const char *entry_fault(const struct ingot_gpt *gpt, uint32_t index)
{
	struct ingot_partition p;
	struct ingot_bytes name;
	char text[INGOT_GPT_NAME_SIZE];

	if (read_entry(gpt, index, &p, &name) < 0)
		return "partition entry is cut short";
	if (ingot_guid_is_zero(&p.type))
		return NULL;
	if (p.first_block > p.last_block || p.first_block < gpt->first_usable_block ||
	    p.last_block > gpt->last_usable_block)
		return "partition lies outside the usable blocks";
	if (ingot_utf16_text(name, sizeof(text), text) < 0)
		return "partition name is not printable UTF-16";
	for (uint32_t i = 0; i < index; i++) {
		struct ingot_partition q;

		if (read_entry(gpt, i, &q, &name) < 0 || ingot_guid_is_zero(&q.type))
			continue;
		if (p.first_block <= q.last_block && q.first_block <= p.last_block)
			return "partitions overlap";
		if (ingot_guid_equal(&p.unique, &q.unique))
			return "two partitions have the same GUID";
	}
	return NULL;
}

static bool has_large_blocks(struct ingot_bytes disk)
{
	struct ingot_bytes rest = disk;

	return ingot_bytes_skip(&rest, LARGE_BLOCK) == 0 &&
	       ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(SIGNATURE));
}

int ingot_gpt_read(struct ingot_bytes disk, struct ingot_gpt *ret_gpt, struct ingot_fault *fault)
{
	struct check check = { disk, disk.size / INGOT_GPT_BLOCK_SIZE, fault };
	struct header primary;
	struct header backup;
	struct ingot_gpt gpt;
	int r = check_mbr(&check);

	if (r == 0)
		r = read_header(&check, PRIMARY_BLOCK, &primary);
	if (r == -EBADMSG && has_large_blocks(disk))
		return unhandled(&check, 0, LARGE_BLOCK, "disk has blocks of 4096 bytes");
	if (r == 0)
		r = check_primary(&check, &primary);
	if (r == 0)
		r = read_header(&check, primary.alternate_lba, &backup);
	if (r == 0)
		r = check_backup(&check, &primary, &backup);
	if (r < 0)
		return r;
	gpt = (struct ingot_gpt){
		.disk = disk,
		.header = primary.bytes,
		.entries = primary.entries,
		.disk_guid = primary.disk_guid,
		.first_usable_block = primary.first_usable_lba,
		.last_usable_block = primary.last_usable_lba,
		.backup_block = backup.my_lba,
		.entry_count = primary.entry_count,
	};
	for (uint32_t i = 0; i < gpt.entry_count; i++) {
		const char *rule = entry_fault(&gpt, i);

		if (rule)
			return broken(&check, primary.partition_entry_lba, (uint64_t)i * ENTRY_SIZE,
				      rule);
	}
	*ret_gpt = gpt;
	return 0;
}

int ingot_gpt_next(const struct ingot_gpt *gpt, uint32_t *cursor,
		   struct ingot_partition *ret_partition)
{
	for (uint32_t index = *cursor; index < gpt->entry_count; index++) {
		struct ingot_partition partition;
		struct ingot_bytes name;

		if (read_entry(gpt, index, &partition, &name) < 0)
			return -EBADMSG;
		if (ingot_guid_is_zero(&partition.type))
			continue;
		if (ingot_utf16_text(name, sizeof(partition.name), partition.name) < 0)
			return -EBADMSG;
		*cursor = index + 1;
		*ret_partition = partition;
		return 1;
	}
	*cursor = gpt->entry_count;
	return 0;
}

int ingot_gpt_find_type(const struct ingot_gpt *gpt, const struct ingot_guid *type,
			struct ingot_partition *ret_partition)
{
	struct ingot_partition partition;
	struct ingot_partition found;
	unsigned count = 0;
	uint32_t cursor = 0;
	int r;

	while ((r = ingot_gpt_next(gpt, &cursor, &partition)) > 0) {
		if (!ingot_guid_equal(&partition.type, type))
			continue;
		found = partition;
		count++;
	}
	if (r < 0)
		return r;
	if (count != 1)
		return count == 0 ? -ENOENT : -ENOTSUP;
	*ret_partition = found;
	return 0;
}

int ingot_gpt_content(const struct ingot_gpt *gpt, const struct ingot_partition *partition,
		      struct ingot_bytes *ret_content)
{
	uint64_t block_count;
	uint64_t offset;
	uint64_t size;

	if (__builtin_sub_overflow(partition->last_block, partition->first_block, &block_count) ||
	    __builtin_add_overflow(block_count, 1, &block_count) ||
	    __builtin_mul_overflow(partition->first_block, INGOT_GPT_BLOCK_SIZE, &offset) ||
	    __builtin_mul_overflow(block_count, INGOT_GPT_BLOCK_SIZE, &size))
		return -EBADMSG;
	return ingot_bytes_slice(gpt->disk, offset, size, ret_content);
}

/* The count of used entries when @hasher is NULL; else it gets them. */
static int feed_entries(const struct ingot_gpt *gpt, struct ingot_hasher *hasher,
			uint8_t count[static sizeof(uint64_t)])
{
	struct ingot_bytes rest = gpt->entries;
	struct ingot_bytes entry;
	uint32_t used = 0;

	while (ingot_bytes_take(&rest, ENTRY_SIZE, &entry) == 0) {
		struct ingot_bytes fields = entry;
		struct ingot_guid type;

		if (ingot_guid_take(&fields, &type) < 0 || ingot_guid_is_zero(&type))
			continue;
		used++;
		if (hasher && ingot_hasher_update(hasher, entry) < 0)
			return -EIO;
	}
	for (size_t i = 0; i < sizeof(uint64_t); i++)
		count[i] = i < sizeof(used) ? (uint8_t)(used >> 8 * i) : 0;
	return 0;
}

int ingot_gpt_measure(const struct ingot_gpt *gpt, struct ingot_hasher *hasher)
{
	uint8_t count[sizeof(uint64_t)];

	(void)feed_entries(gpt, NULL, count);
	if (ingot_hasher_update(hasher, gpt->header) < 0 ||
	    ingot_hasher_update(hasher, (struct ingot_bytes){ count, sizeof(count) }) < 0)
		return -EIO;
	return feed_entries(gpt, hasher, count);
}
