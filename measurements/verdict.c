/* SPDX-License-Identifier: Apache-2.0 */
/* Golden values against the values of a node, PCR by PCR, and the first event that differs. */
#include "measurements/verdict.h"

#include <errno.h>
#include <string.h>

static const struct ingot_digest zeros[INGOT_HASH_COUNT] = {
	[INGOT_HASH_SHA1] = { .hash = INGOT_HASH_SHA1 },
	[INGOT_HASH_SHA256] = { .hash = INGOT_HASH_SHA256 },
	[INGOT_HASH_SHA384] = { .hash = INGOT_HASH_SHA384 },
	[INGOT_HASH_SHA512] = { .hash = INGOT_HASH_SHA512 },
};

static const char *const result_names[] = {
	[INGOT_VERDICT_NOT_CHECKED] = "not-checked", [INGOT_VERDICT_MATCH] = "match",
	[INGOT_VERDICT_WARNING] = "warning",         [INGOT_VERDICT_MISMATCH] = "mismatch",
	[INGOT_VERDICT_MISSING] = "missing",
};

static const char *const log_names[] = {
	[INGOT_VERDICT_LOG_ABSENT] = NULL,
	[INGOT_VERDICT_LOG_AGREES] = "agrees",
	[INGOT_VERDICT_LOG_DISAGREES] = "disagrees",
};

const char *ingot_verdict_result_name(enum ingot_verdict_result result)
{
	return result_names[result];
}

const char *ingot_verdict_log_name(enum ingot_verdict_log log)
{
	return log_names[log];
}

static bool is_candidate(const struct ingot_golden_pcr *pcr, const struct ingot_golden_value *value,
			 const char *phase)
{
	return pcr->status != INGOT_GOLDEN_PHASES || !phase || strcmp(value->label, phase) == 0;
}

/* Compare with the values that are allowed; fills result, label and expected. */
static void judge_values(const struct ingot_golden_pcr *pcr, const char *phase,
			 struct ingot_pcr_verdict *verdict)
{
	size_t candidate_count = 0;

	for (size_t i = 0; i < pcr->value_count; i++) {
		const struct ingot_golden_value *value = &pcr->values[i];

		if (!is_candidate(pcr, value, phase))
			continue;
		candidate_count++;
		verdict->expected = &value->digest;
		if (verdict->found && ingot_digest_equal(&value->digest, verdict->found)) {
			verdict->result = INGOT_VERDICT_MATCH;
			verdict->label = value->label;
			return;
		}
	}
	if (candidate_count != 1)
		verdict->expected = NULL;
}

static void judge_pcr(const struct ingot_golden_bank *bank, unsigned index, const char *phase,
		      struct ingot_pcr_verdict *verdict)
{
	const struct ingot_golden_pcr *pcr = &bank->pcr[index];
	bool enforced = ingot_golden_is_enforced(pcr->status);

	verdict->status = pcr->status;
	verdict->why = pcr->why;
	if (!enforced && pcr->status != INGOT_GOLDEN_OBSERVED) {
		if (!pcr->why)
			verdict->why = "the golden values say nothing of it";
		return;
	}
	if (!verdict->found) {
		verdict->result = enforced ? INGOT_VERDICT_MISSING : INGOT_VERDICT_NOT_CHECKED;
		verdict->why = "no value was given";
		return;
	}
	verdict->result = enforced ? INGOT_VERDICT_MISMATCH : INGOT_VERDICT_WARNING;
	if (pcr->status == INGOT_GOLDEN_ZERO) {
		verdict->expected = &zeros[bank->hash];
		if (ingot_digest_equal(verdict->expected, verdict->found))
			verdict->result = INGOT_VERDICT_MATCH;
		return;
	}
	judge_values(pcr, phase, verdict);
}

static bool is_log_of_pcrs(const struct ingot_event_list *log)
{
	return log && log->registers == INGOT_REGISTERS_PCR;
}

