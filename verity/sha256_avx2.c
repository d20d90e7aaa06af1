/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 of eight messages at once, one in each 32-bit element of AVX2's vectors (FIPS 180-4,
 * 6.2.2). For CPUs without the SHA extensions. */
#include "verity/sha256.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline)) TARGET
#define LANES  8
#define ROUNDS 64

INLINE __m256i rotate(__m256i x, const int bits)
{
	return _mm256_or_si256(_mm256_srli_epi32(x, bits), _mm256_slli_epi32(x, 32 - bits));
}

INLINE __m256i xor3(__m256i a, __m256i b, __m256i c)
{
	return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}

/* Eight rows of eight words become eight columns. */
INLINE void transpose(__m256i row[LANES])
{
	__m256i pair[LANES];
	__m256i quad[LANES];

	for (int i = 0; i < LANES; i += 2) {
		pair[i] = _mm256_unpacklo_epi32(row[i], row[i + 1]);
		pair[i + 1] = _mm256_unpackhi_epi32(row[i], row[i + 1]);
	}
	for (int i = 0; i < LANES; i += 4) {
		quad[i] = _mm256_unpacklo_epi64(pair[i], pair[i + 2]);
		quad[i + 1] = _mm256_unpackhi_epi64(pair[i], pair[i + 2]);
		quad[i + 2] = _mm256_unpacklo_epi64(pair[i + 1], pair[i + 3]);
		quad[i + 3] = _mm256_unpackhi_epi64(pair[i + 1], pair[i + 3]);
	}
	for (int i = 0; i < LANES / 2; i++) {
		row[i] = _mm256_permute2x128_si256(quad[i], quad[i + 4], 0x20);
		row[i + 4] = _mm256_permute2x128_si256(quad[i], quad[i + 4], 0x31);
	}
}

/* Eight words of each message, from @offset bytes into it. */
INLINE void load_words(__m256i words[LANES], const uint8_t *const *data, size_t offset)
{
	const __m256i swap = _mm256_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203,
					       0x0c0d0e0f08090a0b, 0x0405060700010203);

	for (int i = 0; i < LANES; i++)
		words[i] = _mm256_shuffle_epi8(
			_mm256_loadu_si256((const __m256i *)(data[i] + offset)), swap);
	transpose(words);
}

/* Word number @t of the message schedule, t > 15; it takes the place of the one sixteen before. */
INLINE void schedule(__m256i w[16], const int t)
{
	const __m256i w15 = w[(t + 1) % 16];
	const __m256i w2 = w[(t + 14) % 16];
	const __m256i sigma0 = xor3(rotate(w15, 7), rotate(w15, 18), _mm256_srli_epi32(w15, 3));
	const __m256i sigma1 = xor3(rotate(w2, 17), rotate(w2, 19), _mm256_srli_epi32(w2, 10));

	w[t % 16] = _mm256_add_epi32(_mm256_add_epi32(w[t % 16], sigma0),
				     _mm256_add_epi32(w[(t + 9) % 16], sigma1));
}

/* Round @t; @v holds a..h, and instead of moving them each round numbers them anew. */
INLINE void round_of(__m256i v[8], const __m256i w[16], const int t)
{
	const __m256i a = v[(0 - t) & 7];
	const __m256i b = v[(1 - t) & 7];
	const __m256i c = v[(2 - t) & 7];
	__m256i *d = &v[(3 - t) & 7];
	const __m256i e = v[(4 - t) & 7];
	const __m256i f = v[(5 - t) & 7];
	const __m256i g = v[(6 - t) & 7];
	__m256i *h = &v[(7 - t) & 7];
	const __m256i constant = _mm256_set1_epi32((int)ingot_sha256_constants[t]);
	const __m256i sum1 = xor3(rotate(e, 6), rotate(e, 11), rotate(e, 25));
	const __m256i choice = _mm256_xor_si256(_mm256_and_si256(e, _mm256_xor_si256(f, g)), g);
	const __m256i sum0 = xor3(rotate(a, 2), rotate(a, 13), rotate(a, 22));
	const __m256i majority =
		_mm256_or_si256(_mm256_and_si256(_mm256_or_si256(a, b), c), _mm256_and_si256(a, b));
	const __m256i t1 =
		_mm256_add_epi32(_mm256_add_epi32(*h, sum1),
				 _mm256_add_epi32(choice, _mm256_add_epi32(constant, w[t % 16])));

	*d = _mm256_add_epi32(*d, t1);
	*h = _mm256_add_epi32(t1, _mm256_add_epi32(sum0, majority));
}

TARGET void ingot_sha256_run_avx2(struct ingot_sha256_state *states, const uint8_t *const *data,
				  size_t block_count)
{
	__m256i state[LANES];

	for (int i = 0; i < LANES; i++)
		state[i] = _mm256_loadu_si256((const __m256i *)states[i].word);
	transpose(state);
	for (size_t block = 0; block < block_count; block++) {
		__m256i v[8];
		__m256i w[16];

		for (int i = 0; i < 8; i++)
			v[i] = state[i];
		load_words(&w[0], data, block * INGOT_SHA256_BLOCK_SIZE);
		load_words(&w[8], data, block * INGOT_SHA256_BLOCK_SIZE + 32);
#pragma GCC unroll 64
		for (int t = 0; t < ROUNDS; t++) {
			if (t > 15)
				schedule(w, t);
			round_of(v, w, t);
		}
		for (int i = 0; i < 8; i++)
			state[i] = _mm256_add_epi32(state[i], v[i]);
	}
	transpose(state);
	for (int i = 0; i < LANES; i++)
		_mm256_storeu_si256((__m256i *)states[i].word, state[i]);
}

#endif
