/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/luks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"
#include "tests/unit/luks_fixture.h"

#define SECOND INGOT_LUKS_HEADER_SIZE
#define NONE   NULL

/* Which header each copy is from, and whether a byte of it is broken or changed with checksum. */
static const struct {
	const char *first;
	const char *second;
	bool break_first;
	bool break_second;
	int want;
	uint32_t slots;
	bool first_stays;
	bool second_stays;
} vectors[] = {
	{ "integrity-recovery", "integrity-recovery", false, false, 0, 3, true, true },
	/* a power cut between the copies: the newer counts, in either place */
	{ "rebound", "integrity-recovery", false, false, 0, 5, true, true },
	{ "integrity-recovery", "rebound", false, false, 0, 5, true, true },
	/* a power cut within a copy */
	{ "rebound", "integrity-recovery", true, false, 0, 3, false, true },
	{ "integrity-recovery", "rebound", false, true, 0, 3, true, false },
	{ "integrity-recovery", NONE, false, false, 0, 3, true, false },
	{ NONE, "rebound", false, false, 0, 5, false, true },
	{ "integrity-recovery", "integrity-recovery", true, true, -EKEYREJECTED, 0, false, false },
	{ NONE, NONE, false, false, -EKEYREJECTED, 0, false, false },
};

static bool is_there(const uint8_t *copy)
{
	return !ingot_bytes_all_zero((struct ingot_bytes){ copy, INGOT_LUKS_HEADER_SIZE });
}

static void load(uint8_t *header, const char *first, const char *second)
{
	memset(header, 0, 2 * INGOT_LUKS_HEADER_SIZE);
	if (first)
		luks_load(first, false, header);
	if (second)
		luks_load(second, true, &header[SECOND]);
}

static void test_copies(uint8_t *header)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_luks_metadata metadata = { .slots = 77 };

		load(header, vectors[i].first, vectors[i].second);
		if (vectors[i].break_first)
			header[4200] ^= 1;
		if (vectors[i].break_second)
			header[SECOND + 4200] ^= 1;
		CHECK(ingot_luks_check(header, NULL, &metadata) == vectors[i].want);
		CHECK(metadata.slots == (vectors[i].want ? 77 : vectors[i].slots));
		/* who reads the header after us finds no copy that we did not check */
		CHECK(is_there(header) == vectors[i].first_stays);
		CHECK(is_there(&header[SECOND]) == vectors[i].second_stays);
		ingot_luks_metadata_close(&metadata);
	}
}

/* An older copy that is whole but not ours: cryptsetup might take it for any reason of its own. */
static void test_other_copy(uint8_t *header)
{
	struct ingot_luks_metadata metadata = { .slots = 77 };
	struct ingot_fault fault = { 0 };
	char *cipher;

	load(header, "rebound", "integrity-recovery");
	cipher = strstr((char *)&header[SECOND + 4096], "\"iv_tweak\":\"0\",\"encryption\":\"aes");
	if (!CHECK(cipher))
		return;
	cipher[29] = 'A';
	luks_seal(&header[SECOND]);
	CHECK(ingot_luks_check(header, &fault, &metadata) == -EBADMSG);
	CHECK_TEXT(fault.rule, "LUKS2 segment with another cipher than aes-xts-plain64");
	CHECK(metadata.slots == 77);
}

int main(void)
{
	ingot_scoped(ingot_scoped_free) uint8_t *header = calloc(1, INGOT_LUKS_DATA_OFFSET);

	if (!header)
		return EXIT_FAILURE;
	test_copies(header);
	test_other_copy(header);
	return check_result();
}
