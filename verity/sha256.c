/* SPDX-License-Identifier: Apache-2.0 */
/* Which SHA-256 engines this CPU has, and the constants that they share (FIPS 180-4). */
#include "verity/sha256.h"

#include <stdbool.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

const struct ingot_sha256_state ingot_sha256_start = { { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
							 0xa54ff53a, 0x510e527f, 0x9b05688c,
							 0x1f83d9ab, 0x5be0cd19 } };

__attribute__((aligned(64))) const uint32_t ingot_sha256_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2
};

#if defined(__x86_64__)

/* CPUID leaf 7, EBX: SHA extensions. Not every compiler's built-in knows that name. */
#define CPUID_EXTENDED 7
#define CPUID_SHA      (1u << 29)

static bool has_sha(void)
{
	unsigned eax;
	unsigned ebx;
	unsigned ecx;
	unsigned edx;

	if (!__get_cpuid_count(CPUID_EXTENDED, 0, &eax, &ebx, &ecx, &edx))
		return false;
	return (ebx & CPUID_SHA) && __builtin_cpu_supports("sse4.1") &&
	       __builtin_cpu_supports("ssse3");
}

/* Asks the operating system too: it has to save the wide registers. */
static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2") != 0;
}

static const struct {
	struct ingot_sha256_engine engine;
	bool (*is_there)(void);
} table[] = {
	{ { "shani3", 3, ingot_sha256_run_shani3 }, has_sha },
	{ { "shani2", 2, ingot_sha256_run_shani2 }, has_sha },
	{ { "avx2", 8, ingot_sha256_run_avx2 }, has_avx2 },
};

const struct ingot_sha256_engine *ingot_sha256_engine_at(unsigned index)
{
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].is_there() && index-- == 0)
			return &table[i].engine;
	return NULL;
}

#else

const struct ingot_sha256_engine *ingot_sha256_engine_at(unsigned index)
{
	(void)index;
	return NULL;
}

#endif
