/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_TPM_ENDORSEMENT_H
#define INGOT_BOOTSTRAPPER_TPM_ENDORSEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "bootstrapper/tpm.h"
#include "node/tpm_public.h"

/*
 * The endorsement key (EK): derived from a seed that never leaves the TPM, so it names the TPM. Of
 * the templates of the TCG EK Credential Profile 2.5, annex B, two: L-1 (RSA 2048) and L-2 (ECC
 * NIST P-256), with their certificates at NV index 0x01c00002 and 0x01c0000a. The node's EK is the
 * one that has a certificate, RSA first; P-256 if none has.
 */

#define INGOT_TPM_CERTIFICATE_SIZE_MAX ((size_t)8 << 10)

/**
 * struct ingot_tpm_endorsement - the node's EK; close with ingot_tpm_endorsement_close()
 * @kind: which of the two
 * @pem:  SubjectPublicKeyInfo, PEM
 * @certificate: X.509, DER, as the TPM's maker left it: nobody has checked it; NULL if there is none
 * @certificate_size: bytes of it
 *
 * An all-zero one holds nothing and may be closed.
 */
struct ingot_tpm_endorsement {
	enum ingot_tpm_public_kind kind;
	char *pem;
	uint8_t *certificate;
	size_t certificate_size;
};

/**
 * ingot_tpm_endorsement_read - ask the TPM for its EK
 * @tpm:    TPM, its endorsement hierarchy with an empty authorization
 * @reason: set on failure
 * @ret_endorsement: the EK
 *
 * Leaves nothing in the TPM. Returns 0; -EIO; -EBADMSG if its key is not what the template says;
 * -ENOTSUP as ingot_tpm_esys_connection(); -ENOMEM.
 */
int ingot_tpm_endorsement_read(const struct ingot_tpm *tpm, struct ingot_reason *reason,
			       struct ingot_tpm_endorsement *ret_endorsement);

/** ingot_tpm_endorsement_close - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_tpm_endorsement_close(struct ingot_tpm_endorsement *endorsement);

/**
 * ingot_tpm_endorsement_pem - only the node's EK as PEM
 * @ret_pem: what `ingot-measure config --ek` takes; release with free()
 *
 * Returns as ingot_tpm_endorsement_read().
 */
int ingot_tpm_endorsement_pem(const struct ingot_tpm *tpm, struct ingot_reason *reason,
			      char **ret_pem);

#endif
