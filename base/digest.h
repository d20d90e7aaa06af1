/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_DIGEST_H
#define INGOT_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Hash algorithms and digests. The only door to OpenSSL's hash functions, and the only table of
 * algorithms.
 */

#define INGOT_DIGEST_SIZE_MAX 64
/* Two hexadecimal digits per byte and a NUL. */
#define INGOT_DIGEST_TEXT_SIZE (2 * INGOT_DIGEST_SIZE_MAX + 1)

/** enum ingot_hash - the algorithms a PCR bank may have, in the order of their TPM identifiers. */
enum ingot_hash {
	INGOT_HASH_SHA1,
	INGOT_HASH_SHA256,
	INGOT_HASH_SHA384,
	INGOT_HASH_SHA512,
	INGOT_HASH_COUNT
};

/**
 * struct ingot_digest - a hash value that knows its algorithm
 * @hash:  algorithm
 * @bytes: the first ingot_hash_size(@hash) bytes count; the rest is zero
 */
struct ingot_digest {
	enum ingot_hash hash;
	uint8_t bytes[INGOT_DIGEST_SIZE_MAX];
};

/** ingot_hash_size - digest size in bytes, 20..64; 0 if @hash is none of the table. */
size_t ingot_hash_size(enum ingot_hash hash);

/**
 * ingot_hash_name - "sha1", "sha256", … as all our files and systemd's log write it; static; NULL
 * if unknown.
 */
const char *ingot_hash_name(enum ingot_hash hash);

/** ingot_hash_tpm_id - TPM_ALG_ID, TCG Algorithm Registry table 3; 0 (TPM_ALG_ERROR) if unknown. */
uint16_t ingot_hash_tpm_id(enum ingot_hash hash);

/**
 * ingot_hash_from_name - find an algorithm by its name
 * @name: exactly as ingot_hash_name() gives it
 * @ret_hash: the algorithm
 *
 * Returns 0; -ENOENT if there is none of that name.
 */
int ingot_hash_from_name(struct ingot_bytes name, enum ingot_hash *ret_hash);

/**
 * ingot_hash_from_tpm_id - find an algorithm by TPM_ALG_ID. Returns 0; -ENOENT if we do not know
 * it.
 */
int ingot_hash_from_tpm_id(uint16_t tpm_id, enum ingot_hash *ret_hash);

/**
 * ingot_digest_of - hash one run of bytes
 * @hash: algorithm
 * @data: bytes; may be empty
 * @ret_digest: its digest
 *
 * Returns 0; -EINVAL if @hash is unknown; -EIO if OpenSSL fails.
 */
int ingot_digest_of(enum ingot_hash hash, struct ingot_bytes data, struct ingot_digest *ret_digest);

/**
 * ingot_digest_from_bytes - make a digest from its raw bytes
 * @hash: algorithm
 * @data: exactly ingot_hash_size(@hash) bytes; copied
 * @ret_digest: the digest
 *
 * Returns 0; -EINVAL if @hash is unknown; -EBADMSG if @data has another size.
 */
int ingot_digest_from_bytes(enum ingot_hash hash, struct ingot_bytes data,
			    struct ingot_digest *ret_digest);

/**
 * ingot_digest_from_hex - the same from lower-case hexadecimal; -EBADMSG if @text is not exactly
 * that.
 */
int ingot_digest_from_hex(enum ingot_hash hash, struct ingot_bytes text,
			  struct ingot_digest *ret_digest);

/**
 * ingot_digest_text - write a digest as lower-case hexadecimal
 * @digest: digest of a known algorithm
 * @ret_text: digits and NUL; owned by the caller
 */
void ingot_digest_text(const struct ingot_digest *digest, char ret_text[INGOT_DIGEST_TEXT_SIZE]);

/** ingot_digest_bytes - view of the bytes that count; valid while @digest lives. */
struct ingot_bytes ingot_digest_bytes(const struct ingot_digest *digest);

/** ingot_digest_equal - same algorithm and same bytes; constant time. */
bool ingot_digest_equal(const struct ingot_digest *a, const struct ingot_digest *b);

/*
 * A hasher feeds the same bytes into several algorithms, so that they are read once for all banks.
 * Opaque.
 */
struct ingot_hasher;

/**
 * ingot_hasher_new - start a hasher
 * @hashes: @count algorithms, each at most once; copied
 * @count: 1..INGOT_HASH_COUNT
 * @ret_hasher: free with ingot_hasher_free()
 *
 * Returns 0; -EINVAL on an unknown algorithm or a bad count; -ENOMEM; -EIO if OpenSSL lacks one of
 * them.
 */
int ingot_hasher_new(const enum ingot_hash *hashes, size_t count, struct ingot_hasher **ret_hasher);

/** ingot_hasher_update - append @data to what is hashed. Returns 0; -EIO if OpenSSL fails. */
int ingot_hasher_update(struct ingot_hasher *hasher, struct ingot_bytes data);

/**
 * ingot_hasher_finish - give the digests of all bytes so far and start again from none
 * @hasher: ready for the next run of bytes afterwards
 * @ret_digests: one per algorithm, in the order given to ingot_hasher_new()
 *
 * Returns 0; -EIO if OpenSSL fails: the hasher is then of no more use.
 */
int ingot_hasher_finish(struct ingot_hasher *hasher, struct ingot_digest *ret_digests);

/**
 * ingot_hasher_copy - a second hasher that has been fed the same bytes
 * @hasher: stays as it is
 * @ret_copy: free with ingot_hasher_free()
 *
 * So that runs of bytes with a common beginning are hashed once up to where they part.
 *
 * Returns 0; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_hasher_copy(const struct ingot_hasher *hasher, struct ingot_hasher **ret_copy);

/** ingot_hasher_free - release it; NULL is fine. */
void ingot_hasher_free(struct ingot_hasher *hasher);

/** ingot_hasher_scoped - for ingot_scoped(): frees the hasher that the variable holds. */
void ingot_hasher_scoped(struct ingot_hasher **hasher);

#endif
