/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The real TPM, by tpm2-tss ESYS; TPM 2.0 Library Part 3: PCR_Read, PCR_Event,
 * EventSequenceComplete, GetCapability.
 */
#include "bootstrapper/tpm_esys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tss2/tss2_tctildr.h>
#include <unistd.h>

#include "base/scoped.h"
#include "bootstrapper/tpm_handle.h"

#define PCR_BYTES        (INGOT_PCR_COUNT / 8)
#define READ_ATTEMPT_MAX 8

struct esys {
	TSS2_TCTI_CONTEXT *tcti;
	ESYS_CONTEXT *esys;
};

static void close_esys(void *context)
{
	struct esys *e = context;

	if (!e)
		return;
	Esys_Finalize(&e->esys);
	Tss2_TctiLdr_Finalize(&e->tcti);
	free(e);
}

/*
 * Which banks to read. One with an algorithm that we cannot compute is left out: nothing of ours is
 * checked in it, and TPM2_PCR_Event extends it all the same. One that has only some PCRs is
 * refused: no value could be promised for it.
 */
static int select_banks(struct esys *e, struct ingot_reason *reason,
			TPML_PCR_SELECTION *ret_selection)
{
	ingot_scoped(ingot_tpm_scoped_free) TPMS_CAPABILITY_DATA *capability = NULL;
	TPML_PCR_SELECTION selection = { 0 };
	const TPML_PCR_SELECTION *assigned;
	TPMI_YES_NO more;
	TSS2_RC rc = Esys_GetCapability(e->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
					TPM2_CAP_PCRS, 0, 1, &more, &capability);

	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "list of banks", rc);
	assigned = &capability->data.assignedPCR;
	for (UINT32 i = 0; i < assigned->count && i < TPM2_NUM_PCR_BANKS; i++) {
		const TPMS_PCR_SELECTION *bank = &assigned->pcrSelections[i];
		unsigned count = 0;
		enum ingot_hash hash;

		for (unsigned pcr = 0; pcr < INGOT_PCR_COUNT && pcr / 8 < bank->sizeofSelect; pcr++)
			count += bank->pcrSelect[pcr / 8] >> pcr % 8 & 1;
		if (count == 0 || ingot_hash_from_tpm_id(bank->hash, &hash) < 0)
			continue;
		if (count != INGOT_PCR_COUNT)
			return ingot_refuse(reason, -ENOTSUP, "TPM: bank %s has only %u PCRs",
					    ingot_hash_name(hash), count);
		selection.pcrSelections[selection.count] = *bank;
		selection.pcrSelections[selection.count++].sizeofSelect = PCR_BYTES;
	}
	*ret_selection = selection;
	return 0;
}

static bool is_empty(const TPML_PCR_SELECTION *selection)
{
	for (UINT32 i = 0; i < selection->count; i++)
		for (unsigned byte = 0; byte < PCR_BYTES; byte++)
			if (selection->pcrSelections[i].pcrSelect[byte] != 0)
				return false;
	return true;
}

/*
 * Puts the values of one bank's part of an answer in place and strikes them off the list of what is
 * wanted.
 */
static int store_bank(const TPMS_PCR_SELECTION *got, const TPML_DIGEST *values, UINT32 *next,
		      struct ingot_pcr_bank *bank)
{
	for (unsigned pcr = 0; pcr < INGOT_PCR_COUNT && pcr / 8 < got->sizeofSelect; pcr++) {
		struct ingot_digest value;
		struct ingot_bytes bytes;

		if (!(got->pcrSelect[pcr / 8] >> pcr % 8 & 1))
			continue;
		if (*next >= values->count ||
		    *next >= sizeof(values->digests) / sizeof(values->digests[0]))
			return -EBADMSG;
		bytes = (struct ingot_bytes){ values->digests[*next].buffer,
					      values->digests[*next].size };
		if (ingot_digest_from_bytes(bank->hash, bytes, &value) < 0)
			return -EBADMSG;
		(*next)++;
		if (ingot_pcr_set(bank, pcr, &value) < 0)
			return -EBADMSG;
	}
	return 0;
}

