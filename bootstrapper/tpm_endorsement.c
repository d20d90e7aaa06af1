/* SPDX-License-Identifier: Apache-2.0 */
/* The TPM's endorsement key and its certificate; TCG EK Credential Profile 2.5. */
#include "bootstrapper/tpm_endorsement.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "bootstrapper/tpm_esys.h"
#include "bootstrapper/tpm_template.h"

#define NV_CHUNK 512 /* every TPM reads as much in one command */

static const TPM2_HANDLE certificate_index[] = {
	[INGOT_TPM_PUBLIC_RSA_2048] = 0x01c00002,
	[INGOT_TPM_PUBLIC_ECC_P256] = 0x01c0000a,
};

/* Some makers fill the index up behind the certificate: DER says where it ends. */
static int cut_certificate(struct ingot_bytes content, size_t *ret_size)
{
	struct ingot_bytes rest = content;
	uint16_t size;
	uint8_t tag, length;

	if (ingot_bytes_take_u8(&rest, &tag) < 0 || tag != 0x30 ||
	    ingot_bytes_take_u8(&rest, &length) < 0 || length != 0x82 ||
	    ingot_bytes_take_be16(&rest, &size) < 0 || size > rest.size)
		return -EBADMSG;
	*ret_size = 4 + (size_t)size;
	return 0;
}

static TSS2_RC read_index(ESYS_CONTEXT *esys, ESYS_TR index, size_t size, uint8_t *ret_content)
{
	for (size_t at = 0; at < size;) {
		ingot_scoped(ingot_tpm_scoped_free) TPM2B_MAX_NV_BUFFER *part = NULL;
		size_t want = size - at < NV_CHUNK ? size - at : NV_CHUNK;
		TSS2_RC rc = Esys_NV_Read(esys, index, index, ESYS_TR_PASSWORD, ESYS_TR_NONE,
					  ESYS_TR_NONE, (UINT16)want, (UINT16)at, &part);

		if (rc != TSS2_RC_SUCCESS)
			return rc;
		if (part->size != want)
			return TSS2_BASE_RC_GENERAL_FAILURE;
		memcpy(&ret_content[at], part->buffer, want);
		at += want;
	}
	return TSS2_RC_SUCCESS;
}

/*
 * A certificate that is not there, or is not one, is no failure: what the verifier makes of that is
 * up to the verifier.
 */
static int read_certificate(ESYS_CONTEXT *esys, struct ingot_tpm_endorsement *endorsement)
{
	ingot_scoped(ingot_tpm_scoped_free) TPM2B_NV_PUBLIC *public = NULL;
	ingot_scoped(ingot_scoped_free) uint8_t *content = NULL;
	ESYS_TR index;
	size_t size = 0;
	TSS2_RC rc = Esys_TR_FromTPMPublic(esys, certificate_index[endorsement->kind], ESYS_TR_NONE,
					   ESYS_TR_NONE, ESYS_TR_NONE, &index);

	if (rc != TSS2_RC_SUCCESS)
		return 0;
	rc = Esys_NV_ReadPublic(esys, index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &public,
				NULL);
	if (rc == TSS2_RC_SUCCESS)
		size = public->nvPublic.dataSize;
	if (size > 0 && size <= INGOT_TPM_CERTIFICATE_SIZE_MAX) {
		content = malloc(size);
		rc = content ? read_index(esys, index, size, content) : TSS2_BASE_RC_MEMORY;
	}
	(void)Esys_TR_Close(esys, &index);
	if (rc == TSS2_BASE_RC_MEMORY)
		return -ENOMEM;
	if (rc != TSS2_RC_SUCCESS || !content ||
	    cut_certificate((struct ingot_bytes){ content, size }, &endorsement->certificate_size) <
		    0)
		return 0;
	endorsement->certificate = content;
	content = NULL;
	return 0;
}

static int read_key(ESYS_CONTEXT *esys, struct ingot_reason *reason,
		    struct ingot_tpm_endorsement *endorsement)
{
	ingot_scoped(ingot_tpm_handle_flush) struct ingot_tpm_handle key = { 0 };
	struct ingot_tpm_public public;
	uint8_t area[INGOT_TPM_PUBLIC_SIZE_MAX];
	size_t size;
	int r = ingot_tpm_primary_create(esys, ingot_tpm_template_endorsement(endorsement->kind),
					 reason, &key);

	if (r == 0)
		r = ingot_tpm_area_read(&key, reason, area, &size);
	if (r < 0)
		return r;
	r = ingot_tpm_public_parse((struct ingot_bytes){ area, size }, &public);
	if (r < 0 || public.kind != endorsement->kind)
		return ingot_refuse(reason, -EBADMSG,
				    "TPM: endorsement key is not what was asked for");
	r = ingot_tpm_public_pem(&public, &endorsement->pem);
	return r < 0 ? ingot_refuse(reason, r, "out of memory") : 0;
}

int ingot_tpm_endorsement_read(const struct ingot_tpm *tpm, struct ingot_reason *reason,
			       struct ingot_tpm_endorsement *ret_endorsement)
{
	ingot_scoped(ingot_tpm_endorsement_close) struct ingot_tpm_endorsement e = {
		.kind = INGOT_TPM_PUBLIC_RSA_2048
	};
	ESYS_CONTEXT *esys;
	int r = ingot_tpm_esys_connection(tpm, reason, &esys);

	if (r < 0)
		return r;
	r = read_certificate(esys, &e);
	if (r == 0 && !e.certificate) {
		e.kind = INGOT_TPM_PUBLIC_ECC_P256;
		r = read_certificate(esys, &e);
	}
	if (r < 0)
		return ingot_refuse(reason, r, "out of memory");
	r = read_key(esys, reason, &e);
	if (r == 0) {
		*ret_endorsement = e;
		e = (struct ingot_tpm_endorsement){ 0 };
	}
	return r;
}

void ingot_tpm_endorsement_close(struct ingot_tpm_endorsement *endorsement)
{
	free(endorsement->pem);
	free(endorsement->certificate);
	*endorsement = (struct ingot_tpm_endorsement){ 0 };
}

int ingot_tpm_endorsement_pem(const struct ingot_tpm *tpm, struct ingot_reason *reason,
			      char **ret_pem)
{
	ingot_scoped(ingot_tpm_endorsement_close) struct ingot_tpm_endorsement e = { 0 };
	int r = ingot_tpm_endorsement_read(tpm, reason, &e);

	if (r == 0) {
		*ret_pem = e.pem;
		e.pem = NULL;
	}
	return r;
}
