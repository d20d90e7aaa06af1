/* SPDX-License-Identifier: Apache-2.0 */
/* What every use of tpm2-tss has in common: things in the TPM that go with their scope. */
#include "bootstrapper/tpm_handle.h"

#include <errno.h>
#include <tss2/tss2_mu.h>
#include <tss2/tss2_rc.h>

#include "base/scoped.h"
#include "node/tpm_public.h"

void ingot_tpm_handle_flush(struct ingot_tpm_handle *handle)
{
	if (handle->esys)
		(void)Esys_FlushContext(handle->esys, handle->tr);
	*handle = (struct ingot_tpm_handle){ 0 };
}

void ingot_tpm_scoped_free(void *pointer_variable)
{
	Esys_Free(*(void **)pointer_variable);
}

int ingot_tpm_fail(struct ingot_reason *reason, const char *what, TSS2_RC rc)
{
	return ingot_refuse(reason, -EIO, "TPM: %s: %s", what, Tss2_RC_Decode(rc));
}

int ingot_tpm_policy_start(ESYS_CONTEXT *esys, struct ingot_reason *reason,
			   struct ingot_tpm_handle *ret_session)
{
	static const TPMT_SYM_DEF none = { .algorithm = TPM2_ALG_NULL };
	ESYS_TR session;
	TSS2_RC rc = Esys_StartAuthSession(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
					   ESYS_TR_NONE, ESYS_TR_NONE, NULL, TPM2_SE_POLICY, &none,
					   TPM2_ALG_SHA256, &session);

	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "start a session", rc);
	*ret_session = (struct ingot_tpm_handle){ esys, session };
	return 0;
}

int ingot_tpm_primary_create(ESYS_CONTEXT *esys, const struct ingot_tpm_primary *primary,
			     struct ingot_reason *reason, struct ingot_tpm_handle *ret_key)
{
	static const TPM2B_SENSITIVE_CREATE sensitive;
	static const TPM2B_DATA outside;
	static const TPML_PCR_SELECTION pcrs;
	ESYS_TR key;
	TSS2_RC rc = Esys_CreatePrimary(esys, primary->hierarchy, ESYS_TR_PASSWORD, ESYS_TR_NONE,
					ESYS_TR_NONE, &sensitive, &primary->template, &outside,
					&pcrs, &key, NULL, NULL, NULL, NULL);

	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "derive a primary key", rc);
	*ret_key = (struct ingot_tpm_handle){ esys, key };
	return 0;
}

int ingot_tpm_area_read(const struct ingot_tpm_handle *key, struct ingot_reason *reason,
			uint8_t *ret_area, size_t *ret_size)
{
	ingot_scoped(ingot_tpm_scoped_free) TPM2B_PUBLIC *public = NULL;
	size_t size = 0;
	TSS2_RC rc = Esys_ReadPublic(key->esys, key->tr, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
				     &public, NULL, NULL);

	if (rc == TSS2_RC_SUCCESS)
		rc = Tss2_MU_TPMT_PUBLIC_Marshal(&public->publicArea, ret_area,
						 INGOT_TPM_PUBLIC_SIZE_MAX, &size);
	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "read a public key", rc);
	*ret_size = size;
	return 0;
}
