/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials, the TPM's side; TPM 2.0 Library Part 3, TPM2_ActivateCredential. */
#include "bootstrapper/tpm_activation.h"

#include <errno.h>
#include <string.h>

#include <tss2/tss2_mu.h>

#include "base/scoped.h"
#include "bootstrapper/tpm_template.h"

/* TPM2B_ENCRYPTED_SECRET for an RSA key is one block of it. */
#define SECRET_SIZE_RSA 256

/* An EK, and the session that lets it be used. */
struct endorsement {
	struct ingot_tpm_handle key;
	struct ingot_tpm_handle session;
};

static void flush_endorsement(struct endorsement *ek)
{
	ingot_tpm_handle_flush(&ek->session);
	ingot_tpm_handle_flush(&ek->key);
}

/* For an EC key it is a point, whose size varies: some makers leave out a coordinate's leading zeros. */
static bool is_point(const struct ingot_credential *credential)
{
	TPMS_ECC_POINT point;
	size_t offset = 0;

	return Tss2_MU_TPMS_ECC_POINT_Unmarshal(credential->secret, credential->secret_size,
						&offset, &point) == TSS2_RC_SUCCESS &&
	       offset == credential->secret_size && point.x.size <= 32 && point.y.size <= 32;
}

static int create_endorsement(ESYS_CONTEXT *esys, const struct ingot_credential *credential,
			      struct ingot_reason *reason, struct ingot_tpm_handle *ret_key)
{
	enum ingot_tpm_public_kind kind = INGOT_TPM_PUBLIC_RSA_2048;

	if (is_point(credential))
		kind = INGOT_TPM_PUBLIC_ECC_P256;
	else if (credential->secret_size != SECRET_SIZE_RSA)
		return ingot_refuse(reason, -ENOTSUP,
				    "credential is for neither an RSA 2048 nor an EC P-256 key");
	return ingot_tpm_primary_create(esys, ingot_tpm_template_endorsement(kind), reason,
					ret_key);
}

/* A session that satisfies PolicyA: whoever knows the (empty) endorsement authorization. */
static int authorize_endorsement(ESYS_CONTEXT *esys, struct ingot_reason *reason,
				 struct ingot_tpm_handle *ret_session)
{
	ingot_scoped(ingot_tpm_handle_flush) struct ingot_tpm_handle session = { 0 };
	int r = ingot_tpm_policy_start(esys, reason, &session);
	TSS2_RC rc;

	if (r < 0)
		return r;
	rc = Esys_PolicySecret(esys, ESYS_TR_RH_ENDORSEMENT, session.tr, ESYS_TR_PASSWORD,
			       ESYS_TR_NONE, ESYS_TR_NONE, NULL, NULL, NULL, 0, NULL, NULL);
	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "authorize the endorsement key", rc);
	*ret_session = session;
	session = (struct ingot_tpm_handle){ 0 };
	return 0;
}

/* libtpms calls an OAEP block for another key a failure of the TPM, but goes on working. */
static bool still_works(ESYS_CONTEXT *esys)
{
	ingot_scoped(ingot_tpm_scoped_free) TPM2B_DIGEST *random = NULL;

	return Esys_GetRandom(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, 1, &random) ==
	       TSS2_RC_SUCCESS;
}

/* Whether the TPM said so of the credential, and not of anything else. */
static bool is_refusal(ESYS_CONTEXT *esys, TSS2_RC rc)
{
	TSS2_RC code = rc & ~(TSS2_RC)(TPM2_RC_N_MASK | TPM2_RC_P);

	if (rc == TPM2_RC_FAILURE)
		return still_works(esys);
	if ((rc & TSS2_RC_LAYER_MASK) != TSS2_TPM_RC_LAYER || !(rc & TPM2_RC_FMT1))
		return false;
	return code == TPM2_RC_INTEGRITY || code == TPM2_RC_VALUE || code == TPM2_RC_SIZE ||
	       code == TPM2_RC_INSUFFICIENT || code == TPM2_RC_ECC_POINT ||
	       code == TPM2_RC_BINDING || code == TPM2_RC_POLICY_FAIL;
}

static int activate(const struct ingot_tpm_activation *a, const struct endorsement *ek,
		    struct ingot_reason *reason, TPM2B_DIGEST **ret_secret)
{
	TPM2B_ID_OBJECT id_object = { .size = (UINT16)a->credential->id_object_size };
	TPM2B_ENCRYPTED_SECRET secret = { .size = (UINT16)a->credential->secret_size };
	TSS2_RC rc;

	memcpy(id_object.credential, a->credential->id_object, id_object.size);
	memcpy(secret.secret, a->credential->secret, secret.size);
	rc = Esys_ActivateCredential(a->object->esys, a->object->tr, ek->key.tr, a->session,
				     ek->session.tr, ESYS_TR_NONE, &id_object, &secret, ret_secret);
	if (rc == TSS2_RC_SUCCESS)
		return 0;
	if (is_refusal(a->object->esys, rc))
		return ingot_refuse(reason, -EKEYREJECTED,
				    "credential is not for this TPM, or not for this state of it");
	return ingot_tpm_fail(reason, "activate a credential", rc);
}

int ingot_tpm_activate(const struct ingot_tpm_activation *activation, struct ingot_reason *reason,
		       struct ingot_credential_secret *ret_secret)
{
	ingot_scoped(flush_endorsement) struct endorsement ek = { 0 };
	ingot_scoped(ingot_tpm_scoped_free) TPM2B_DIGEST *secret = NULL;
	const struct ingot_credential *c = activation->credential;
	ESYS_CONTEXT *esys = activation->object->esys;
	int r;

	if (c->id_object_size > sizeof(((TPM2B_ID_OBJECT *)NULL)->credential) ||
	    c->secret_size > sizeof(((TPM2B_ENCRYPTED_SECRET *)NULL)->secret))
		return ingot_refuse(reason, -EBADMSG, "credential is too large");
	r = create_endorsement(esys, c, reason, &ek.key);
	if (r == 0)
		r = authorize_endorsement(esys, reason, &ek.session);
	if (r == 0)
		r = activate(activation, &ek, reason, &secret);
	if (r < 0)
		return r;
	if (secret->size == 0 || secret->size > sizeof(ret_secret->bytes))
		return ingot_refuse(reason, -EBADMSG, "secret of a size out of range");
	memcpy(ret_secret->bytes, secret->buffer, secret->size);
	ret_secret->size = secret->size;
	explicit_bzero(secret->buffer, secret->size);
	return 0;
}
