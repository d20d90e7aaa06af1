/* SPDX-License-Identifier: Apache-2.0 */
/* Salted digests of many blocks (dm-verity, hash type 1: the salt comes first). */
#include "verity/blockhash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

#define BLOCK       INGOT_SHA256_BLOCK_SIZE
#define LANES       INGOT_SHA256_LANE_MAX
#define LENGTH_SIZE 8

/**
 * struct ingot_blockhash - what all blocks have in common
 * @digest_size: bytes
 * @salt:        the whole salt
 * @salt_size:   its bytes
 * @hasher:      OpenSSL's; NULL if @engine does the work
 * @engine:      SHA-256 in lanes
 * @salted:      the chaining value behind the salt's whole 64-byte blocks
 */
struct ingot_blockhash {
	size_t digest_size;
	uint8_t salt[INGOT_VERITY_SALT_MAX];
	size_t salt_size;
	struct ingot_hasher *hasher;
	const struct ingot_sha256_engine *engine;
	struct ingot_sha256_state salted;
};

/**
 * struct batch - blocks that wait for a lane
 * @block: their bytes
 * @entry: where their digests go
 * @count: how many; never more than lanes
 */
struct batch {
	const uint8_t *block[LANES];
	uint8_t *entry[LANES];
	unsigned count;
};

static void take_in_salt(struct ingot_blockhash *b)
{
	struct ingot_sha256_state states[LANES];
	const uint8_t *data[LANES];

	for (unsigned i = 0; i < LANES; i++) {
		states[i] = ingot_sha256_start;
		data[i] = b->salt;
	}
	b->engine->run(states, data, b->salt_size / BLOCK);
	b->salted = states[0];
}

int ingot_blockhash_new(const struct ingot_verity_superblock *superblock,
			const struct ingot_sha256_engine *engine,
			struct ingot_blockhash **ret_blockhash)
{
	ingot_scoped(ingot_blockhash_scoped) struct ingot_blockhash *b = NULL;
	int r = 0;

	if (ingot_hash_size(superblock->hash) == 0 || superblock->salt_size > INGOT_VERITY_SALT_MAX)
		return -EINVAL;
	b = calloc(1, sizeof(*b));
	if (!b)
		return -ENOMEM;
	b->digest_size = ingot_hash_size(superblock->hash);
	b->salt_size = superblock->salt_size;
	memcpy(b->salt, superblock->salt, b->salt_size);
	if (superblock->hash == INGOT_HASH_SHA256)
		b->engine = engine;
	if (b->engine)
		take_in_salt(b);
	else
		r = ingot_hasher_new(&superblock->hash, 1, &b->hasher);
	if (r < 0)
		return r;
	*ret_blockhash = b;
	b = NULL;
	return 0;
}

static int hash_one(struct ingot_blockhash *b, struct ingot_bytes block, uint8_t *entry)
{
	struct ingot_digest digest;

	if (ingot_hasher_update(b->hasher, (struct ingot_bytes){ b->salt, b->salt_size }) < 0 ||
	    ingot_hasher_update(b->hasher, block) < 0 ||
	    ingot_hasher_finish(b->hasher, &digest) < 0)
		return -EIO;
	memcpy(entry, digest.bytes, b->digest_size);
	return 0;
}

/* What is left of a message behind its last whole block, padded (FIPS 180-4, 5.1.1). Returns the
 * number of blocks. */
static size_t pad(uint8_t tail[2 * BLOCK], size_t size, uint64_t message_size)
{
	size_t end = size + 1 + LENGTH_SIZE <= BLOCK ? BLOCK : 2 * BLOCK;

	memset(&tail[size], 0, end - size);
	tail[size] = 0x80;
	for (unsigned i = 0; i < LENGTH_SIZE; i++)
		tail[end - 1 - i] = (uint8_t)(message_size * 8 >> 8 * i);
	return end / BLOCK;
}

