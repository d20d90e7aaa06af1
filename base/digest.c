/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hash algorithms and digests over OpenSSL's EVP; identifiers from the TCG Algorithm Registry, rev.
 * 1.34, table 3.
 */
#include "base/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/scoped.h"

struct hash_entry {
	const char *name;
	const char *openssl_name;
	size_t size;
	uint16_t tpm_id;
};

static const struct hash_entry hash_table[INGOT_HASH_COUNT] = {
	[INGOT_HASH_SHA1] = { "sha1", "SHA1", 20, 0x0004 },
	[INGOT_HASH_SHA256] = { "sha256", "SHA2-256", 32, 0x000b },
	[INGOT_HASH_SHA384] = { "sha384", "SHA2-384", 48, 0x000c },
	[INGOT_HASH_SHA512] = { "sha512", "SHA2-512", 64, 0x000d },
};

struct ingot_hasher {
	size_t count;
	struct {
		enum ingot_hash hash;
		EVP_MD *method;
		EVP_MD_CTX *context;
	} bank[INGOT_HASH_COUNT];
};

static const struct hash_entry *entry_of(enum ingot_hash hash)
{
	return (unsigned)hash < INGOT_HASH_COUNT ? &hash_table[hash] : NULL;
}

size_t ingot_hash_size(enum ingot_hash hash)
{
	const struct hash_entry *entry = entry_of(hash);

	return entry ? entry->size : 0;
}

const char *ingot_hash_name(enum ingot_hash hash)
{
	const struct hash_entry *entry = entry_of(hash);

	return entry ? entry->name : NULL;
}

uint16_t ingot_hash_tpm_id(enum ingot_hash hash)
{
	const struct hash_entry *entry = entry_of(hash);

	return entry ? entry->tpm_id : 0;
}

int ingot_hash_from_name(struct ingot_bytes name, enum ingot_hash *ret_hash)
{
	for (unsigned i = 0; i < INGOT_HASH_COUNT; i++) {
		if (!ingot_bytes_equal_text(name, hash_table[i].name))
			continue;
		*ret_hash = (enum ingot_hash)i;
		return 0;
	}
	return -ENOENT;
}

int ingot_hash_from_tpm_id(uint16_t tpm_id, enum ingot_hash *ret_hash)
{
	for (unsigned i = 0; i < INGOT_HASH_COUNT; i++) {
		if (hash_table[i].tpm_id != tpm_id)
			continue;
		*ret_hash = (enum ingot_hash)i;
		return 0;
	}
	return -ENOENT;
}

int ingot_digest_of(enum ingot_hash hash, struct ingot_bytes data, struct ingot_digest *ret_digest)
{
	struct ingot_digest digest = { .hash = hash };
	const struct hash_entry *entry = entry_of(hash);

	if (!entry)
		return -EINVAL;
	if (EVP_Q_digest(NULL, entry->openssl_name, NULL, data.data, data.size, digest.bytes,
			 NULL) != 1)
		return -EIO;
	*ret_digest = digest;
	return 0;
}

int ingot_digest_from_bytes(enum ingot_hash hash, struct ingot_bytes data,
			    struct ingot_digest *ret_digest)
{
	const struct hash_entry *entry = entry_of(hash);

	if (!entry)
		return -EINVAL;
	if (data.size != entry->size)
		return -EBADMSG;
	*ret_digest = (struct ingot_digest){ .hash = hash };
	memcpy(ret_digest->bytes, data.data, data.size);
	return 0;
}

int ingot_digest_from_hex(enum ingot_hash hash, struct ingot_bytes text,
			  struct ingot_digest *ret_digest)
{
	struct ingot_digest digest = { .hash = hash };
	const struct hash_entry *entry = entry_of(hash);

	if (!entry)
		return -EINVAL;
	if (ingot_hex_decode(text, entry->size, digest.bytes) < 0)
		return -EBADMSG;
	*ret_digest = digest;
	return 0;
}

