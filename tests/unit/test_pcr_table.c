/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/pcr_table.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"

int main(void)
{
	struct ingot_pcr_banks banks = { 0 };
	struct ingot_pcr_bank *bank;
	struct ingot_digest event;
	char text[INGOT_PCR_TABLE_SIZE] = "kept";

	CHECK(ingot_pcr_table(&banks, text) == -ENOENT);
	CHECK_TEXT(text, "kept");
	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_SHA256, &bank) == 0);
	CHECK(ingot_pcr_bank_start(bank, INGOT_HASH_SHA256, 0) == 0);
	CHECK(ingot_digest_of(INGOT_HASH_SHA256, (struct ingot_bytes){ NULL, 0 }, &event) == 0);
	CHECK(ingot_pcr_extend(bank, 15, &event) == 0);
	CHECK(ingot_pcr_lose(bank, 7) == 0);
	CHECK(ingot_pcr_table(&banks, text) == 0);
	/* PCR 15: by coreutils, see test_measurement.c */
	CHECK_TEXT(text, "PCR  sha256\n  0  zero\n  1  zero\n  2  zero\n  3  zero\n  4  zero\n"
			 "  5  zero\n  6  zero\n  7  not known\n  8  zero\n  9  zero\n 10  zero\n"
			 " 11  zero\n 12  zero\n 13  zero\n 14  zero\n 15  "
			 "1c9ecec90e28d2461650418635878a5c91e49f47586ecf75f2b0cbb94e897112\n"
			 "16-23  as after power-on\nbanks  sha256\n");
	CHECK(ingot_pcr_extend(bank, 23, &event) == 0);
	for (unsigned i = 0; i < 16; i++)
		CHECK(ingot_pcr_extend(bank, i, &event) == 0);
	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_SHA1, &bank) == 0);
	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_SHA384, &bank) == 0);
	CHECK(ingot_pcr_banks_add(&banks, INGOT_HASH_SHA512, &bank) == 0);
	CHECK(ingot_pcr_table(&banks, text) == 0);
	CHECK(strstr(text, "16-23  changed since power-on\nbanks  sha1 sha256 sha384 sha512\n") !=
	      NULL);
	return check_result();
}
