/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_BLOCKHASH_H
#define INGOT_VERITY_BLOCKHASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "verity/sha256.h"
#include "verity/superblock.h"

/*
 * Digests of many blocks of one size: H(salt || block), each padded with zeros to the size of a
 * tree's entry. SHA-256 by an engine of sha256.h where there is one, everything else through
 * OpenSSL (base/digest.h), which also checks the engines in the tests.
 */

/* A hasher of blocks; one for each thread. Opaque. */
struct ingot_blockhash;

/**
 * struct ingot_blockhash_job - blocks to hash
 * @blocks:       whole blocks, one behind the other
 * @block_size:   bytes, a multiple of 64
 * @entry_size:   bytes between two digests; not less than a digest
 * @repeat:       a block that is likely to come again and again, @block_size bytes; NULL: none
 * @repeat_entry: its digest, as this function gave it; @entry_size bytes
 */
struct ingot_blockhash_job {
	struct ingot_bytes blocks;
	size_t block_size;
	size_t entry_size;
	const uint8_t *repeat;
	const uint8_t *repeat_entry;
};

/**
 * ingot_blockhash_new - prepare for one algorithm and salt
 * @superblock: whose @hash and @salt count; checked by ingot_verity_superblock_check()
 * @engine:     for SHA-256, one that this CPU can run; NULL, or any other algorithm: OpenSSL
 * @ret_blockhash: free with ingot_blockhash_free()
 *
 * Returns 0; -EINVAL if the superblock is not good; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_blockhash_new(const struct ingot_verity_superblock *superblock,
			const struct ingot_sha256_engine *engine,
			struct ingot_blockhash **ret_blockhash);

/**
 * ingot_blockhash_run - hash blocks
 * @job: which
 * @ret_entries: one entry for each block, in order; owned by the caller
 *
 * Returns 0; -EINVAL if the sizes of @job do not fit each other; -EIO if OpenSSL fails:
 * @ret_entries then has entries of some blocks.
 */
int ingot_blockhash_run(struct ingot_blockhash *blockhash, const struct ingot_blockhash_job *job,
			uint8_t *ret_entries);

/** ingot_blockhash_free - release it; NULL is fine. */
void ingot_blockhash_free(struct ingot_blockhash *blockhash);

/** ingot_blockhash_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_blockhash_scoped(struct ingot_blockhash **blockhash);

#endif
