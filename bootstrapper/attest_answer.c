/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to a challenge. */
#include "bootstrapper/attest_answer.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "node/evidence.h"

#define QUOTE_ATTEMPT_MAX 4

static void wipe_secret(struct ingot_credential_secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}

/* What the challenge leaves open is what the TPM has. */
static int choose_banks(const struct ingot_pcr_banks *banks, struct ingot_challenge *challenge,
			struct ingot_reason *reason)
{
	uint32_t present = 0;

	for (size_t i = 0; i < banks->count; i++)
		present |= UINT32_C(1) << banks->bank[i].hash;
	if (challenge->banks == 0)
		challenge->banks = present;
	if (challenge->banks & ~present || present == 0)
		return ingot_refuse(reason, -ENOTSUP, "the TPM has no such bank");
	return 0;
}

static bool same_values(const struct ingot_pcr_banks *a, const struct ingot_pcr_banks *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		for (unsigned pcr = 0; pcr < INGOT_PCR_COUNT; pcr++)
			if (!ingot_digest_equal(&a->bank[i].pcr[pcr], &b->bank[i].pcr[pcr]))
				return false;
	return true;
}

/* PCRs and a quote of them, of one moment. */
struct snapshot {
	struct ingot_pcr_banks banks;
	struct ingot_tpm_quote quote;
};

/* Once more if somebody extended a PCR meanwhile. */
static int take_snapshot(const struct ingot_tpm *tpm, struct ingot_challenge *challenge,
			 struct ingot_reason *reason, struct snapshot *ret_snapshot)
{
	struct ingot_pcr_banks before;
	struct snapshot s;
	int r = tpm->ops->read(tpm->context, reason, &before);

	if (r == 0)
		r = choose_banks(&before, challenge, reason);
	for (unsigned attempt = 0; r == 0 && attempt < QUOTE_ATTEMPT_MAX; attempt++) {
		r = ingot_tpm_attestation_quote(tpm, challenge, reason, &s.quote);
		if (r == 0)
			r = tpm->ops->read(tpm->context, reason, &s.banks);
		if (r < 0)
			return r;
		if (same_values(&before, &s.banks)) {
			*ret_snapshot = s;
			return 0;
		}
		before = s.banks;
	}
	return r < 0 ? r : ingot_refuse(reason, -EIO, "TPM: PCRs change all the time");
}

static size_t list_values(const struct ingot_pcr_banks *banks,
			  const struct ingot_challenge *challenge,
			  struct ingot_evidence_bank ret_banks[INGOT_HASH_COUNT])
{
	size_t count = 0;

	for (size_t i = 0; i < banks->count; i++) {
		const struct ingot_pcr_bank *from = &banks->bank[i];
		struct ingot_evidence_bank *to = &ret_banks[count];

		if (!(challenge->banks >> from->hash & 1))
			continue;
		to->hash = from->hash;
		to->pcrs = challenge->pcrs;
		memcpy(to->value, from->pcr, sizeof(to->value));
		count++;
	}
	return count;
}

static int show(const struct ingot_attest_node *node, struct ingot_challenge *challenge,
		struct ingot_reason *reason, struct ingot_json **ret_json)
{
	struct ingot_evidence_bank values[INGOT_HASH_COUNT];
	struct snapshot s;
	struct ingot_evidence evidence = {
		.platform = node->observed->platform,
		.stream = node->observed->stream,
		.version = node->version,
		.nonce = { challenge->nonce, challenge->nonce_size },
		.ak_public = { node->key.area, node->key.area_size },
		.ek_public = node->endorsement.pem,
		.ek_certificate = { node->endorsement.certificate,
				    node->endorsement.certificate_size },
		.bank = values,
		.logs = { ingot_file_bytes(&node->firmware_log),
			  ingot_file_bytes(&node->userspace_log) },
		.recovery = ingot_file_bytes(&node->recovery),
	};
	int r = take_snapshot(&node->tpm, challenge, reason, &s);

	if (r < 0)
		return r;
	evidence.quote = (struct ingot_bytes){ s.quote.attest, s.quote.attest_size };
	evidence.signature = (struct ingot_bytes){ s.quote.signature, s.quote.signature_size };
	evidence.bank_count = list_values(&s.banks, challenge, values);
	r = ingot_evidence_json(&evidence, ret_json);
	return r < 0 ? ingot_refuse(reason, r, "cannot write the evidence: %s", strerror(-r)) : 0;
}

static int assemble(const struct ingot_credential_secret *secret, struct ingot_json *evidence,
		    struct ingot_json **ret_json)
{
	struct ingot_json *json = ingot_json_new_object();
	int r = json ? ingot_json_set_text(json, "schema", INGOT_ATTEST_SCHEMA) : -ENOMEM;

	if (r == 0)
		r = ingot_evidence_set_bytes(json, "secret",
					     (struct ingot_bytes){ secret->bytes, secret->size });
	if (r == 0)
		r = ingot_json_set(json, "evidence", evidence);
	else
		ingot_json_free(evidence);
	if (r == 0)
		*ret_json = json;
	else
		ingot_json_free(json);
	return r;
}

int ingot_attest_answer(const struct ingot_attest_node *node,
			const struct ingot_challenge *challenge, struct ingot_reason *reason,
			struct ingot_json **ret_json)
{
	ingot_scoped(wipe_secret) struct ingot_credential_secret secret = { 0 };
	struct ingot_challenge chosen = *challenge;
	struct ingot_json *evidence = NULL;
	int r = ingot_tpm_attestation_activate(&node->tpm, &challenge->credential, reason, &secret);

	if (r == 0)
		r = show(node, &chosen, reason, &evidence);
	if (r < 0)
		return r;
	r = assemble(&secret, evidence, ret_json);
	return r < 0 ? ingot_refuse(reason, r, "cannot write the answer: %s", strerror(-r)) : 0;
}
