/* SPDX-License-Identifier: Apache-2.0 */
/* One measured event: extend, then read back. */
#include "bootstrapper/measurement.h"

#include <errno.h>

/* Digests of the event, and the banks as they have to be after it. */
static int predict(struct ingot_measurement *measurement, struct ingot_pcr_banks *banks)
{
	measurement->count = 0;
	for (size_t i = 0; i < banks->count; i++) {
		struct ingot_digest *digest = &measurement->digest[measurement->count++];
		int r = ingot_digest_of(banks->bank[i].hash, measurement->data, digest);

		if (r == 0)
			r = ingot_pcr_extend(&banks->bank[i], measurement->index, digest);
		if (r < 0)
			return r;
	}
	return 0;
}

static int compare(const struct ingot_pcr_banks *want, const struct ingot_pcr_banks *got,
		   unsigned index, struct ingot_reason *reason)
{
	for (size_t i = 0; i < want->count; i++) {
		enum ingot_hash hash = want->bank[i].hash;
		const struct ingot_digest *a = ingot_pcr_value(&want->bank[i], index);
		const struct ingot_digest *b =
			ingot_pcr_value(ingot_pcr_banks_find(got, hash), index);

		if (!a || !b || !ingot_digest_equal(a, b))
			return ingot_refuse(reason, -EKEYREJECTED,
					    "PCR %u of the %s bank does not hold what was measured",
					    index, ingot_hash_name(hash));
	}
	return 0;
}

int ingot_measurement_extend(const struct ingot_tpm *tpm, struct ingot_measurement *measurement,
			     struct ingot_pcr_banks *banks, struct ingot_reason *reason)
{
	struct ingot_measurement m = *measurement;
	struct ingot_pcr_banks want = *banks, got;
	int r;

	if (m.data.size > INGOT_TPM_EVENT_SIZE_MAX)
		return ingot_refuse(reason, -EINVAL, "event too large to measure");
	r = predict(&m, &want);
	if (r < 0)
		return ingot_refuse(reason, r, "event cannot be hashed");
	r = tpm->ops->event(tpm->context, m.index, m.data, reason);
	if (r == 0)
		r = tpm->ops->read(tpm->context, reason, &got);
	if (r == 0)
		r = compare(&want, &got, m.index, reason);
	if (r < 0)
		return r;
	*measurement = m;
	*banks = got;
	return 0;
}