void ingot_digest_text(const struct ingot_digest *digest, char ret_text[INGOT_DIGEST_TEXT_SIZE])
{
	(void)ingot_hex_encode(ingot_digest_bytes(digest), INGOT_DIGEST_TEXT_SIZE,
			       ret_text); /* always fits */
}

struct ingot_bytes ingot_digest_bytes(const struct ingot_digest *digest)
{
	return (struct ingot_bytes){ digest->bytes, ingot_hash_size(digest->hash) };
}

bool ingot_digest_equal(const struct ingot_digest *a, const struct ingot_digest *b)
{
	return a->hash == b->hash &&
	       ingot_bytes_equal_secret(ingot_digest_bytes(a), ingot_digest_bytes(b));
}

static int start_bank(struct ingot_hasher *hasher, enum ingot_hash hash)
{
	size_t i = hasher->count;
	const struct hash_entry *entry = entry_of(hash);

	if (!entry)
		return -EINVAL;
	hasher->bank[i].hash = hash;
	hasher->bank[i].context = EVP_MD_CTX_new();
	/* fetched once: an implicit fetch at every restart costs more than hashing a short event */
	hasher->bank[i].method = EVP_MD_fetch(NULL, entry->openssl_name, NULL);
	hasher->count++;
	if (!hasher->bank[i].context)
		return -ENOMEM;
	if (!hasher->bank[i].method ||
	    EVP_DigestInit_ex2(hasher->bank[i].context, hasher->bank[i].method, NULL) != 1)
		return -EIO;
	return 0;
}

int ingot_hasher_new(const enum ingot_hash *hashes, size_t count, struct ingot_hasher **ret_hasher)
{
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;

	if (count == 0 || count > INGOT_HASH_COUNT)
		return -EINVAL;
	hasher = calloc(1, sizeof(*hasher));
	if (!hasher)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		int r = start_bank(hasher, hashes[i]);

		if (r < 0)
			return r;
	}
	*ret_hasher = hasher;
	hasher = NULL;
	return 0;
}

int ingot_hasher_update(struct ingot_hasher *hasher, struct ingot_bytes data)
{
	for (size_t i = 0; i < hasher->count; i++)
		if (EVP_DigestUpdate(hasher->bank[i].context, data.data, data.size) != 1)
			return -EIO;
	return 0;
}

int ingot_hasher_finish(struct ingot_hasher *hasher, struct ingot_digest *ret_digests)
{
	struct ingot_digest digests[INGOT_HASH_COUNT] = { 0 };

	for (size_t i = 0; i < hasher->count; i++) {
		digests[i].hash = hasher->bank[i].hash;
		if (EVP_DigestFinal_ex(hasher->bank[i].context, digests[i].bytes, NULL) != 1 ||
		    EVP_DigestInit_ex2(hasher->bank[i].context, hasher->bank[i].method, NULL) != 1)
			return -EIO;
	}
	memcpy(ret_digests, digests, hasher->count * sizeof(*digests));
	return 0;
}

int ingot_hasher_copy(const struct ingot_hasher *hasher, struct ingot_hasher **ret_copy)
{
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *copy = NULL;
	enum ingot_hash hashes[INGOT_HASH_COUNT];
	int r;

	for (size_t i = 0; i < hasher->count; i++)
		hashes[i] = hasher->bank[i].hash;
	r = ingot_hasher_new(hashes, hasher->count, &copy);
	if (r < 0)
		return r;
	for (size_t i = 0; i < hasher->count; i++)
		if (EVP_MD_CTX_copy_ex(copy->bank[i].context, hasher->bank[i].context) != 1)
			return -EIO;
	*ret_copy = copy;
	copy = NULL;
	return 0;
}

void ingot_hasher_free(struct ingot_hasher *hasher)
{
	if (!hasher)
		return;
	for (size_t i = 0; i < hasher->count; i++) {
		EVP_MD_CTX_free(hasher->bank[i].context);
		EVP_MD_free(hasher->bank[i].method);
	}
	free(hasher);
}

void ingot_hasher_scoped(struct ingot_hasher **hasher)
{
	ingot_hasher_free(*hasher);
}
