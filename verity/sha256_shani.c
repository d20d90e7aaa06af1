/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 on the x86 SHA extensions, two and three messages at once (FIPS 180-4, 6.2.2; Intel SDM
 * volume 2, SHA256RNDS2, SHA256MSG1, SHA256MSG2). */
#include "verity/sha256.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET       __attribute__((target("sha,sse4.1,ssse3")))
#define INLINE       static inline __attribute__((always_inline)) TARGET
#define LANES        3  /* at most */
#define ROUND_GROUPS 16 /* of four rounds */

/**
 * struct lane - a message between two rounds, as the instructions want it
 * @abef, @cdgh: the working variables
 * @w:           the next sixteen words of the message schedule, four to a vector
 */
struct lane {
	__m128i abef;
	__m128i cdgh;
	__m128i w[4];
};

INLINE __m128i load(const void *from)
{
	return _mm_loadu_si128((const __m128i *)from);
}

INLINE void load_state(struct lane *lane, const struct ingot_sha256_state *state)
{
	__m128i cdab = _mm_shuffle_epi32(load(&state->word[0]), 0xb1);
	__m128i efgh = _mm_shuffle_epi32(load(&state->word[4]), 0x1b);

	lane->abef = _mm_alignr_epi8(cdab, efgh, 8);
	lane->cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
}

INLINE void store_state(const struct lane *lane, struct ingot_sha256_state *state)
{
	__m128i feba = _mm_shuffle_epi32(lane->abef, 0x1b);
	__m128i dchg = _mm_shuffle_epi32(lane->cdgh, 0xb1);

	_mm_storeu_si128((__m128i *)&state->word[0], _mm_blend_epi16(feba, dchg, 0xf0));
	_mm_storeu_si128((__m128i *)&state->word[4], _mm_alignr_epi8(dchg, feba, 8));
}

INLINE void load_words(struct lane *lane, const uint8_t *block)
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

	for (int i = 0; i < 4; i++)
		lane->w[i] = _mm_shuffle_epi8(load(block + 16 * i), swap);
}

/* Four rounds of all lanes, instruction by instruction, so that they fill each other's waits. */
INLINE void rounds(struct lane *lane, const int lanes, const int group)
{
	const __m128i constants = load(&ingot_sha256_constants[4 * group]);
	__m128i sum[LANES];

	for (int i = 0; i < lanes; i++)
		sum[i] = _mm_add_epi32(lane[i].w[group % 4], constants);
	for (int i = 0; i < lanes; i++)
		lane[i].cdgh = _mm_sha256rnds2_epu32(lane[i].cdgh, lane[i].abef, sum[i]);
	for (int i = 0; i < lanes; i++)
		sum[i] = _mm_shuffle_epi32(sum[i], 0x0e);
	for (int i = 0; i < lanes; i++)
		lane[i].abef = _mm_sha256rnds2_epu32(lane[i].abef, lane[i].cdgh, sum[i]);
}

/* The words that were used become those sixteen later. */
INLINE void schedule(struct lane *lane, const int lanes, const int group)
{
	for (int i = 0; i < lanes; i++) {
		__m128i *w0 = &lane[i].w[group % 4];
		const __m128i w1 = lane[i].w[(group + 1) % 4];
		const __m128i w2 = lane[i].w[(group + 2) % 4];
		const __m128i w3 = lane[i].w[(group + 3) % 4];
		__m128i sum =
			_mm_add_epi32(_mm_sha256msg1_epu32(*w0, w1), _mm_alignr_epi8(w3, w2, 4));

		*w0 = _mm_sha256msg2_epu32(sum, w3);
	}
}

/* @lanes is a constant where this is inlined: all arrays become registers. */
INLINE void run(struct ingot_sha256_state *states, const uint8_t *const *data, size_t block_count,
		const int lanes)
{
	struct lane lane[LANES];

	for (int i = 0; i < lanes; i++)
		load_state(&lane[i], &states[i]);
	for (size_t block = 0; block < block_count; block++) {
		__m128i abef[LANES];
		__m128i cdgh[LANES];

		for (int i = 0; i < lanes; i++) {
			abef[i] = lane[i].abef;
			cdgh[i] = lane[i].cdgh;
			load_words(&lane[i], data[i] + block * INGOT_SHA256_BLOCK_SIZE);
		}
#pragma GCC unroll 16
		for (int group = 0; group < ROUND_GROUPS; group++) {
			rounds(lane, lanes, group);
			if (group < ROUND_GROUPS - 4)
				schedule(lane, lanes, group);
		}
		for (int i = 0; i < lanes; i++) {
			lane[i].abef = _mm_add_epi32(lane[i].abef, abef[i]);
			lane[i].cdgh = _mm_add_epi32(lane[i].cdgh, cdgh[i]);
		}
	}
	for (int i = 0; i < lanes; i++)
		store_state(&lane[i], &states[i]);
}

TARGET void ingot_sha256_run_shani2(struct ingot_sha256_state *states, const uint8_t *const *data,
				    size_t block_count)
{
	run(states, data, block_count, 2);
}

TARGET void ingot_sha256_run_shani3(struct ingot_sha256_state *states, const uint8_t *const *data,
				    size_t block_count)
{
	run(states, data, block_count, 3);
}

#endif
