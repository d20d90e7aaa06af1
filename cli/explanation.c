/* SPDX-License-Identifier: Apache-2.0 */
/* Why values are not those of a release. */
#include "cli/explanation.h"

#include <errno.h>
#include <string.h>

#include "cli/explanation_part.h"

#define PCR_IMA       10               /* the kernel keeps a log of its own of it */
#define PCRS_FIRMWARE UINT32_C(0x00ff) /* 0 to 7 */
#define PCRS_LOGGED   (UINT32_C(0xffff) & ~(UINT32_C(1) << PCR_IMA))

static const struct ingot_bank_verdict *bank_of(const struct ingot_verdict *verdict)
{
	for (size_t b = 0; b < verdict->bank_count; b++)
		if (verdict->bank[b].hash == INGOT_HASH_SHA256 && verdict->bank[b].given)
			return &verdict->bank[b];
	return NULL;
}

const struct ingot_pcr_verdict *ingot_explanation_pcr(const struct ingot_explanation *explanation,
						      unsigned pcr)
{
	return &bank_of(&explanation->verdict)->pcr[pcr];
}

/* In any bank: a log that was changed in one of them was changed. */
static void find_tampering(const struct ingot_explanation_question *question,
			   struct ingot_explanation *explanation)
{
	uint32_t logged = question->whole ? PCRS_LOGGED : PCRS_FIRMWARE;

	for (size_t b = 0; b < explanation->verdict.bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			if (logged >> i & 1 &&
			    explanation->verdict.bank[b].pcr[i].log == INGOT_VERDICT_LOG_DISAGREES)
				explanation->tampered |= UINT32_C(1) << i;
}

/* One more release whose values they are: all that are enforced, as a verifier does it. */
static int find_release(const struct ingot_explanation_question *question,
			struct ingot_explanation *explanation)
{
	for (size_t i = 1; !explanation->verdict.holds && i < question->known->count; i++) {
		const struct ingot_known_release *release = &question->known->release[i];
		const struct ingot_verdict_question asked = { release->entry, question->values,
							      NULL, question->phase };
		struct ingot_verdict verdict;
		int r = ingot_verdict_reach(&asked, &verdict);

		if (r == 0 && verdict.holds) {
			explanation->is = release;
			return 0;
		}
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return 0;
}

static int explain_pcr(const struct ingot_explanation_question *question, unsigned pcr,
		       struct ingot_explanation *explanation)
{
	const struct ingot_pcr_verdict *verdict = ingot_explanation_pcr(explanation, pcr);

	if (verdict->result == INGOT_VERDICT_MISSING) {
		ingot_text_add(&ingot_findings_note(&explanation->findings, INGOT_COMPONENT_OTHER,
						    pcr, NULL)
					->words,
			       "no value was given of PCR %u", pcr);
		return 0;
	}
	if (verdict->result != INGOT_VERDICT_MISMATCH)
		return 0;
	if (verdict->log == INGOT_VERDICT_LOG_AGREES)
		return ingot_explanation_by_log(question, pcr, explanation);
	explanation->searched |= UINT32_C(1) << pcr;
	return ingot_explanation_by_search(question, pcr, explanation);
}

/* Values of another bank alone that differ have no explanation: each has the same events. */
static void find_other_banks(struct ingot_explanation *explanation)
{
	for (size_t b = 0; b < explanation->verdict.bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			const struct ingot_bank_verdict *bank = &explanation->verdict.bank[b];

			if (bank->pcr[i].result < INGOT_VERDICT_MISMATCH ||
			    ingot_explanation_pcr(explanation, i)->result >= INGOT_VERDICT_MISMATCH)
				continue;
			explanation->unexplained |= UINT32_C(1) << i;
			ingot_text_add(&ingot_findings_note(&explanation->findings,
							    INGOT_COMPONENT_OTHER, i, NULL)
						->words,
				       "PCR %u differs in bank %s alone", i,
				       ingot_hash_name(bank->hash));
		}
}

static void note_tampering(const char *fault, struct ingot_explanation *explanation)
{
	struct ingot_finding *finding;
	unsigned first = 0;

	if (fault) {
		finding = ingot_findings_note(&explanation->findings, INGOT_COMPONENT_LOG, 0, NULL);
		finding->pcrs = PCRS_FIRMWARE;
		ingot_text_add(&finding->words, "it cannot be read: %s", fault);
	}
	if (!explanation->tampered)
		return;
	while (!(explanation->tampered >> first & 1))
		first++;
	finding = ingot_findings_note(&explanation->findings, INGOT_COMPONENT_LOG, first, NULL);
	finding->pcrs = explanation->tampered;
	ingot_text_add(&finding->words, "it does not lead to the value of PCR %u", first);
}

int ingot_explanation_reach(const struct ingot_explanation_question *question,
			    struct ingot_explanation *ret_explanation)
{
	const struct ingot_known_release *expected = &question->known->release[0];
	const struct ingot_verdict_question asked = { expected->entry, question->values,
						      question->log, question->phase };
	struct ingot_explanation *explanation = ret_explanation;
	int r;

