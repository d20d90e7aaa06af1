/* SPDX-License-Identifier: Apache-2.0 */
/* The object that a wrapped recovery key is tied to; TPM 2.0 Library Part 2, TPMT_PUBLIC. */
#include "node/recovery_anchor.h"

#include <errno.h>
#include <string.h>

#include "base/digest.h"

#define HASH_SIZE          32
#define ALG_KEYEDHASH      0x0008
#define ALG_SHA256         0x000b
#define ALG_NULL           0x0010
#define CC_POLICY_CODE     0x0000016c
#define CC_POLICY_PCR      0x0000017f
#define CC_ACTIVATE        0x00000147
#define USER_WITH_AUTH     0x00000040
#define ADMIN_WITH_POLICY  0x00000080
#define NO_DICTIONARY_LOCK 0x00000400

/* Everything that is hashed or loaded here is smaller. */
struct buffer {
	uint8_t bytes[2 * HASH_SIZE + INGOT_RECOVERY_PCR_MAX * HASH_SIZE];
	size_t size;
};

static void put(struct buffer *buffer, const void *bytes, size_t size)
{
	memcpy(&buffer->bytes[buffer->size], bytes, size);
	buffer->size += size;
}

static void put_be16(struct buffer *buffer, uint16_t value)
{
	const uint8_t bytes[] = { (uint8_t)(value >> 8), (uint8_t)value };

	put(buffer, bytes, sizeof(bytes));
}

static void put_be32(struct buffer *buffer, uint32_t value)
{
	put_be16(buffer, (uint16_t)(value >> 16));
	put_be16(buffer, (uint16_t)value);
}

static int hash(const struct buffer *buffer, uint8_t ret_hash[HASH_SIZE])
{
	struct ingot_digest digest;
	int r = ingot_digest_of(INGOT_HASH_SHA256,
				(struct ingot_bytes){ buffer->bytes, buffer->size }, &digest);

	if (r == 0)
		memcpy(ret_hash, digest.bytes, HASH_SIZE);
	return r;
}

/* TPML_PCR_SELECTION of one bank, SHA-256. */
static void put_selection(struct buffer *buffer, uint32_t pcrs)
{
	const uint8_t select[] = { 3, (uint8_t)pcrs, (uint8_t)(pcrs >> 8), (uint8_t)(pcrs >> 16) };

	put_be32(buffer, 1);
	put_be16(buffer, ALG_SHA256);
	put(buffer, select, sizeof(select));
}

static int make_policy(const uint8_t (*pcr_values)[32], uint32_t pcrs,
		       uint8_t ret_policy[HASH_SIZE])
{
	struct buffer values = { 0 }, step = { 0 };
	uint8_t digest[HASH_SIZE] = { 0 };
	int r;

	for (unsigned i = 0; i < INGOT_RECOVERY_PCR_MAX; i++)
		if (pcrs >> i & 1)
			put(&values, pcr_values[i], HASH_SIZE);
	put(&step, digest, HASH_SIZE);
	put_be32(&step, CC_POLICY_PCR);
	put_selection(&step, pcrs);
	r = hash(&values, digest);
	put(&step, digest, HASH_SIZE);
	if (r == 0)
		r = hash(&step, digest);
	step.size = 0;
	put(&step, digest, HASH_SIZE);
	put_be32(&step, CC_POLICY_CODE);
	put_be32(&step, CC_ACTIVATE);
	return r < 0 ? r : hash(&step, ret_policy);
}

/* The field that ties the public half to the sensitive one: H(seedValue || data). */
static int make_unique(uint8_t ret_unique[HASH_SIZE])
{
	static const uint8_t seed[INGOT_RECOVERY_ANCHOR_SEED_SIZE];
	struct buffer sensitive = { 0 };

	put(&sensitive, seed, sizeof(seed));
	put(&sensitive, INGOT_RECOVERY_ANCHOR_DATA, strlen(INGOT_RECOVERY_ANCHOR_DATA));
	return hash(&sensitive, ret_unique);
}

int ingot_recovery_anchor_make(const uint8_t (*pcr_values)[32], uint32_t pcrs,
			       struct ingot_recovery_anchor *ret_anchor)
{
	struct ingot_recovery_anchor anchor = { .name = { 0, ALG_SHA256 } };
	uint8_t policy[HASH_SIZE], unique[HASH_SIZE];
	struct buffer area = { 0 };
	int r = 0;

	if (pcrs >> INGOT_RECOVERY_PCR_MAX || (pcrs && !pcr_values))
		return -EINVAL;
	if (pcrs)
		r = make_policy(pcr_values, pcrs, policy);
	if (r == 0)
		r = make_unique(unique);
	if (r < 0)
		return -EIO;
	put_be16(&area, ALG_KEYEDHASH);
	put_be16(&area, ALG_SHA256);
	put_be32(&area, NO_DICTIONARY_LOCK | (pcrs ? ADMIN_WITH_POLICY : USER_WITH_AUTH));
	put_be16(&area, pcrs ? HASH_SIZE : 0);
	if (pcrs)
		put(&area, policy, HASH_SIZE);
	put_be16(&area, ALG_NULL); /* sealed data: no scheme */
	put_be16(&area, HASH_SIZE);
	put(&area, unique, HASH_SIZE);
	if (hash(&area, &anchor.name[2]) < 0)
		return -EIO;
	memcpy(anchor.area, area.bytes, area.size);
	anchor.area_size = area.size;
	*ret_anchor = anchor;
	return 0;
}