static int store_answer(const TPML_PCR_SELECTION *got, const TPML_DIGEST *values,
			TPML_PCR_SELECTION *wanted, struct ingot_pcr_banks *banks)
{
	UINT32 next = 0;

	for (UINT32 i = 0; i < got->count && i < wanted->count; i++) {
		const TPMS_PCR_SELECTION *part = &got->pcrSelections[i];
		struct ingot_pcr_bank *bank;
		enum ingot_hash hash;

		if (part->hash != wanted->pcrSelections[i].hash ||
		    ingot_hash_from_tpm_id(part->hash, &hash) < 0 ||
		    ingot_pcr_banks_add(banks, hash, &bank) < 0 ||
		    store_bank(part, values, &next, bank) < 0)
			return -EBADMSG;
		for (unsigned byte = 0; byte < PCR_BYTES && byte < part->sizeofSelect; byte++)
			wanted->pcrSelections[i].pcrSelect[byte] &= (BYTE)~part->pcrSelect[byte];
	}
	return next > 0 ? 0 : -EBADMSG; /* an answer without values would never end the loop */
}

/*
 * One pass over all PCRs: 1 with all values of one moment, 0 if somebody extended a PCR meanwhile.
 */
static int read_once(struct esys *e, TPML_PCR_SELECTION wanted, struct ingot_reason *reason,
		     struct ingot_pcr_banks *ret_banks)
{
	struct ingot_pcr_banks banks = { 0 };
	UINT32 first_counter = 0;
	bool first = true;

	while (!is_empty(&wanted)) {
		ingot_scoped(ingot_tpm_scoped_free) TPML_PCR_SELECTION *got = NULL;
		ingot_scoped(ingot_tpm_scoped_free) TPML_DIGEST *values = NULL;
		UINT32 counter;
		TSS2_RC rc = Esys_PCR_Read(e->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
					   &wanted, &counter, &got, &values);

		if (rc != TSS2_RC_SUCCESS)
			return ingot_tpm_fail(reason, "read PCRs", rc);
		if (store_answer(got, values, &wanted, &banks) < 0)
			return ingot_refuse(reason, -EBADMSG,
					    "TPM: malformed answer to the read of PCRs");
		if (!first && counter != first_counter)
			return 0;
		first_counter = counter;
		first = false;
	}
	*ret_banks = banks;
	return 1;
}

static int read_esys(void *context, struct ingot_reason *reason, struct ingot_pcr_banks *ret_banks)
{
	struct esys *e = context;
	TPML_PCR_SELECTION selection;
	int r = select_banks(e, reason, &selection);

	if (r < 0)
		return r;
	for (unsigned attempt = 0; attempt < READ_ATTEMPT_MAX; attempt++) {
		r = read_once(e, selection, reason, ret_banks);
		if (r != 0)
			return r < 0 ? r : 0;
	}
	return ingot_refuse(reason, -EIO, "TPM: PCRs change all the time");
}

static int event_at_once(struct esys *e, unsigned index, struct ingot_bytes data,
			 struct ingot_reason *reason)
{
	ingot_scoped(ingot_tpm_scoped_free) TPML_DIGEST_VALUES *digests = NULL;
	TPM2B_EVENT event = { .size = (UINT16)data.size };
	TSS2_RC rc;

	if (data.size > 0)
		memcpy(event.buffer, data.data, data.size);
	rc = Esys_PCR_Event(e->esys, ESYS_TR_PCR0 + index, ESYS_TR_PASSWORD, ESYS_TR_NONE,
			    ESYS_TR_NONE, &event, &digests);
	return rc == TSS2_RC_SUCCESS ? 0 : ingot_tpm_fail(reason, "extend PCR", rc);
}

