/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 8 and 15, as they follow from a node's configuration. */
#include "measurements/configured.h"

#include <errno.h>
#include <string.h>

const char *ingot_configured_phase_name(enum ingot_configured_phase phase)
{
	return phase == INGOT_CONFIGURED_AT_STATE_DISK ? "at-state-disk" : "handed-over";
}

static int extend(struct ingot_pcr_bank *bank, unsigned index, struct ingot_bytes data)
{
	struct ingot_digest digest;
	int r = ingot_digest_of(bank->hash, data, &digest);

	return r < 0 ? r : ingot_pcr_extend(bank, index, &digest);
}

int ingot_configured_fold(const struct ingot_configured *configured, enum ingot_hash hash,
			  struct ingot_pcr_bank ret_banks[INGOT_CONFIGURED_PHASE_COUNT])
{
	struct ingot_pcr_bank banks[INGOT_CONFIGURED_PHASE_COUNT];
	struct ingot_pcr_bank *at_disk = &banks[INGOT_CONFIGURED_AT_STATE_DISK];
	struct ingot_pcr_bank *handed_over = &banks[INGOT_CONFIGURED_HANDED_OVER];
	int r = ingot_pcr_bank_start(at_disk, hash, 0);

	if (r == 0)
		r = extend(at_disk, INGOT_CONFIGURED_PCR_OWNER, configured->owner);
	if (r < 0)
		return r;
	*handed_over = *at_disk;
	r = extend(handed_over, INGOT_CONFIGURED_PCR_OWNER, configured->document);
	if (r == 0)
		r = extend(handed_over, INGOT_CONFIGURED_PCR_IDENTITY, configured->identity);
	if (r < 0)
		return r;
	memcpy(ret_banks, banks, sizeof(banks));
	return 0;
}
