/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_TPM_ACTIVATION_H
#define INGOT_BOOTSTRAPPER_TPM_ACTIVATION_H

#include "bootstrapper/tpm_handle.h"
#include "node/credential.h"

/* TPM2_ActivateCredential. For the tpm_*.c files alone. */

/**
 * struct ingot_tpm_activation - a credential, and what it is activated with
 * @object: the object that the credential is for
 * @session: authorizes @object in the role ADMIN: ESYS_TR_PASSWORD if its authorization is empty
 * @credential: borrowed; the form of its secret says for which EK it was made
 */
struct ingot_tpm_activation {
	const struct ingot_tpm_handle *object;
	ESYS_TR session;
	const struct ingot_credential *credential;
};

/**
 * ingot_tpm_activate - get the secret out of a credential
 * @activation: what with; its object is in the TPM already
 * @reason: set on failure
 * @ret_secret: the secret; the caller wipes it
 *
 * Returns 0; -ENOTSUP if the secret has the form of neither EK; -EBADMSG if a part is too large;
 * -EKEYREJECTED if the credential was made for another TPM or another object; -EIO.
 */
int ingot_tpm_activate(const struct ingot_tpm_activation *activation, struct ingot_reason *reason,
		       struct ingot_credential_secret *ret_secret);

#endif
