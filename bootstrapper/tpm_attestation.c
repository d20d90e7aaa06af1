/* SPDX-License-Identifier: Apache-2.0 */
/* The attestation key, and quotes; TPM 2.0 Library Part 3, TPM2_Quote. */
#include "bootstrapper/tpm_attestation.h"

#include <errno.h>
#include <string.h>
#include <tss2/tss2_mu.h>

#include "base/scoped.h"
#include "bootstrapper/tpm_activation.h"
#include "bootstrapper/tpm_esys.h"
#include "bootstrapper/tpm_template.h"

static int derive_key(const struct ingot_tpm *tpm, struct ingot_reason *reason,
		      struct ingot_tpm_handle *ret_key)
{
	ESYS_CONTEXT *esys;
	int r = ingot_tpm_esys_connection(tpm, reason, &esys);

	return r < 0 ? r
		     : ingot_tpm_primary_create(esys, ingot_tpm_template_attestation(), reason,
						ret_key);
}

int ingot_tpm_attestation_key_read(const struct ingot_tpm *tpm, struct ingot_reason *reason,
				   struct ingot_tpm_attestation_key *ret_key)
{
	ingot_scoped(ingot_tpm_handle_flush) struct ingot_tpm_handle handle = { 0 };
	struct ingot_tpm_attestation_key key;
	int r = derive_key(tpm, reason, &handle);

	if (r == 0)
		r = ingot_tpm_area_read(&handle, reason, key.area, &key.area_size);
	if (r < 0)
		return r;
	r = ingot_tpm_public_name((struct ingot_bytes){ key.area, key.area_size }, key.name);
	if (r < 0)
		return ingot_refuse(reason, r, "the attestation key cannot be hashed");
	*ret_key = key;
	return 0;
}

int ingot_tpm_attestation_activate(const struct ingot_tpm *tpm,
				   const struct ingot_credential *credential,
				   struct ingot_reason *reason,
				   struct ingot_credential_secret *ret_secret)
{
	ingot_scoped(ingot_tpm_handle_flush) struct ingot_tpm_handle key = { 0 };
	struct ingot_tpm_activation activation = { &key, ESYS_TR_PASSWORD, credential };
	int r = derive_key(tpm, reason, &key);

	return r < 0 ? r : ingot_tpm_activate(&activation, reason, ret_secret);
}

static void select_pcrs(const struct ingot_challenge *challenge, TPML_PCR_SELECTION *ret_selection)
{
	TPML_PCR_SELECTION selection = { 0 };

	for (unsigned hash = 0; hash < INGOT_HASH_COUNT; hash++)
		if (challenge->banks >> hash & 1)
			selection.pcrSelections[selection.count++] = (TPMS_PCR_SELECTION){
				.hash = ingot_hash_tpm_id((enum ingot_hash)hash),
				.sizeofSelect = 3,
				.pcrSelect = { (BYTE)challenge->pcrs, (BYTE)(challenge->pcrs >> 8),
					       (BYTE)(challenge->pcrs >> 16) },
			};
	*ret_selection = selection;
}

static int store(const TPM2B_ATTEST *attest, const TPMT_SIGNATURE *signature,
		 struct ingot_tpm_quote *ret_quote)
{
	struct ingot_tpm_quote quote = { .attest_size = attest->size };

	if (attest->size > sizeof(quote.attest) ||
	    Tss2_MU_TPMT_SIGNATURE_Marshal(signature, quote.signature, sizeof(quote.signature),
					   &quote.signature_size) != TSS2_RC_SUCCESS)
		return -EBADMSG;
	memcpy(quote.attest, attest->attestationData, attest->size);
	*ret_quote = quote;
	return 0;
}

int ingot_tpm_attestation_quote(const struct ingot_tpm *tpm,
				const struct ingot_challenge *challenge,
				struct ingot_reason *reason, struct ingot_tpm_quote *ret_quote)
{
	static const TPMT_SIG_SCHEME scheme = { .scheme = TPM2_ALG_NULL }; /* the key's own */
	ingot_scoped(ingot_tpm_handle_flush) struct ingot_tpm_handle key = { 0 };
	ingot_scoped(ingot_tpm_scoped_free) TPM2B_ATTEST *attest = NULL;
	ingot_scoped(ingot_tpm_scoped_free) TPMT_SIGNATURE *signature = NULL;
	TPM2B_DATA nonce = { .size = (UINT16)challenge->nonce_size };
	TPML_PCR_SELECTION selection;
	TSS2_RC rc;
	int r;

	if (challenge->nonce_size > sizeof(nonce.buffer))
		return ingot_refuse(reason, -ENOTSUP, "nonce is too long");
	memcpy(nonce.buffer, challenge->nonce, challenge->nonce_size);
	select_pcrs(challenge, &selection);
	r = derive_key(tpm, reason, &key);
	if (r < 0)
		return r;
	rc = Esys_Quote(key.esys, key.tr, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &nonce,
			&scheme, &selection, &attest, &signature);
	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "quote", rc);
	if (store(attest, signature, ret_quote) < 0)
		return ingot_refuse(reason, -EIO, "TPM: malformed quote");
	return 0;
}
