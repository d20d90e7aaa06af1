/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

/*
 * Sources: digests of "" and "abc" by coreutils' sha*sum; identifiers from the TCG Algorithm
 * Registry, table 3.
 */
static const struct {
	enum ingot_hash hash;
	const char *name, *empty, *abc;
	size_t size;
	uint16_t tpm_id;
} vectors[] = {
	{ INGOT_HASH_SHA1, "sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	  "a9993e364706816aba3e25717850c26c9cd0d89d", 20, 0x04 },
	{ INGOT_HASH_SHA256, "sha256",
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 32, 0x0b },
	{ INGOT_HASH_SHA384, "sha384",
	  "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
	  "274edebfe76f65fbd51ad2f14898b95b",
	  "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
	  "8086072ba1e7cc2358baeca134c825a7",
	  48, 0x0c },
	{ INGOT_HASH_SHA512, "sha512",
	  "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
	  "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
	  "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	  "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	  64, 0x0d },
};

static void test_table(void)
{
	enum ingot_hash hash = INGOT_HASH_COUNT;

	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		CHECK(ingot_hash_size(vectors[i].hash) == vectors[i].size);
		CHECK_TEXT(ingot_hash_name(vectors[i].hash), vectors[i].name);
		CHECK(ingot_hash_tpm_id(vectors[i].hash) == vectors[i].tpm_id);
		CHECK(ingot_hash_from_name(ingot_bytes_of_text(vectors[i].name), &hash) == 0);
		CHECK(hash == vectors[i].hash);
		hash = INGOT_HASH_COUNT;
		CHECK(ingot_hash_from_tpm_id(vectors[i].tpm_id, &hash) == 0 &&
		      hash == vectors[i].hash);
	}
	hash = INGOT_HASH_COUNT;
	CHECK(ingot_hash_from_name(ingot_bytes_of_text("SHA256"), &hash) == -ENOENT);
	CHECK(ingot_hash_from_name(ingot_bytes_of_text(""), &hash) == -ENOENT);
	CHECK(ingot_hash_from_tpm_id(0x12, &hash) == -ENOENT && hash == INGOT_HASH_COUNT);
	CHECK(ingot_hash_size(INGOT_HASH_COUNT) == 0 && ingot_hash_name(INGOT_HASH_COUNT) == NULL);
	CHECK(ingot_hash_tpm_id(INGOT_HASH_COUNT) == 0);
}

static void test_one_shot(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_digest digest = { 0 }, same = { 0 };
		char text[INGOT_DIGEST_TEXT_SIZE];
		struct ingot_bytes hex = ingot_bytes_of_text(vectors[i].abc);

		CHECK(ingot_digest_of(vectors[i].hash, (struct ingot_bytes){ NULL, 0 }, &digest) ==
		      0);
		ingot_digest_text(&digest, text);
		CHECK_TEXT(text, vectors[i].empty);
		CHECK(ingot_digest_from_hex(vectors[i].hash, hex, &same) == 0);
		CHECK(!ingot_digest_equal(&digest, &same));
		CHECK(ingot_digest_of(vectors[i].hash, ingot_bytes_of_text("abc"), &digest) == 0);
		CHECK(ingot_digest_equal(&digest, &same));
		CHECK(ingot_digest_bytes(&digest).size == vectors[i].size);
		same = (struct ingot_digest){ 0 };
		CHECK(ingot_digest_from_bytes(vectors[i].hash, ingot_digest_bytes(&digest),
					      &same) == 0);
		CHECK(memcmp(&same, &digest, sizeof(same)) == 0);
	}
}

static void test_refused(void)
{
	struct ingot_digest digest = { .hash = INGOT_HASH_SHA512 };
	struct ingot_digest other = { .hash = INGOT_HASH_SHA256 };

	CHECK(ingot_digest_of(INGOT_HASH_COUNT, ingot_bytes_of_text("abc"), &digest) == -EINVAL);
	CHECK(ingot_digest_from_hex(INGOT_HASH_SHA1, ingot_bytes_of_text("00"), &digest) ==
	      -EBADMSG);
	CHECK(ingot_digest_from_hex(INGOT_HASH_COUNT, ingot_bytes_of_text(""), &digest) == -EINVAL);
	CHECK(ingot_digest_from_bytes(INGOT_HASH_SHA1, ingot_bytes_of_text("short"), &digest) ==
	      -EBADMSG);
	CHECK(digest.hash == INGOT_HASH_SHA512);
	CHECK(!ingot_digest_equal(&digest, &other)); /* both all zero, of different algorithms */
}

/* The same bytes in any cuts give the one-shot digests, and a finished hasher starts anew. */
static void test_hasher(void)
{
	static const enum ingot_hash hashes[] = { INGOT_HASH_SHA384, INGOT_HASH_SHA1,
						  INGOT_HASH_SHA256 };
	struct ingot_hasher *hasher = NULL;
	struct ingot_digest digests[ARRAY_COUNT(hashes)], want;
	struct ingot_hasher *copy = NULL;

	CHECK(ingot_hasher_new(hashes, 0, &hasher) == -EINVAL && !hasher);
	CHECK(ingot_hasher_new(hashes, INGOT_HASH_COUNT + 1, &hasher) == -EINVAL && !hasher);
	CHECK(ingot_hasher_new(&(enum ingot_hash){ INGOT_HASH_COUNT }, 1, &hasher) == -EINVAL &&
	      !hasher);
	if (!CHECK(ingot_hasher_new(hashes, ARRAY_COUNT(hashes), &hasher) == 0))
		return;
	for (size_t cut = 0; cut <= 3; cut++) {
		struct ingot_bytes rest = ingot_bytes_of_text("abc"), part;

		CHECK(ingot_bytes_take(&rest, cut, &part) == 0);
		CHECK(ingot_hasher_update(hasher, part) == 0);
		CHECK(ingot_hasher_copy(hasher, &copy) == 0);
		CHECK(ingot_hasher_update(hasher, ingot_bytes_of_text("other")) == 0 &&
		      ingot_hasher_finish(hasher, digests) == 0);
		ingot_hasher_free(hasher);
		hasher = copy; /* goes on where it was taken */
		CHECK(ingot_hasher_update(hasher, rest) == 0);
		CHECK(ingot_hasher_finish(hasher, digests) == 0);
		for (size_t i = 0; i < ARRAY_COUNT(hashes); i++) {
			CHECK(ingot_digest_of(hashes[i], ingot_bytes_of_text("abc"), &want) == 0);
			CHECK(ingot_digest_equal(&digests[i], &want));
		}
	}
	ingot_hasher_free(hasher);
	ingot_hasher_free(NULL);
}

int main(void)
{
	test_table();
	test_one_shot();
	test_refused();
	test_hasher();
	return check_result();
}
