/* SPDX-License-Identifier: Apache-2.0 */
#include "measurements/pcr.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

/*
 * PCR 3 of real machines whose firmware extended nothing but the separator there: swtpm of data/recorded for
 * SHA-256 and SHA-384, a TPM 2.0 of the public corpus for SHA-1.
 */
static const struct {
	enum ingot_hash hash;
	const char *after_separator;
} separated[] = {
	{ INGOT_HASH_SHA1, "b2a83b0ebf2f8374299a5b2bdfc31ea955ad7236" },
	{ INGOT_HASH_SHA256, "3d458cfe55cc03ea1f443f1562beec8df51c75e14a9fcf9a7234a13f198e7969" },
	{ INGOT_HASH_SHA384, "518923b0f955d08da077c96aaba522b9decede61c599cea6c41889cfbea4ae4d"
			     "50529d96fe4d1afdafb65e7f95bf23c4" },
};

static void test_extend(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(separated); i++) {
		static const uint8_t separator[4];
		char text[INGOT_DIGEST_TEXT_SIZE];
		struct ingot_pcr_bank bank;
		struct ingot_digest digest;

		CHECK(ingot_digest_of(separated[i].hash, (struct ingot_bytes){ separator, 4 },
				      &digest) == 0);
		CHECK(ingot_pcr_bank_start(&bank, separated[i].hash, 0) == 0);
		CHECK(ingot_pcr_extend(&bank, 3, &digest) == 0);
		ingot_digest_text(&bank.pcr[3], text);
		CHECK_TEXT(text, separated[i].after_separator);
		CHECK(bank.extended == 1u << 3 && bank.known == INGOT_PCR_ALL);
	}
}

static void test_start(void)
{
	struct ingot_pcr_bank bank, untouched;

	CHECK(ingot_pcr_bank_start(&bank, INGOT_HASH_SHA256, 3) == 0);
	CHECK(bank.pcr[0].bytes[31] == 3 && bank.pcr[0].bytes[30] == 0 &&
	      bank.pcr[1].bytes[31] == 0);
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		uint8_t want = i >= 17 && i <= 22 ? 0xff : 0;

		CHECK(bank.pcr[i].bytes[0] == want && bank.pcr[i].hash == INGOT_HASH_SHA256);
		CHECK(bank.pcr[i].bytes[32] == 0); /* beyond the digest */
	}
	memset(&untouched, 0x55, sizeof untouched);
	bank = untouched;
	CHECK(ingot_pcr_bank_start(&bank, INGOT_HASH_COUNT, 0) == -EINVAL);
	CHECK(ingot_pcr_bank_start(&bank, INGOT_HASH_SHA1, 1) == -EINVAL);
	CHECK(memcmp(&bank, &untouched, sizeof bank) == 0);
}

static void test_misuse(void)
{
	struct ingot_digest sha1 = { .hash = INGOT_HASH_SHA1 },
			    sha256 = { .hash = INGOT_HASH_SHA256 };
	struct ingot_pcr_bank bank, before;

	CHECK(ingot_pcr_bank_start(&bank, INGOT_HASH_SHA256, 0) == 0);
	before = bank;
	CHECK(ingot_pcr_extend(&bank, 24, &sha256) == -EINVAL);
	CHECK(ingot_pcr_extend(&bank, 0, &sha1) == -EINVAL);
	CHECK(ingot_pcr_set(&bank, 24, &sha256) == -EINVAL);
	CHECK(ingot_pcr_set(&bank, 0, &sha1) == -EINVAL);
	CHECK(ingot_pcr_lose(&bank, 24) == -EINVAL);
	CHECK(memcmp(&bank, &before, sizeof bank) == 0);
	CHECK(ingot_pcr_value(&bank, 24) == NULL && ingot_pcr_value(NULL, 0) == NULL);
}

static void test_lose(void)
{
	struct ingot_digest digest = { .hash = INGOT_HASH_SHA256, .bytes = { 1 } };
	struct ingot_pcr_bank bank;

	CHECK(ingot_pcr_bank_start(&bank, INGOT_HASH_SHA256, 0) == 0);
	CHECK(ingot_pcr_lose(&bank, 9) == 0);
	CHECK(ingot_pcr_value(&bank, 9) == NULL && ingot_pcr_value(&bank, 8) != NULL);
	CHECK(ingot_pcr_extend(&bank, 9, &digest) == 0);
	CHECK(ingot_pcr_value(&bank, 9) == NULL); /* once unknown, always unknown */
	CHECK(ingot_pcr_set(&bank, 9, &digest) == 0);
	CHECK(ingot_digest_equal(ingot_pcr_value(&bank, 9), &digest));
}

static void test_index(void)
{
	static const char *const bad[] = { "",   "24", "-1", "+1", "00",
					   "01", "1 ", "x",  "1x", "99999999999999999999" };
	unsigned index = 77;
	char text[8];

	for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
		CHECK(ingot_pcr_index_parse(bad[i], &index) == -EBADMSG && index == 77);
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		snprintf(text, sizeof text, "%u", i);
		CHECK(ingot_pcr_index_parse(text, &index) == 0 && index == i);
	}
}

static void test_banks(void)
{
	struct ingot_pcr_banks banks = { 0 };
	struct ingot_pcr_bank *bank = NULL;

	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_SHA384, &bank) == 0 &&
	      bank->hash == INGOT_HASH_SHA384);
	CHECK(bank->known == 0 && bank->pcr[5].hash == INGOT_HASH_SHA384);
	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_SHA1, &bank) == 0 && bank == &banks.bank[0]);
	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_SHA384, &bank) == 0 && bank == &banks.bank[1]);
	CHECK(banks.count == 2);
	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_COUNT, &bank) == -EINVAL &&
	      bank == &banks.bank[1]);
	CHECK(ingot_pcr_banks_find(&banks, INGOT_HASH_SHA1) == &banks.bank[0]);
	CHECK(ingot_pcr_banks_find(&banks, INGOT_HASH_SHA256) == NULL);
}

int main(void)
{
	test_extend();
	test_start();
	test_misuse();
	test_lose();
	test_index();
	test_banks();
	return check_result();
}
