/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_RECOVERY_ANCHOR_H
#define INGOT_NODE_RECOVERY_ANCHOR_H

#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"

/*
 * The anchor: the object to which a wrapped recovery key is tied, as a credential is tied to a key.
 * It is a KEYEDHASH object whose both halves everybody knows; a TPM loads it with
 * TPM2_LoadExternal. So its Name needs no TPM to be known, and it guards nothing by itself: that
 * the TPM is the right one is the EK's part.
 *
 * Bound to PCRs, the anchor wants a policy: PolicyPCR with these values of the SHA-256 bank, then
 * PolicyCommandCode (ActivateCredential). The policy is part of its public area, hence of its Name:
 * a node makes the anchor from the values that it has, and if they are not those that the wrapper
 * had in mind, the credential is one for another object and the TPM refuses.
 *
 * Spec: TPM 2.0 Library Part 1, "Names", "Policy"; Part 2, TPMT_PUBLIC; Part 3, TPM2_PolicyPCR,
 * TPM2_PolicyCommandCode.
 */

#define INGOT_RECOVERY_ANCHOR_AREA_SIZE_MAX 128
#define INGOT_RECOVERY_ANCHOR_NAME_SIZE     34
/* TPMT_SENSITIVE: obfuscation value (seedValue), all zero, and data. */
#define INGOT_RECOVERY_ANCHOR_SEED_SIZE 32
#define INGOT_RECOVERY_ANCHOR_DATA      "ingot recovery anchor 1"

/* Most PCRs that a wrapped key may be bound to: all. */
#define INGOT_RECOVERY_PCR_MAX 24

/**
 * struct ingot_recovery_anchor - the anchor for one set of PCR values
 * @area: TPMT_PUBLIC, @area_size bytes
 * @name: TPM2B_NAME without its size field
 */
struct ingot_recovery_anchor {
	uint8_t area[INGOT_RECOVERY_ANCHOR_AREA_SIZE_MAX];
	size_t area_size;
	uint8_t name[INGOT_RECOVERY_ANCHOR_NAME_SIZE];
};

/**
 * ingot_recovery_anchor_make - compute it
 * @pcr_values: SHA-256 values, by PCR number, of those PCRs that @pcrs has; may be NULL if 0
 * @pcrs: bit n for PCR n; 0: the anchor needs no policy
 * @ret_anchor: the anchor
 *
 * Returns 0; -EINVAL if @pcrs has a bit above 23; -EIO if hashing fails.
 */
int ingot_recovery_anchor_make(const uint8_t (*pcr_values)[32], uint32_t pcrs,
			       struct ingot_recovery_anchor *ret_anchor);

#endif
