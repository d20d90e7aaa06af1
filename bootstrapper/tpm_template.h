/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_TPM_TEMPLATE_H
#define INGOT_BOOTSTRAPPER_TPM_TEMPLATE_H

#include "bootstrapper/tpm_handle.h"
#include "node/tpm_public.h"

/* The public areas from which the keys that we use are derived. For the tpm_*.c files alone. */

/**
 * ingot_tpm_template_endorsement - templates L-1 and L-2, with empty authorization and PolicyA
 *
 * Spec: TCG EK Credential Profile 2.5, B.3.3 and B.3.4. Returns a constant.
 */
const struct ingot_tpm_primary *ingot_tpm_template_endorsement(enum ingot_tpm_public_kind kind);

/**
 * ingot_tpm_template_attestation - restricted signing key, ECDSA P-256 with SHA-256, NULL hierarchy
 *
 * The seed of that hierarchy is made anew at each reset of the TPM: within a boot it gives the same
 * key each time, and never again afterwards. Returns a constant.
 */
const struct ingot_tpm_primary *ingot_tpm_template_attestation(void);

#endif