	*explanation = (struct ingot_explanation){ .is = NULL };
	r = ingot_verdict_reach(&asked, &explanation->verdict);
	if (r < 0)
		return r;
	if (!bank_of(&explanation->verdict))
		return -ENOTSUP;
	find_tampering(question, explanation);
	note_tampering(question->log_fault, explanation);
	r = find_release(question, explanation);
	for (unsigned i = 0; r == 0 && i < INGOT_PCR_COUNT; i++)
		r = explain_pcr(question, i, explanation);
	if (r == 0)
		r = ingot_explanation_of_node(question, explanation);
	if (r < 0)
		return r;
	find_other_banks(explanation);
	ingot_findings_settle(&explanation->findings);
	return 0;
}

bool ingot_explanation_differs(const struct ingot_explanation *explanation)
{
	for (unsigned i = 0; i < INGOT_COMPONENT_COUNT; i++)
		if (explanation->findings.of_part[i].pcrs)
			return true;
	return !explanation->verdict.holds;
}

/* How releases of one stream stand to each other. */
static const char *relation(const struct ingot_known_release *is,
			    const struct ingot_known_release *expected)
{
	struct ingot_version a, b;

	if (strcmp(is->golden->stream, expected->golden->stream) != 0)
		return "release of another stream";
	if (strcmp(is->golden->ref, expected->golden->ref) != 0 ||
	    ingot_version_read(ingot_bytes_of_text(is->golden->version), &a) < 0 ||
	    ingot_version_read(ingot_bytes_of_text(expected->golden->version), &b) < 0)
		return "other release";
	if (ingot_version_compare(&a, &b) == 0)
		return "other platform";
	return ingot_version_compare(&a, &b) > 0 ? "newer release" : "older release";
}

static bool is_node(unsigned part)
{
	return part == INGOT_COMPONENT_OWNER || part == INGOT_COMPONENT_CONFIGURATION ||
	       part == INGOT_COMPONENT_CLUSTER;
}

void ingot_explanation_headline(const struct ingot_explanation *explanation,
				const struct ingot_known_release *expected, struct ingot_text *text)
{
	const struct ingot_findings *findings = &explanation->findings;
	bool told = false;

	for (unsigned i = 0; i < INGOT_COMPONENT_COUNT; i++) {
		const struct ingot_finding *finding = &findings->of_part[i];

		if (i == INGOT_COMPONENT_LOG + 1 && explanation->is) {
			ingot_text_add(text, "%s%s: ", text->length > 0 ? "; " : "",
				       relation(explanation->is, expected));
			ingot_known_words(explanation->is, expected, text);
			told = true;
		}
		/* the other release has all of these parts */
		if (!finding->pcrs || finding->minor ||
		    (told && !is_node(i) && i != INGOT_COMPONENT_LOG))
			continue;
		if (text->length > 0)
			ingot_text_add(text, "; ");
		ingot_finding_words(findings, (enum ingot_component)i, expected, text);
	}
}