static void consult_log(const struct ingot_verdict_question *question,
			const struct ingot_pcr_bank *folded, unsigned index,
			struct ingot_pcr_verdict *verdict)
{
	const struct ingot_digest *value = ingot_pcr_value(folded, index);
	struct ingot_event_scope scope = { .pcr = index };

	if (value && verdict->found)
		verdict->log = ingot_digest_equal(value, verdict->found)
				       ? INGOT_VERDICT_LOG_AGREES
				       : INGOT_VERDICT_LOG_DISAGREES;
	if (!folded ||
	    (verdict->result != INGOT_VERDICT_MISMATCH && verdict->result != INGOT_VERDICT_WARNING))
		return;
	scope.hash = folded->hash;
	verdict->differs = ingot_event_list_compare(question->golden->events, question->log, scope,
						    &verdict->difference) > 0;
	/* Where only a value was observed there are no events, and all would differ. */
	if (verdict->status == INGOT_GOLDEN_OBSERVED && !verdict->difference.expected &&
	    verdict->difference.position == 0)
		verdict->differs = false;
}

static void judge_bank(const struct ingot_verdict_question *question,
		       const struct ingot_golden_bank *bank, const struct ingot_pcr_banks *folded,
		       struct ingot_bank_verdict *verdict)
{
	const struct ingot_pcr_bank *found = ingot_pcr_banks_find(question->values, bank->hash);

	verdict->hash = bank->hash;
	verdict->given = found != NULL;
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		struct ingot_pcr_verdict *pcr = &verdict->pcr[i];

		if (!found) {
			pcr->status = bank->pcr[i].status;
			pcr->why = "no value of this bank was given";
			continue;
		}
		pcr->found = ingot_pcr_value(found, i);
		judge_pcr(bank, i, question->phase, pcr);
		consult_log(question, ingot_pcr_banks_find(folded, bank->hash), i, pcr);
	}
}

/* The golden values must know the phase that is asked for, or every answer would be a mismatch. */
static int check_phase(const struct ingot_verdict_question *question)
{
	const struct ingot_golden_entry *entry = question->golden;

	if (!question->phase)
		return 0;
	for (size_t b = 0; b < entry->bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			const struct ingot_golden_pcr *pcr = &entry->bank[b].pcr[i];

			for (size_t v = 0;
			     pcr->status == INGOT_GOLDEN_PHASES && v < pcr->value_count; v++)
				if (strcmp(pcr->values[v].label, question->phase) == 0)
					return 0;
		}
	return -ENOENT;
}

static void sum_up(struct ingot_verdict *verdict)
{
	verdict->holds = true;
	for (size_t b = 0; b < verdict->bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			const struct ingot_pcr_verdict *pcr = &verdict->bank[b].pcr[i];

			if (pcr->result == INGOT_VERDICT_MISMATCH ||
			    pcr->result == INGOT_VERDICT_MISSING)
				verdict->holds = false;
			if (pcr->result == INGOT_VERDICT_MATCH &&
			    ingot_golden_is_enforced(pcr->status))
				verdict->enforced_count++;
		}
	if (verdict->enforced_count == 0)
		verdict->holds = false;
}

int ingot_verdict_reach(const struct ingot_verdict_question *question,
			struct ingot_verdict *ret_verdict)
{
	struct ingot_verdict verdict = { .bank_count = question->golden->bank_count };
	struct ingot_pcr_banks folded = { 0 };
	int r = check_phase(question);

	if (r == 0 && is_log_of_pcrs(question->log))
		r = ingot_event_list_fold(question->log, NULL, &folded);
	if (r < 0)
		return r;
	for (size_t b = 0; b < verdict.bank_count; b++)
		judge_bank(question, &question->golden->bank[b], &folded, &verdict.bank[b]);
	sum_up(&verdict);
	*ret_verdict = verdict;
	return 0;
}