/* Feeds all of @data into a sequence but for a last part that the completing command takes. */
static TSS2_RC feed_sequence(struct esys *e, ESYS_TR sequence, struct ingot_bytes data,
			     TPM2B_MAX_BUFFER *ret_last)
{
	TPM2B_MAX_BUFFER part;
	struct ingot_bytes taken;

	for (;;) {
		size_t size = data.size < sizeof(part.buffer) ? data.size : sizeof(part.buffer);
		TSS2_RC rc;

		if (ingot_bytes_take(&data, size, &taken) < 0)
			return TSS2_BASE_RC_GENERAL_FAILURE;
		part.size = (UINT16)size;
		memcpy(part.buffer, taken.data, size);
		if (data.size == 0)
			break;
		rc = Esys_SequenceUpdate(e->esys, sequence, ESYS_TR_PASSWORD, ESYS_TR_NONE,
					 ESYS_TR_NONE, &part);
		if (rc != TSS2_RC_SUCCESS)
			return rc;
	}
	*ret_last = part;
	return TSS2_RC_SUCCESS;
}

/* A sequence of algorithm NULL is one of all active banks. */
static int event_in_parts(struct esys *e, unsigned index, struct ingot_bytes data,
			  struct ingot_reason *reason)
{
	ingot_scoped(ingot_tpm_scoped_free) TPML_DIGEST_VALUES *digests = NULL;
	TPM2B_AUTH auth = { 0 };
	TPM2B_MAX_BUFFER last = { 0 };
	ESYS_TR sequence;
	TSS2_RC rc = Esys_HashSequenceStart(e->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
					    &auth, TPM2_ALG_NULL, &sequence);

	if (rc != TSS2_RC_SUCCESS)
		return ingot_tpm_fail(reason, "start an event sequence", rc);
	rc = feed_sequence(e, sequence, data, &last);
	if (rc == TSS2_RC_SUCCESS)
		rc = Esys_EventSequenceComplete(e->esys, ESYS_TR_PCR0 + index, sequence,
						ESYS_TR_PASSWORD, ESYS_TR_PASSWORD, ESYS_TR_NONE,
						&last, &digests);
	if (rc == TSS2_RC_SUCCESS)
		return 0;
	(void)Esys_FlushContext(e->esys, sequence);
	return ingot_tpm_fail(reason, "extend PCR", rc);
}

static int event_esys(void *context, unsigned index, struct ingot_bytes data,
		      struct ingot_reason *reason)
{
	if (data.size > INGOT_TPM_EVENT_SIZE_MAX || index >= INGOT_PCR_COUNT)
		return ingot_refuse(reason, -EINVAL, "TPM: event too large or PCR out of range");
	if (data.size <= sizeof(((TPM2B_EVENT *)NULL)->buffer))
		return event_at_once(context, index, data, reason);
	return event_in_parts(context, index, data, reason);
}

static const struct ingot_tpm_ops ops = { read_esys, event_esys, close_esys };

int ingot_tpm_esys_open(const char *tcti, struct ingot_reason *reason, struct ingot_tpm *ret_tpm)
{
	struct ingot_bytes device = ingot_bytes_of_text(tcti);
	struct ingot_tpm tpm = { .ops = &ops };
	struct esys *e;
	TSS2_RC rc;

	/* tpm2-tss says only "IO failure" where a person must be told that there is no TPM */
	if (ingot_bytes_take_prefix(&device, ingot_bytes_of_text("device:")) &&
	    access((const char *)device.data, F_OK) < 0)
		return ingot_refuse(reason, -ENODEV, "no TPM 2.0: %s is not there",
				    (const char *)device.data);
	e = calloc(1, sizeof(*e));
	if (!e)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	tpm.context = e;
	rc = Tss2_TctiLdr_Initialize(tcti, &e->tcti);
	if (rc == TSS2_RC_SUCCESS)
		rc = Esys_Initialize(&e->esys, e->tcti, NULL);
	if (rc != TSS2_RC_SUCCESS) {
		ingot_tpm_close(&tpm);
		return ingot_tpm_fail(reason, "open", rc);
	}
	*ret_tpm = tpm;
	return 0;
}

int ingot_tpm_esys_connection(const struct ingot_tpm *tpm, struct ingot_reason *reason,
			      struct ESYS_CONTEXT **ret_esys)
{
	if (tpm->ops != &ops)
		return ingot_refuse(reason, -ENOTSUP, "TPM: not one of tpm2-tss");
	*ret_esys = ((struct esys *)tpm->context)->esys;
	return 0;
}
