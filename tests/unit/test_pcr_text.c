/* SPDX-License-Identifier: Apache-2.0 */
#include "measurements/pcr_text.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

#define A20 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A32 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define U32 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* The second form as tpm2_pcrread 5.4 prints it. */
static const struct {
	const char *text;
	size_t banks;
	enum ingot_hash hash;
	uint32_t known;
} accepted[] = {
	{ "sha256 4 " A32 "\n", 1, INGOT_HASH_SHA256, 1u << 4 },
	{ "sha256 4 " A32, 1, INGOT_HASH_SHA256, 1u << 4 },
	{ "# comment\n\nsha1 0 " A20 "\nsha256\t23  " A32 " \r\n", 2, INGOT_HASH_SHA256, 1u << 23 },
	{ "  sha1:\n  sha256:\n    0 : 0x" U32 "\n    23: 0x" U32 "\n  sha384:\n", 1,
	  INGOT_HASH_SHA256, 1u << 0 | 1u << 23 },
	{ "sha1:\n  4 : 0x" A20 "\nsha256 4 " A32 "\n", 2, INGOT_HASH_SHA256, 1u << 4 },
};

static const struct {
	const char *text;
	uint64_t offset;
	const char *rule;
} refused[] = {
	{ "", 0, "text holds no PCR value" },
	{ "sha256:\n", 0, "text holds no PCR value" },
	{ "\nsha255 4 " A32 "\n", 1, "line does not begin with the name of a bank" },
	{ "sha256 24 " A32 "\n", 0, "PCR index is not one of 0 to 23" },
	{ "sha256 04 " A32 "\n", 0, "PCR index is not one of 0 to 23" },
	{ "sha256 4\n", 0, "PCR value is not hexadecimal of its bank's length" },
	{ "sha256 4 " A20 "\n", 0, "PCR value is not hexadecimal of its bank's length" },
	{ "sha256 4 " A32 "aa\n", 0, "PCR value is not hexadecimal of its bank's length" },
	{ "sha256 4 " A32 A32 A32 "\n", 0, "PCR value is not hexadecimal of its bank's length" },
	{ "sha256 4 0x" A32 "\n", 0, "PCR value is not hexadecimal of its bank's length" },
	{ "sha256 4 " A32 " x\n", 0, "line holds more than bank, index and value" },
	{ "sha256 4 " A32 "\nsha256 4 " A32 "\n", 74, "PCR is given twice" },
	{ "  4 : 0x" A32 "\n", 0, "line is neither a bank, nor an index with a value" },
	{ "sha256 3 " A32 "\n  4 : 0x" A32 "\n", 74,
	  "line is neither a bank, nor an index with a value" },
	{ "sha256:\n  4 : " A32 "\n", 8, "line is neither a bank, nor an index with a value" },
	{ "sha256: x\n", 0, "bank's name is followed by something else" },
};

int main(void)
{
	struct ingot_bytes huge = { (const uint8_t *)"", INGOT_PCR_TEXT_SIZE_MAX + 1 };
	struct ingot_pcr_banks banks = { .count = 99 };

	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		struct ingot_fault fault = { 0 };
		const struct ingot_pcr_bank *bank;

		if (!CHECK(ingot_pcr_text_read(ingot_bytes_of_text(accepted[i].text), &fault,
					       &banks) == 0))
			fprintf(stderr, "  %zu: %s\n", i, fault.rule);
		bank = ingot_pcr_banks_find(&banks, accepted[i].hash);
		CHECK(banks.count == accepted[i].banks);
		if (CHECK(bank != NULL))
			CHECK(bank->known == accepted[i].known && bank->extended == 0);
	}
	banks.count = 99;
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_fault fault = { 0 };

		CHECK(ingot_pcr_text_read(ingot_bytes_of_text(refused[i].text), &fault, &banks) ==
		      -EBADMSG);
		CHECK_TEXT(fault.rule, refused[i].rule);
		if (!CHECK(fault.offset == refused[i].offset))
			fprintf(stderr, "  %zu: %llu\n", i, (unsigned long long)fault.offset);
		CHECK(banks.count == 99);
	}
	CHECK(ingot_pcr_text_read(huge, NULL, &banks) == -EFBIG && banks.count == 99);
	return check_result();
}
