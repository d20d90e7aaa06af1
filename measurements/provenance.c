/* SPDX-License-Identifier: Apache-2.0 */
/* Where PCR values come from; docs/attestation.md, "What a client has to check", 1 to 5. */
#include "measurements/provenance.h"

#include <errno.h>
#include <stdlib.h>

#include "base/pem.h"
#include "base/scoped.h"
#include "measurements/quote.h"

#define KEY_SIZE_MAX INGOT_CERTIFICATE_KEY_SIZE_MAX

/* A key's DER form. */
struct key {
	uint8_t der[KEY_SIZE_MAX];
	size_t size;
};

/* Notes the outcome; what is no answer goes on to the caller. */
static int settle(struct ingot_appraisal_outcome *outcome, int r)
{
	if (r == -ENOMEM || r == -EIO)
		return r;
	outcome->state = r < 0 ? INGOT_APPRAISAL_FAILS : INGOT_APPRAISAL_HOLDS;
	return 0;
}

static int read_key(struct ingot_bytes pem, struct key *ret_key)
{
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	struct ingot_pem block;
	size_t size;
	int r = ingot_pem_take_only(pem, "PUBLIC KEY", &block);

	if (r == 0)
		r = ingot_pem_decode(&block, &der, &size);
	if (r < 0)
		return r;
	if (size > sizeof(ret_key->der))
		return -EBADMSG;
	for (size_t i = 0; i < size; i++)
		ret_key->der[i] = der[i];
	ret_key->size = size;
	return 0;
}

static bool same_key(const struct key *a, const struct key *b)
{
	return ingot_bytes_equal((struct ingot_bytes){ a->der, a->size },
				 (struct ingot_bytes){ b->der, b->size });
}

static int check_certificate(const struct ingot_appraisal_question *question,
			     const struct key *endorsement, struct ingot_reason *words)
{
	ingot_scoped(ingot_certificate_scoped) struct ingot_certificate *certificate = NULL;
	const struct ingot_appraisal_endorsement *by = &question->endorsement;
	struct ingot_bytes bytes = question->evidence->ek_certificate;
	struct key certified;
	int r;

	if (bytes.size == 0)
		return ingot_refuse(words, -EKEYREJECTED,
				    "the TPM has no certificate of its endorsement key");
	r = ingot_certificate_read(bytes, words, &certificate);
	if (r < 0)
		return r;
	r = ingot_certificate_key(certificate, sizeof(certified.der), certified.der,
				  &certified.size);
	if (r < 0 || !same_key(&certified, endorsement))
		return ingot_refuse(words, -EKEYREJECTED,
				    "certificate is of another endorsement key");
	return ingot_certificate_check(certificate, by->authorities, by->time, words);
}

static int check_pinned(const struct ingot_appraisal_question *question,
			const struct key *endorsement, struct ingot_reason *words)
{
	struct key pinned;
	int r = read_key(question->endorsement.pinned, &pinned);

	if (r == -ENOMEM)
		return r;
	if (r < 0)
		return ingot_refuse(words, r, "pinned endorsement key is not PEM");
	if (!same_key(&pinned, endorsement))
		return ingot_refuse(words, -EKEYREJECTED,
				    "endorsement key is not the one that was pinned");
	return 0;
}

static int judge_endorsement(const struct ingot_appraisal_question *question,
			     struct ingot_reason *words)
{
	const struct ingot_appraisal_endorsement *by = &question->endorsement;
	struct key endorsement;
	int r = read_key(ingot_bytes_of_text(question->evidence->ek_public), &endorsement);

	if (r == -ENOMEM)
		return r;
	if (r < 0)
		return ingot_refuse(words, r, "endorsement key is not PEM");
	if (by->authorities)
		r = check_certificate(question, &endorsement, words);
	if (r == 0 && by->pinned.size > 0)
		r = check_pinned(question, &endorsement, words);
	if (r == 0)
		(void)ingot_refuse(words, 0,
				   by->pinned.size > 0
					   ? "the endorsement key is the one that was pinned"
					   : "the endorsement key is certified by an "
					     "authority that was named");
	return r;
}

static int check_endorsement(const struct ingot_appraisal_question *question,
			     struct ingot_appraisal_outcome *outcome)
{
	const struct ingot_appraisal_endorsement *by = &question->endorsement;

	if (by->authorities || by->pinned.size > 0)
		return settle(outcome, judge_endorsement(question, &outcome->words));
	if (question->policy.unproven_tpm) {
		(void)ingot_refuse(&outcome->words, 0,
				   "unproven TPM: no authority was named and no endorsement key "
				   "pinned");
		return 0;
	}
	return settle(outcome, ingot_refuse(&outcome->words, -EKEYREJECTED,
					    "unproven TPM: name an authority for its endorsement "
					    "key, or pin the key"));
}

static int check_key(const struct ingot_appraisal_question *question,
		     struct ingot_appraisal_outcome *outcome)
{
	enum ingot_appraisal_activation activation = question->endorsement.activation;
	struct ingot_reason *words = &outcome->words;
	int r = ingot_quote_check_key(question->evidence->ak_public, words);

