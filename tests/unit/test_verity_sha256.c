/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 engines and salted blocks: each engine that this CPU has against OpenSSL. */
#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "check.h"
#include "verity/blockhash.h"

#define BLOCK_SIZE_MAX  4096
#define BLOCK_COUNT_MAX 37

static uint8_t content[BLOCK_COUNT_MAX * BLOCK_SIZE_MAX];

static void fill(void)
{
	uint32_t state = 1;

	for (size_t i = 0; i < sizeof(content); i++) {
		state = state * 1664525 + 1013904223;
		content[i] = (uint8_t)(state >> 24);
	}
}

static struct ingot_blockhash *hasher_of(const struct ingot_verity_superblock *superblock,
					 const struct ingot_sha256_engine *engine)
{
	struct ingot_blockhash *blockhash = NULL;

	CHECK(ingot_blockhash_new(superblock, engine, &blockhash) == 0);
	return blockhash;
}

/* One block of 64 bytes through the compression function: FIPS 180-4's example "abc", padded. */
static void test_vector(const struct ingot_sha256_engine *engine)
{
	static const uint32_t want[] = { 0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
					 0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad };
	static const uint8_t block[64] = { 'a', 'b', 'c', 0x80, [63] = 24 };
	struct ingot_sha256_state states[INGOT_SHA256_LANE_MAX];
	const uint8_t *data[INGOT_SHA256_LANE_MAX];

	for (unsigned i = 0; i < INGOT_SHA256_LANE_MAX; i++) {
		states[i] = ingot_sha256_start;
		data[i] = block;
	}
	engine->run(states, data, 1);
	for (unsigned i = 0; i < INGOT_SHA256_LANE_MAX; i++)
		CHECK(memcmp(states[i].word, i < engine->lanes ? want : ingot_sha256_start.word,
			     sizeof(want)) == 0);
}

/* Every number of blocks, so every number of idle lanes; salts around the edges of 64 bytes. */
static void test_against_openssl(const struct ingot_sha256_engine *engine)
{
	static const size_t sizes[] = { 512, 1024, 4096 };
	struct ingot_verity_superblock superblock = { .hash = INGOT_HASH_SHA256 };
	uint8_t ours[BLOCK_COUNT_MAX * 32];
	uint8_t theirs[BLOCK_COUNT_MAX * 32];

	memcpy(superblock.salt, content, sizeof(superblock.salt));
	for (unsigned salt = 0; salt <= INGOT_VERITY_SALT_MAX; salt += salt % 64 < 2 ? 1 : 31) {
		struct ingot_blockhash *lanes;
		struct ingot_blockhash *openssl;

		superblock.salt_size = (uint16_t)salt;
		lanes = hasher_of(&superblock, engine);
		openssl = hasher_of(&superblock, NULL);
		for (size_t count = 0; count <= BLOCK_COUNT_MAX; count++) {
			size_t size = sizes[count % ARRAY_COUNT(sizes)];
			struct ingot_blockhash_job job = { { content, count * size },
							   size,
							   32,
							   &content[3 * size],
							   &theirs[3 * 32] };

			CHECK(ingot_blockhash_run(openssl,
						  &(struct ingot_blockhash_job){ job.blocks, size,
										 32, NULL, NULL },
						  theirs) == 0);
			if (count <= 3)
				job.repeat = NULL;
			CHECK(ingot_blockhash_run(lanes, &job, ours) == 0);
			CHECK(memcmp(ours, theirs, count * 32) == 0);
		}
		ingot_blockhash_free(lanes);
		ingot_blockhash_free(openssl);
	}
}

/* printf of salt and block into sha256sum, sha384sum, sha512sum, sha1sum (coreutils 9.1): the salt is
 * "salt", the block 512 times 'x'. */
static void test_algorithms(void)
{
	static const struct {
		enum ingot_hash hash;
		const char *want;
	} vectors[] = {
		{ INGOT_HASH_SHA1, "d734ad15b8f4793ba88d0387a8c89a30acf1d059" },
		{ INGOT_HASH_SHA256,
		  "a67799f3dc4a071919a45d3a4ad4502990528f6f961b4f78ff5cca333b9b389d" },
		{ INGOT_HASH_SHA384,
		  "738e0b0b95c8ac5780b568e91f2966a2a94b0bc622e0914d4b91e3c80f251398"
		  "ca69b3d8069a2e044a23a6fbfcb6010e" },
		{ INGOT_HASH_SHA512,
		  "63289c1119152bbafcf7bcf8c8ec39e2580f72651df85acd42cc692b80a4a305"
		  "b914a71d8c1804d9c80d9ea2c117f4a98611f208f2807e3a8ce27546d215beb5" },
	};
	uint8_t block[512];

	memset(block, 'x', sizeof(block));
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_verity_superblock superblock = { .hash = vectors[i].hash,
							      .salt_size = 4,
							      .salt = "salt" };
		struct ingot_blockhash *blockhash =
			hasher_of(&superblock, ingot_sha256_engine_at(0));
		struct ingot_blockhash_job job = { { block, 512 }, 512, 64, NULL, NULL };
		uint8_t entry[64];
		char text[129];

		CHECK(ingot_blockhash_run(blockhash, &job, entry) == 0);
		CHECK(ingot_hex_encode((struct ingot_bytes){ entry, 64 }, sizeof(text), text) == 0);
		CHECK(strncmp(text, vectors[i].want, strlen(vectors[i].want)) == 0);
		CHECK(strspn(&text[strlen(vectors[i].want)], "0") == 128 - strlen(vectors[i].want));
		ingot_blockhash_free(blockhash);
	}
}

static void test_mistakes(void)
{
	struct ingot_verity_superblock superblock = { .hash = INGOT_HASH_SHA384 };
	struct ingot_blockhash *blockhash = hasher_of(&superblock, NULL);
	struct ingot_blockhash *none = NULL;
	uint8_t entry[64];
	const struct ingot_blockhash_job jobs[] = {
		{ { content, 511 }, 512, 64, NULL, NULL },
		{ { content, 0 }, 0, 64, NULL, NULL },
		{ { content, 100 }, 100, 64, NULL, NULL },
		{ { content, 512 }, 512, 47, NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_COUNT(jobs); i++)
		CHECK(ingot_blockhash_run(blockhash, &jobs[i], entry) == -EINVAL);
	superblock.salt_size = 257;
	CHECK(ingot_blockhash_new(&superblock, NULL, &none) == -EINVAL && !none);
	superblock = (struct ingot_verity_superblock){ .hash = INGOT_HASH_COUNT };
	CHECK(ingot_blockhash_new(&superblock, NULL, &none) == -EINVAL && !none);
	ingot_blockhash_free(blockhash);
	ingot_blockhash_free(NULL);
}

int main(void)
{
	const struct ingot_sha256_engine *engine;

	fill();
	for (unsigned i = 0; (engine = ingot_sha256_engine_at(i)); i++) {
		test_vector(engine);
		test_against_openssl(engine);
	}
	test_algorithms();
	test_mistakes();
	return check_result();
}
