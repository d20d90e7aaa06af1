/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_MEASUREMENT_H
#define INGOT_BOOTSTRAPPER_MEASUREMENT_H

#include "bootstrapper/tpm.h"

/**
 * struct ingot_measurement - one event that we measure
 * @index: PCR, 0..23
 * @type:  kind of event, static: "ingot-identity"
 * @description: what it is, static, printable
 * @data:  the bytes that the TPM hashes; borrowed
 * @count: banks for which we know the digest
 * @digest: H(@data) of each of them, in the order of the banks
 */
struct ingot_measurement {
	unsigned index;
	const char *type;
	const char *description;
	struct ingot_bytes data;
	size_t count;
	struct ingot_digest digest[INGOT_HASH_COUNT];
};

/**
 * ingot_measurement_extend - measure an event, and prove that it arrived
 * @tpm:    TPM
 * @measurement: all but its digests set; they are set on success
 * @banks:  the PCRs as read before; the PCRs as read afterwards on success
 * @reason: set on failure
 *
 * One command extends all banks, so that none can be left behind. Then all PCRs are read again and
 * the one that was extended must be H(old || H(data)) in every bank.
 *
 * Returns 0; -EINVAL if the data is too large; -EKEYREJECTED if a PCR has another value; -EIO.
 */
int ingot_measurement_extend(const struct ingot_tpm *tpm, struct ingot_measurement *measurement,
			     struct ingot_pcr_banks *banks, struct ingot_reason *reason);

#endif
