/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verity_time [SECONDS]: how fast this CPU hashes blocks of 4096 bytes, by each engine and by OpenSSL,
 * one thread, nothing read: the peak that a tree builder could reach. Lines of name and GiB/s of CPU
 * time; the best of many short slices, taken in turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/scoped.h"
#include "verity/blockhash.h"

#define BLOCK_SIZE  4096
#define BLOCK_COUNT 48 /* stays in the second cache */
#define ROUNDS      10
#define ENGINE_MAX  8
#define GIB         (1024.0 * 1024.0 * 1024.0)

static double now(void)
{
	struct timespec time = { 0 };

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double slice(struct ingot_blockhash *blockhash, const uint8_t *data)
{
	static uint8_t entries[BLOCK_COUNT * 32];
	const struct ingot_blockhash_job job = {
		{ data, BLOCK_COUNT * BLOCK_SIZE }, BLOCK_SIZE, 32, NULL, NULL
	};
	double start = now();

	for (int i = 0; i < ROUNDS; i++)
		if (ingot_blockhash_run(blockhash, &job, entries) < 0)
			abort();
	return now() - start;
}

int main(int argc, char **argv)
{
	const struct ingot_verity_superblock superblock = { .hash = INGOT_HASH_SHA256 };
	double end = now() + (argc > 1 ? strtod(argv[1], NULL) : 2);
	struct ingot_blockhash *blockhash[ENGINE_MAX];
	double best[ENGINE_MAX];
	ingot_scoped(ingot_scoped_free) uint8_t *data = malloc(BLOCK_COUNT * BLOCK_SIZE);
	unsigned count = 0;

	if (!data)
		return EXIT_FAILURE;
	for (size_t i = 0; i < BLOCK_COUNT * BLOCK_SIZE; i++)
		data[i] = (uint8_t)(i * 2654435761u >> 13);
	/* the last is none: OpenSSL */
	for (bool more = true; more && count < ENGINE_MAX; count++) {
		const struct ingot_sha256_engine *engine = ingot_sha256_engine_at(count);

		more = engine != NULL;
		best[count] = 1e9;
		if (ingot_blockhash_new(&superblock, engine, &blockhash[count]) < 0)
			return EXIT_FAILURE;
	}
	while (now() < end)
		for (unsigned i = 0; i < count; i++) {
			double time = slice(blockhash[i], data);

			best[i] = time < best[i] ? time : best[i];
		}
	for (unsigned i = 0; i < count; i++) {
		const struct ingot_sha256_engine *engine = ingot_sha256_engine_at(i);

		printf("%s %.2f\n", engine ? engine->name : "openssl",
		       ROUNDS * BLOCK_COUNT * BLOCK_SIZE / best[i] / GIB);
		ingot_blockhash_free(blockhash[i]);
	}
	return EXIT_SUCCESS;
}
