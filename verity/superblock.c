/* SPDX-License-Identifier: Apache-2.0 */
/* dm-verity's superblock, version 1, hash type 1 (cryptsetup's DMVerity format). */
#include "verity/superblock.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define SIGNATURE_SIZE 8
#define VERSION        1
#define HASH_TYPE      1
#define NAME_SIZE      32

#define HASH_TYPE_AT   12
#define UUID_AT        16
#define NAME_AT        32
#define DATA_SIZE_AT   64
#define HASH_SIZE_AT   68
#define COUNT_AT       72
#define SALT_SIZE_AT   80
#define SALT_PAD_AT    82
#define SALT_AT        88

/* Where a rule's field is, for reports. */
static const struct {
	const char *rule;
	unsigned offset;
} rules[] = {
	{ "data block size is no power of two from 512 to 524288", DATA_SIZE_AT },
	{ "hash block size is no power of two from 512 to 524288", HASH_SIZE_AT },
	{ "no data blocks", COUNT_AT },
	{ "more data blocks than a file can have", COUNT_AT },
	{ "salt is longer than 256 bytes", SALT_SIZE_AT },
	{ "algorithm is not known", NAME_AT },
};

enum rule { RULE_DATA_SIZE, RULE_HASH_SIZE, RULE_NONE, RULE_MANY, RULE_SALT, RULE_ALGORITHM };

/* UUIDs stand here in the order of their text, GUIDs in that of EFI; either way it is this step. */
static void swap_uuid(const uint8_t *from, uint8_t *to)
{
	static const uint8_t order[INGOT_GUID_SIZE] = { 3, 2, 1,  0,  5,  4,  7,  6,
							8, 9, 10, 11, 12, 13, 14, 15 };

	for (size_t i = 0; i < INGOT_GUID_SIZE; i++)
		to[i] = from[order[i]];
}

static bool is_block_size(uint32_t size)
{
	return size >= INGOT_VERITY_BLOCK_SIZE_MIN && size <= INGOT_VERITY_BLOCK_SIZE_MAX &&
	       (size & (size - 1)) == 0;
}

const char *ingot_verity_superblock_check(const struct ingot_verity_superblock *superblock)
{
	if (!is_block_size(superblock->data_block_size))
		return rules[RULE_DATA_SIZE].rule;
	if (!is_block_size(superblock->hash_block_size))
		return rules[RULE_HASH_SIZE].rule;
	if (superblock->data_blocks == 0)
		return rules[RULE_NONE].rule;
	if (superblock->data_blocks > (uint64_t)INT64_MAX / superblock->data_block_size)
		return rules[RULE_MANY].rule;
	if (superblock->salt_size > INGOT_VERITY_SALT_MAX)
		return rules[RULE_SALT].rule;
	if (ingot_hash_size(superblock->hash) == 0)
		return rules[RULE_ALGORITHM].rule;
	return NULL;
}

static int check_values(const struct ingot_verity_superblock *superblock, struct ingot_fault *fault)
{
	const char *rule = ingot_verity_superblock_check(superblock);

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rule == rules[i].rule)
			return ingot_fault_at(fault, rules[i].offset, rule);
	return 0;
}

static int read_name(struct ingot_bytes field, struct ingot_verity_superblock *superblock,
		     struct ingot_fault *fault)
{
	struct ingot_bytes name;

	if (ingot_bytes_take_string(&field, &name) < 0)
		return ingot_fault_at(fault, NAME_AT, "name of the algorithm has no end");
	if (!ingot_bytes_all_zero(field))
		return ingot_fault_at(fault, NAME_AT, "bytes behind the algorithm's name");
	if (ingot_hash_from_name(name, &superblock->hash) < 0) {
		(void)ingot_fault_at(fault, NAME_AT, rules[RULE_ALGORITHM].rule);
		return -ENOTSUP;
	}
	return 0;
}

/* Signature to UUID. */
static int read_head(struct ingot_bytes *rest, struct ingot_verity_superblock *superblock,
		     struct ingot_fault *fault)
{
	static const uint8_t signature[SIGNATURE_SIZE] = "verity\0";
	struct ingot_bytes uuid;
	uint32_t version;
	uint32_t hash_type;