	if (r == 0 && activation == INGOT_APPRAISAL_NOT_OPENED)
		r = ingot_refuse(words, -EKEYREJECTED,
				 "the attestation key is of another TPM: it could not open what "
				 "was encrypted for both keys");
	if (r == 0 && activation == INGOT_APPRAISAL_NOT_ASKED && question->policy.unproven_tpm) {
		(void)ingot_refuse(words, 0,
				   "unproven TPM: nothing shows that the attestation "
				   "key lives in the TPM of the endorsement key");
		return 0;
	}
	if (r == 0 && activation == INGOT_APPRAISAL_NOT_ASKED)
		r = ingot_refuse(words, -EKEYREJECTED,
				 "unproven TPM: nothing shows that the attestation key lives in "
				 "the TPM of the endorsement key");
	if (r == 0)
		(void)ingot_refuse(words, 0,
				   "the attestation key lives in the TPM of the "
				   "endorsement key, and signs its statements alone");
	return settle(outcome, r);
}

static int judge_nonce(const struct ingot_appraisal_question *question,
		       const struct ingot_quote *quote, struct ingot_reason *words)
{
	if (!ingot_bytes_equal_secret(quote->extra_data, question->evidence->nonce))
		return ingot_refuse(words, -EKEYREJECTED,
				    "the quote has another nonce than the evidence says");
	if (!question->recorded && !ingot_bytes_equal_secret(quote->extra_data, question->nonce))
		return ingot_refuse(words, -EKEYREJECTED,
				    "the quote answers another challenge: old evidence");
	return ingot_refuse(words, 0, "the quote has the nonce of the challenge");
}

static int check_nonce(const struct ingot_appraisal_question *question,
		       const struct ingot_quote *quote, struct ingot_appraisal_outcome *outcome)
{
	int r = settle(outcome, judge_nonce(question, quote, &outcome->words));

	if (r == 0 && question->recorded && outcome->state == INGOT_APPRAISAL_HOLDS) {
		outcome->state = INGOT_APPRAISAL_NOT_DONE;
		(void)ingot_refuse(&outcome->words, 0,
				   "recorded evidence answers no challenge: it may be of any age");
	}
	return r;
}

/* The evidence states what is quoted, bank by bank. */
static bool states_selection(const struct ingot_evidence *evidence, const struct ingot_quote *quote)
{
	if (evidence->bank_count != quote->selection_count)
		return false;
	for (size_t i = 0; i < quote->selection_count; i++)
		if (evidence->bank[i].hash != quote->selection[i].hash ||
		    evidence->bank[i].pcrs != quote->selection[i].pcrs)
			return false;
	return true;
}

static int check_values(const struct ingot_appraisal_question *question,
			const struct ingot_quote *quote, enum ingot_hash hash,
			struct ingot_appraisal *appraisal)
{
	struct ingot_appraisal_outcome *outcome = &appraisal->outcome[INGOT_APPRAISAL_VALUES];
	int r;

	if (!states_selection(question->evidence, quote))
		return settle(outcome, ingot_refuse(&outcome->words, -EKEYREJECTED,
						    "other PCRs are quoted than the evidence "
						    "has values of"));
	r = ingot_quote_check_values(quote, hash, &appraisal->values);
	if (r == -EKEYREJECTED)
		(void)ingot_refuse(&outcome->words, r, "the PCR values are not those quoted");
	else if (r == 0)
		(void)ingot_refuse(&outcome->words, r, "the PCR values are those quoted");
	return settle(outcome, r);
}

static void leave(struct ingot_appraisal *appraisal, enum ingot_appraisal_check check)
{
	(void)ingot_refuse(&appraisal->outcome[check].words, 0, "nothing is quoted");
}

int ingot_provenance_check(const struct ingot_appraisal_question *question,
			   struct ingot_appraisal *appraisal)
{
	struct ingot_appraisal_outcome *outcome = appraisal->outcome;
	struct ingot_quote_signed from = { question->evidence->quote, question->evidence->signature,
					   question->evidence->ak_public };
	struct ingot_quote quote;
	enum ingot_hash hash;
	int r = check_endorsement(question, &outcome[INGOT_APPRAISAL_ENDORSEMENT]);

	if (r == 0)
		r = check_key(question, &outcome[INGOT_APPRAISAL_KEY]);
	if (r < 0)
		return r;
	r = ingot_quote_check(&from, &outcome[INGOT_APPRAISAL_QUOTE].words, &quote, &hash);
	if (r < 0) {
		leave(appraisal, INGOT_APPRAISAL_NONCE);
		leave(appraisal, INGOT_APPRAISAL_VALUES);
		return settle(&outcome[INGOT_APPRAISAL_QUOTE], r);
	}
	(void)ingot_refuse(&outcome[INGOT_APPRAISAL_QUOTE].words, 0,
			   "the attestation key has signed the quote");
	r = settle(&outcome[INGOT_APPRAISAL_QUOTE], 0);
	if (r == 0)
		r = check_nonce(question, &quote, &outcome[INGOT_APPRAISAL_NONCE]);
	return r < 0 ? r : check_values(question, &quote, hash, appraisal);
}
