/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_TPM_HANDLE_H
#define INGOT_BOOTSTRAPPER_TPM_HANDLE_H

#include <tss2/tss2_esys.h>

#include "bootstrapper/tpm.h"

/*
 * Objects and sessions in a TPM that are gone when they leave scope. For the tpm_*.c files alone:
 * the one header with tpm2-tss in it.
 */

/**
 * struct ingot_tpm_handle - a transient object or a session; an all-zero one is none
 * @esys: where it lives; NULL for none
 * @tr:   tpm2-tss's name of it
 */
struct ingot_tpm_handle {
	ESYS_CONTEXT *esys;
	ESYS_TR tr;
};

/** ingot_tpm_handle_flush - take it out of the TPM, leave an all-zero one; for ingot_scoped(). */
void ingot_tpm_handle_flush(struct ingot_tpm_handle *handle);

/** ingot_tpm_scoped_free - for ingot_scoped(): release what tpm2-tss allocated. */
void ingot_tpm_scoped_free(void *pointer_variable);

/** ingot_tpm_fail - note what the TPM said about @what. Returns -EIO, always. */
int ingot_tpm_fail(struct ingot_reason *reason, const char *what, TSS2_RC rc);

/**
 * ingot_tpm_policy_start - start a policy session, SHA-256, neither bound nor salted
 * @esys: connection
 * @reason: set on failure
 * @ret_session: flush with ingot_tpm_handle_flush()
 *
 * Returns 0; -EIO.
 */
int ingot_tpm_policy_start(ESYS_CONTEXT *esys, struct ingot_reason *reason,
			   struct ingot_tpm_handle *ret_session);

/**
 * struct ingot_tpm_primary - a primary key to derive
 * @hierarchy: ESYS_TR_RH_ENDORSEMENT or ESYS_TR_RH_NULL; its authorization is empty
 * @template: public area
 */
struct ingot_tpm_primary {
	ESYS_TR hierarchy;
	TPM2B_PUBLIC template;
};

/**
 * ingot_tpm_primary_create - derive a primary key: the same one each time, until its seed changes
 * @esys: connection
 * @primary: which key
 * @reason: set on failure
 * @ret_key: flush with ingot_tpm_handle_flush()
 *
 * Returns 0; -EIO.
 */
int ingot_tpm_primary_create(ESYS_CONTEXT *esys, const struct ingot_tpm_primary *primary,
			     struct ingot_reason *reason, struct ingot_tpm_handle *ret_key);

/**
 * ingot_tpm_area_read - public area of a key in the TPM
 * @key: the key
 * @reason: set on failure
 * @ret_area: TPMT_PUBLIC; at least INGOT_TPM_PUBLIC_SIZE_MAX bytes
 * @ret_size: bytes of it
 *
 * Returns 0; -EIO.
 */
int ingot_tpm_area_read(const struct ingot_tpm_handle *key, struct ingot_reason *reason,
			uint8_t *ret_area, size_t *ret_size);

#endif
