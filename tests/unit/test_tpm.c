/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/tpm.h"

#include <errno.h>

#include "tests/unit/check.h"

static unsigned closed;

static void close_fake(void *context)
{
	closed += context == &closed;
}

static void fill(struct ingot_pcr_banks *banks, enum ingot_hash hash)
{
	struct ingot_pcr_bank *bank;

	CHECK(ingot_pcr_banks_add(banks, hash, &bank) == 0);
	CHECK(ingot_pcr_bank_start(bank, hash, 0) == 0);
}

int main(void)
{
	static const struct ingot_tpm_ops ops = { .close = close_fake };
	static const unsigned must_be_zero[] = { 8, 12, 13, 15 };
	struct ingot_tpm tpm = { &ops, &closed };
	struct ingot_pcr_banks banks = { 0 };
	struct ingot_reason reason = { 0 };

	ingot_tpm_close(&tpm);
	CHECK(closed == 1 && !tpm.ops);
	ingot_tpm_close(&tpm);
	CHECK(closed == 1);

	CHECK(ingot_tpm_check_fresh(&banks, &reason) == -ENOTSUP);
	fill(&banks, INGOT_HASH_SHA384);
	CHECK(ingot_tpm_check_fresh(&banks, &reason) == -ENOTSUP);
	CHECK_TEXT(reason.text, "the TPM has no active sha256 bank");
	fill(&banks, INGOT_HASH_SHA256);
	CHECK(ingot_tpm_check_fresh(&banks, &reason) == 0);
	for (size_t b = 0; b < banks.count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			struct ingot_pcr_banks changed = banks;
			bool bad = false;

			for (size_t j = 0; j < ARRAY_COUNT(must_be_zero); j++)
				bad |= i == must_be_zero[j];
			changed.bank[b].pcr[i].bytes[ingot_hash_size(changed.bank[b].hash) - 1] = 1;
			CHECK(ingot_tpm_check_fresh(&changed, &reason) ==
			      (bad ? -EKEYREJECTED : 0));
			changed = banks;
			CHECK(ingot_pcr_lose(&changed.bank[b], i) == 0);
			CHECK(ingot_tpm_check_fresh(&changed, &reason) ==
			      (bad ? -EKEYREJECTED : 0));
		}
	return check_result();
}
