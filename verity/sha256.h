/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_SHA256_H
#define INGOT_VERITY_SHA256_H

#include <stddef.h>
#include <stdint.h>

/*
 * SHA-256 of several independent messages at once. One message alone leaves most of a CPU idle:
 * each round waits for the one before it. A lane is one message; an engine advances some lanes
 * together, all by the same number of blocks. Spec: FIPS 180-4, 6.2.
 *
 * Only the compression function is here. Padding and salt are those of blockhash.h.
 */

#define INGOT_SHA256_BLOCK_SIZE 64
#define INGOT_SHA256_WORD_COUNT 8
#define INGOT_SHA256_LANE_MAX   8

/**
 * struct ingot_sha256_state - the chaining value of one lane, H0 first, in the CPU's byte order
 * @word: as FIPS 180-4 numbers them
 */
struct ingot_sha256_state {
	uint32_t word[INGOT_SHA256_WORD_COUNT];
};

/**
 * struct ingot_sha256_engine - one way to do it on this CPU
 * @name:  "shani3", …; for tables and tests
 * @lanes: how many messages it advances at once, 1..INGOT_SHA256_LANE_MAX
 * @run:   advance @lanes messages: states[i] takes in @block_count blocks of 64 bytes at data[i].
 *         Data need not be aligned; two lanes may have the same data, but not the same state.
 */
struct ingot_sha256_engine {
	const char *name;
	unsigned lanes;
	void (*run)(struct ingot_sha256_state *states, const uint8_t *const *data,
		    size_t block_count);
};

/* FIPS 180-4, 5.3.3: what every message starts from. */
extern const struct ingot_sha256_state ingot_sha256_start;

/* FIPS 180-4, 4.2.2: one constant for each round; aligned for vector loads. */
extern const uint32_t ingot_sha256_constants[64];

/**
 * ingot_sha256_engine_at - the engines that this CPU can run, the fastest first
 * @index: from 0
 *
 * The order is fixed: three lanes on the SHA extensions, two lanes on them, eight lanes in AVX2.
 * Where there is none, OpenSSL does the work (see blockhash.h).
 *
 * Returns the engine, static; NULL behind the last one.
 */
const struct ingot_sha256_engine *ingot_sha256_engine_at(unsigned index);

/* What the engines run; only to be called where the CPU can (sha256.c asks it). */
void ingot_sha256_run_shani2(struct ingot_sha256_state *states, const uint8_t *const *data,
			     size_t block_count);
void ingot_sha256_run_shani3(struct ingot_sha256_state *states, const uint8_t *const *data,
			     size_t block_count);
void ingot_sha256_run_avx2(struct ingot_sha256_state *states, const uint8_t *const *data,
			   size_t block_count);

#endif