static void put_digest(const struct ingot_sha256_state *state, uint8_t *entry)
{
	for (unsigned i = 0; i < INGOT_SHA256_WORD_COUNT; i++)
		for (unsigned j = 0; j < 4; j++)
			entry[4 * i + j] = (uint8_t)(state->word[i] >> (24 - 8 * j));
}

/*
 * The end of the salt and the block are seldom aligned to each other: the block's first bytes go
 * with the salt into a block of their own (head), and its last ones with the padding (tail).
 */
static void hash_lanes(const struct ingot_blockhash *b, const struct batch *batch, size_t size)
{
	struct ingot_sha256_state states[LANES];
	uint8_t edge[LANES][2 * BLOCK];
	const uint8_t *edges[LANES];
	const uint8_t *bodies[LANES];
	size_t salt_rest = b->salt_size % BLOCK;
	size_t head = salt_rest > 0 ? BLOCK - salt_rest : 0;
	size_t tail = (size - head) % BLOCK;
	size_t tail_blocks = 0;

	for (unsigned i = 0; i < b->engine->lanes; i++) {
		const uint8_t *block = batch->block[i];

		states[i] = b->salted;
		memcpy(edge[i], &b->salt[b->salt_size - salt_rest], salt_rest);
		memcpy(&edge[i][salt_rest], block, head);
		edges[i] = edge[i];
		bodies[i] = &block[head];
	}
	if (head > 0)
		b->engine->run(states, edges, 1);
	b->engine->run(states, bodies, (size - head) / BLOCK);
	for (unsigned i = 0; i < b->engine->lanes; i++) {
		memcpy(edge[i], &batch->block[i][size - tail], tail);
		tail_blocks = pad(edge[i], tail, b->salt_size + size);
	}
	b->engine->run(states, edges, tail_blocks);
	for (unsigned i = 0; i < batch->count; i++)
		put_digest(&states[i], batch->entry[i]);
}

/* Lanes without a block of their own do the first one's again. */
static void flush(const struct ingot_blockhash *b, struct batch *batch, size_t size)
{
	if (batch->count == 0)
		return;
	for (unsigned i = batch->count; i < b->engine->lanes; i++)
		batch->block[i] = batch->block[0];
	hash_lanes(b, batch, size);
	batch->count = 0;
}

int ingot_blockhash_run(struct ingot_blockhash *blockhash, const struct ingot_blockhash_job *job,
			uint8_t *ret_entries)
{
	struct batch batch = { .count = 0 };
	struct ingot_bytes rest = job->blocks;
	struct ingot_bytes block;
	uint8_t *entry = ret_entries;

	if (job->block_size < BLOCK || job->block_size % BLOCK != 0 ||
	    job->blocks.size % job->block_size != 0 || job->entry_size < blockhash->digest_size)
		return -EINVAL;
	for (; ingot_bytes_take(&rest, job->block_size, &block) == 0; entry += job->entry_size) {
		if (job->repeat && memcmp(block.data, job->repeat, block.size) == 0) {
			memcpy(entry, job->repeat_entry, job->entry_size);
			continue;
		}
		memset(entry, 0, job->entry_size);
		if (blockhash->engine) {
			batch.block[batch.count] = block.data;
			batch.entry[batch.count++] = entry;
			if (batch.count == blockhash->engine->lanes)
				flush(blockhash, &batch, job->block_size);
		} else if (hash_one(blockhash, block, entry) < 0) {
			return -EIO;
		}
	}
	if (blockhash->engine)
		flush(blockhash, &batch, job->block_size);
	return 0;
}

void ingot_blockhash_free(struct ingot_blockhash *blockhash)
{
	if (!blockhash)
		return;
	ingot_hasher_free(blockhash->hasher);
	free(blockhash);
}

void ingot_blockhash_scoped(struct ingot_blockhash **blockhash)
{
	ingot_blockhash_free(*blockhash);
}