	if (!ingot_bytes_take_prefix(rest, (struct ingot_bytes){ signature, SIGNATURE_SIZE }))
		return ingot_fault_at(fault, 0, "no verity superblock");
	if (ingot_bytes_take_le32(rest, &version) < 0 || version != VERSION)
		return ingot_fault_at(fault, SIGNATURE_SIZE, "superblock is not of version 1");
	if (ingot_bytes_take_le32(rest, &hash_type) < 0 || hash_type > HASH_TYPE)
		return ingot_fault_at(fault, HASH_TYPE_AT, "hash type is not known");
	if (hash_type != HASH_TYPE) {
		(void)ingot_fault_at(fault, HASH_TYPE_AT, "hash type 0 is not handled");
		return -ENOTSUP;
	}
	if (ingot_bytes_take(rest, INGOT_GUID_SIZE, &uuid) < 0)
		return ingot_fault_at(fault, UUID_AT, "superblock is cut short");
	swap_uuid(uuid.data, superblock->uuid.bytes);
	return 0;
}

static int read_salt(struct ingot_bytes rest, struct ingot_verity_superblock *superblock,
		     struct ingot_fault *fault)
{
	struct ingot_bytes pad;
	struct ingot_bytes salt;

	if (ingot_bytes_take_le16(&rest, &superblock->salt_size) < 0 ||
	    superblock->salt_size > INGOT_VERITY_SALT_MAX)
		return ingot_fault_at(fault, SALT_SIZE_AT, rules[RULE_SALT].rule);
	if (ingot_bytes_take(&rest, SALT_AT - SALT_PAD_AT, &pad) < 0 || !ingot_bytes_all_zero(pad))
		return ingot_fault_at(fault, SALT_PAD_AT,
				      "bytes in front of the salt are not zero");
	if (ingot_bytes_take(&rest, superblock->salt_size, &salt) < 0 ||
	    !ingot_bytes_all_zero(rest))
		return ingot_fault_at(fault, SALT_AT + superblock->salt_size,
				      "bytes behind the salt are not zero");
	if (salt.size > 0)
		memcpy(superblock->salt, salt.data, salt.size);
	return 0;
}

int ingot_verity_superblock_read(struct ingot_bytes bytes,
				 struct ingot_verity_superblock *ret_superblock,
				 struct ingot_fault *fault)
{
	struct ingot_verity_superblock superblock = { 0 };
	struct ingot_bytes rest;
	struct ingot_bytes name;
	int r;

	if (ingot_bytes_take(&bytes, INGOT_VERITY_SUPERBLOCK_SIZE, &rest) < 0)
		return ingot_fault_at(fault, bytes.size, "superblock is cut short");
	r = read_head(&rest, &superblock, fault);
	if (r == 0 && ingot_bytes_take(&rest, NAME_SIZE, &name) < 0)
		return -EBADMSG;
	if (r == 0)
		r = read_name(name, &superblock, fault);
	if (r < 0)
		return r;
	if (ingot_bytes_take_le32(&rest, &superblock.data_block_size) < 0 ||
	    ingot_bytes_take_le32(&rest, &superblock.hash_block_size) < 0 ||
	    ingot_bytes_take_le64(&rest, &superblock.data_blocks) < 0)
		return -EBADMSG;
	r = read_salt(rest, &superblock, fault);
	if (r == 0)
		r = check_values(&superblock, fault);
	if (r == 0)
		*ret_superblock = superblock;
	return r;
}

static void put(uint8_t *bytes, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
}

void ingot_verity_superblock_write(const struct ingot_verity_superblock *superblock,
				   uint8_t ret_bytes[INGOT_VERITY_SUPERBLOCK_SIZE])
{
	const char *name = ingot_hash_name(superblock->hash);

	memset(ret_bytes, 0, INGOT_VERITY_SUPERBLOCK_SIZE);
	memcpy(ret_bytes, "verity", 6);
	put(&ret_bytes[SIGNATURE_SIZE], VERSION, 4);
	put(&ret_bytes[HASH_TYPE_AT], HASH_TYPE, 4);
	swap_uuid(superblock->uuid.bytes, &ret_bytes[UUID_AT]);
	memcpy(&ret_bytes[NAME_AT], name, strlen(name));
	put(&ret_bytes[DATA_SIZE_AT], superblock->data_block_size, 4);
	put(&ret_bytes[HASH_SIZE_AT], superblock->hash_block_size, 4);
	put(&ret_bytes[COUNT_AT], superblock->data_blocks, 8);
	put(&ret_bytes[SALT_SIZE_AT], superblock->salt_size, 2);
	memcpy(&ret_bytes[SALT_AT], superblock->salt, superblock->salt_size);
}
