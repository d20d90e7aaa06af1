/* SPDX-License-Identifier: Apache-2.0 */
/* What the bootstrapper asks of any TPM; docs: design, "Boot, and who extends which PCR". */
#include "bootstrapper/tpm.h"

#include <errno.h>

void ingot_tpm_close(struct ingot_tpm *tpm)
{
	if (tpm->ops)
		tpm->ops->close(tpm->context);
	*tpm = (struct ingot_tpm){ 0 };
}

int ingot_tpm_check_fresh(const struct ingot_pcr_banks *banks, struct ingot_reason *reason)
{
	static const unsigned zero[] = { 8, 12, 13, 15 };

	/* published values are enforced, and quotes made, in SHA-256; SHA-384 where it is */
	if (!ingot_pcr_banks_find(banks, INGOT_HASH_SHA256))
		return ingot_refuse(reason, -ENOTSUP, "the TPM has no active sha256 bank");
	for (size_t i = 0; i < banks->count; i++) {
		const struct ingot_pcr_bank *bank = &banks->bank[i];

		for (size_t j = 0; j < sizeof(zero) / sizeof(zero[0]); j++) {
			const struct ingot_digest *value = ingot_pcr_value(bank, zero[j]);

			if (!value || !ingot_bytes_all_zero(ingot_digest_bytes(value)))
				return ingot_refuse(reason, -EKEYREJECTED,
						    "PCR %u of the %s bank is not zero", zero[j],
						    ingot_hash_name(bank->hash));
		}
	}
	return 0;
}
