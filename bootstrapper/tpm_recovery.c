/* SPDX-License-Identifier: Apache-2.0 */
/* A recovery key wrapped to this TPM; docs: node/recovery_anchor.h. */
#include "bootstrapper/tpm_recovery.h"

#include <errno.h>
#include <string.h>
#include <tss2/tss2_mu.h>

#include "base/scoped.h"
#include "bootstrapper/tpm_activation.h"
#include "bootstrapper/tpm_esys.h"

/* The anchor for the PCRs as they are now. */
static int make_anchor(const struct ingot_tpm *tpm, uint32_t pcrs, struct ingot_reason *reason,
		       struct ingot_recovery_anchor *ret_anchor)
{
	uint8_t values[INGOT_PCR_COUNT][32] = { 0 };
	struct ingot_pcr_banks banks;
	const struct ingot_pcr_bank *bank;
	int r = tpm->ops->read(tpm->context, reason, &banks);

	if (r < 0)
		return r;
	bank = ingot_pcr_banks_find(&banks, INGOT_HASH_SHA256);
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_digest *value = ingot_pcr_value(bank, i);

		if (!value && pcrs >> i & 1)
			return ingot_refuse(reason, -ENOTSUP, "TPM: no sha256 value of PCR %u", i);
		if (value)
			memcpy(values[i], value->bytes, sizeof(values[i]));
	}
	r = ingot_recovery_anchor_make(values, pcrs, ret_anchor);
	return r < 0 ? ingot_refuse(reason, r, "no such PCRs to bind a recovery key to") : 0;
}

static int load_anchor(ESYS_CONTEXT *esys, const struct ingot_recovery_anchor *anchor,
		       struct ingot_reason *reason, struct ingot_tpm_handle *ret_object)
{
	TPM2B_SENSITIVE sensitive = {
		.sensitiveArea = {
			.sensitiveType = TPM2_ALG_KEYEDHASH,
			.seedValue.size = INGOT_RECOVERY_ANCHOR_SEED_SIZE,
			.sensitive.bits = {
				.size = sizeof(INGOT_RECOVERY_ANCHOR_DATA) - 1,
				.buffer = INGOT_RECOVERY_ANCHOR_DATA,
			},
		},
	};
	TPM2B_PUBLIC public = { 0 };
	size_t offset = 0;
	ESYS_TR object;
	TSS2_RC rc = Tss2_MU_TPMT_PUBLIC_Unmarshal(anchor->area, anchor->area_size, &offset,
						   &public.publicArea);

	if (rc == TSS2_RC_SUCCESS)
		rc = Esys_LoadExternal(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &sensitive,
				       &public, ESYS_TR_RH_NULL, &object);
	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "load the recovery anchor", rc);
	*ret_object = (struct ingot_tpm_handle){ esys, object };
	return 0;
}

/* The session that the anchor's policy asks for. */
static int authorize_anchor(ESYS_CONTEXT *esys, uint32_t pcrs, struct ingot_reason *reason,
			    struct ingot_tpm_handle *ret_session)
{
	ingot_scoped(ingot_tpm_handle_flush) struct ingot_tpm_handle session = { 0 };
	static const TPM2B_DIGEST current; /* empty: the TPM takes the values as they are */
	TPML_PCR_SELECTION selection = {
		.count = 1,
		.pcrSelections[0] = {
			.hash = TPM2_ALG_SHA256,
			.sizeofSelect = 3,
			.pcrSelect = { (BYTE)pcrs, (BYTE)(pcrs >> 8), (BYTE)(pcrs >> 16) },
		},
	};
	int r = ingot_tpm_policy_start(esys, reason, &session);
	TSS2_RC rc;

	if (r < 0)
		return r;
	rc = Esys_PolicyPCR(esys, session.tr, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &current,
			    &selection);
	if (rc == TSS2_RC_SUCCESS)
		rc = Esys_PolicyCommandCode(esys, session.tr, ESYS_TR_NONE, ESYS_TR_NONE,
					    ESYS_TR_NONE, TPM2_CC_ActivateCredential);
	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "authorize the recovery anchor", rc);
	*ret_session = session;
	session = (struct ingot_tpm_handle){ 0 };
	return 0;
}

static void wipe_secret(struct ingot_credential_secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}

int ingot_tpm_activate_recovery(const struct ingot_tpm *tpm,
				const struct ingot_recovery_wrapped *wrapped,
				struct ingot_reason *reason,
				uint8_t ret_key[INGOT_RECOVERY_KEY_SIZE])
{
	ingot_scoped(ingot_tpm_handle_flush) struct ingot_tpm_handle object = { 0 };
	ingot_scoped(ingot_tpm_handle_flush) struct ingot_tpm_handle session = { 0 };
	ingot_scoped(wipe_secret) struct ingot_credential_secret secret = { 0 };
	struct ingot_tpm_activation activation = { &object, ESYS_TR_PASSWORD,
						   &wrapped->credential };
	struct ingot_recovery_anchor anchor;
	ESYS_CONTEXT *esys;
	int r = ingot_tpm_esys_connection(tpm, reason, &esys);

	if (r == 0)
		r = make_anchor(tpm, wrapped->pcrs, reason, &anchor);
	if (r == 0)
		r = load_anchor(esys, &anchor, reason, &object);
	if (r == 0 && wrapped->pcrs != 0) {
		r = authorize_anchor(esys, wrapped->pcrs, reason, &session);
		activation.session = session.tr;
	}
	if (r == 0)
		r = ingot_tpm_activate(&activation, reason, &secret);
	if (r == 0 && secret.size != INGOT_RECOVERY_KEY_SIZE)
		r = ingot_refuse(reason, -EBADMSG, "wrapped recovery key is not one of 256 bits");
	if (r == 0)
		memcpy(ret_key, secret.bytes, INGOT_RECOVERY_KEY_SIZE);
	return r;
}
