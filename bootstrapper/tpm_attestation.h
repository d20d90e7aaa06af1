/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_TPM_ATTESTATION_H
#define INGOT_BOOTSTRAPPER_TPM_ATTESTATION_H

#include "bootstrapper/tpm.h"
#include "node/challenge.h"
#include "node/tpm_public.h"

/*
 * The attestation key (AK) and what is done with it. It is a restricted signing key, ECDSA on P-256
 * with SHA-256, derived in the NULL hierarchy: the same one for the whole boot, stored nowhere, gone
 * at the next reset. So each of these derives it anew and leaves nothing in the TPM.
 */

/**
 * struct ingot_tpm_attestation_key - the AK's public half
 * @area: TPMT_PUBLIC, @area_size bytes
 * @name: its Name
 */
struct ingot_tpm_attestation_key {
	uint8_t area[INGOT_TPM_PUBLIC_SIZE_MAX];
	size_t area_size;
	uint8_t name[INGOT_TPM_PUBLIC_NAME_SIZE];
};

#define INGOT_TPM_QUOTE_SIZE_MAX     2048
#define INGOT_TPM_SIGNATURE_SIZE_MAX 512

/**
 * struct ingot_tpm_quote - what the TPM says of its PCRs
 * @attest:    TPMS_ATTEST, @attest_size bytes: what is signed
 * @signature: TPMT_SIGNATURE, @signature_size bytes
 */
struct ingot_tpm_quote {
	uint8_t attest[INGOT_TPM_QUOTE_SIZE_MAX];
	size_t attest_size;
	uint8_t signature[INGOT_TPM_SIGNATURE_SIZE_MAX];
	size_t signature_size;
};

/**
 * ingot_tpm_attestation_key_read - the AK of this boot
 * @tpm:    TPM
 * @reason: set on failure
 * @ret_key: its public half
 *
 * Returns 0; -EIO; -ENOTSUP as ingot_tpm_esys_connection().
 */
int ingot_tpm_attestation_key_read(const struct ingot_tpm *tpm, struct ingot_reason *reason,
				   struct ingot_tpm_attestation_key *ret_key);

/**
 * ingot_tpm_attestation_activate - the secret of a credential for EK and AK
 * @tpm:    TPM
 * @credential: as it came
 * @reason: set on failure
 * @ret_secret: the secret
 *
 * Spec: TPM 2.0 Library Part 3, TPM2_ActivateCredential.
 *
 * Returns 0; -EKEYREJECTED if it was made for another EK or AK; -EBADMSG; -ENOTSUP; -EIO.
 */
int ingot_tpm_attestation_activate(const struct ingot_tpm *tpm,
				   const struct ingot_credential *credential,
				   struct ingot_reason *reason,
				   struct ingot_credential_secret *ret_secret);

/**
 * ingot_tpm_attestation_quote - have PCRs quoted
 * @tpm:    TPM
 * @challenge: its nonce becomes extraData as it is, its PCRs of its banks are quoted; its banks are
 *          not 0 here, and go in the order of enum ingot_hash
 * @reason: set on failure
 * @ret_quote: the quote
 *
 * Spec: TPM 2.0 Library Part 3, TPM2_Quote. A TPM takes a nonce as long as its longest digest and
 * its identifier are together, so 32 bytes always.
 *
 * Returns 0; -EIO; -ENOTSUP.
 */
int ingot_tpm_attestation_quote(const struct ingot_tpm *tpm,
				const struct ingot_challenge *challenge,
				struct ingot_reason *reason, struct ingot_tpm_quote *ret_quote);

#endif
