/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The rules that golden.h states, checked on a file in memory: by the reader, and before anything
 * is written.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "measurements/golden.h"
#include "measurements/text.h"

static int broken(const char **rule, const char *text)
{
	if (rule)
		*rule = text;
	return -EBADMSG;
}

static bool is_line(const char *text)
{
	return text && ingot_text_is_line(text);
}

static bool is_labelled_right(const struct ingot_golden_pcr *pcr)
{
	bool wanted = ingot_golden_label_key(pcr->status) != NULL;

	for (size_t i = 0; i < pcr->value_count; i++) {
		const char *label = pcr->values[i].label;

		if (wanted ? !is_line(label) : label != NULL)
			return false;
		for (size_t j = 0; wanted && j < i; j++)
			if (strcmp(pcr->values[j].label, label) == 0)
				return false;
	}
	return true;
}

static bool has_phase(const struct ingot_golden_pcr *pcr, const char *phase)
{
	for (size_t i = 0; i < pcr->value_count; i++)
		if (strcmp(pcr->values[i].label, phase) == 0)
			return true;
	return false;
}

static bool has_right_count(const struct ingot_golden_pcr *pcr)
{
	switch (pcr->status) {
	case INGOT_GOLDEN_EXACT:
		return pcr->value_count == 1;
	case INGOT_GOLDEN_PHASES:
	case INGOT_GOLDEN_OBSERVED:
		return pcr->value_count >= 1;
	case INGOT_GOLDEN_ONE_OF:
		return pcr->value_count >= 2;
	default:
		return pcr->value_count == 0;
	}
}

static bool needs_why(enum ingot_golden_status status)
{
	return status == INGOT_GOLDEN_CONFIGURED || status == INGOT_GOLDEN_MACHINE ||
	       status == INGOT_GOLDEN_UNKNOWN;
}

static int check_pcr(const struct ingot_golden_bank *bank, unsigned index, const char **rule)
{
	const struct ingot_golden_pcr *pcr = &bank->pcr[index];

	if (pcr->status == INGOT_GOLDEN_ABSENT)
		return index <= INGOT_GOLDEN_PCR_REQUIRED_LAST
			       ? broken(rule, "bank says nothing of a PCR from 0 to 15")
			       : 0;
	if (!has_right_count(pcr))
		return broken(rule, "status does not fit the number of values");
	if (!is_labelled_right(pcr))
		return broken(rule, "values lack a label, or have the same one twice");
	if (pcr->why ? !is_line(pcr->why) : needs_why(pcr->status))
		return broken(rule, "status needs a line that says why");
	if (pcr->status == INGOT_GOLDEN_PHASES && !has_phase(pcr, INGOT_GOLDEN_PHASE_READY))
		return broken(rule, "phases lack the phase ready");
	for (size_t i = 0; i < pcr->value_count; i++)
		if (pcr->values[i].digest.hash != bank->hash)
			return broken(rule, "value is of another bank");
	return 0;
}

/*
 * Where the events of a PCR are all known, they must explain the value that the bank states. Banks
 * with an algorithm that no event has are explained by nothing: then only zero holds.
 */
static int check_value(const struct ingot_pcr_banks *folded, const struct ingot_golden_bank *bank,
		       unsigned index, const struct ingot_digest *stated)
{
	const struct ingot_pcr_bank *found = ingot_pcr_banks_find(folded, bank->hash);
	const struct ingot_digest *value = ingot_pcr_value(found, index);
	const struct ingot_digest none = { .hash = bank->hash };

	if (!found)
		value = &none;
	return !value || ingot_digest_equal(value, stated) ? 0 : -EBADMSG;
}

static int check_phases(const struct ingot_golden_entry *entry,
			const struct ingot_golden_bank *bank, unsigned index, const char **rule)
{
	const struct ingot_golden_pcr *pcr = &bank->pcr[index];

	for (size_t i = 0; i < pcr->value_count; i++) {
		struct ingot_pcr_banks folded;
		int r = ingot_event_list_fold(entry->events, pcr->values[i].label, &folded);

		if (r == -ENOENT)
			return broken(rule, "phase is reached by no event");
		if (r < 0)
			return r;
		if (check_value(&folded, bank, index, &pcr->values[i].digest) < 0)
			return broken(rule, "events do not fold to the value of a phase");
	}
	return 0;
}

static int check_explained(const struct ingot_golden_entry *entry,
			   const struct ingot_golden_bank *bank,
			   const struct ingot_pcr_banks *folded, const char **rule)
{
	const struct ingot_digest zero = { .hash = bank->hash };

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_golden_pcr *pcr = &bank->pcr[i];
		int r = 0;

		if (pcr->status == INGOT_GOLDEN_PHASES) {
			r = check_phases(entry, bank, i, rule);
			if (r < 0)
				return r;
		}
		if (pcr->status == INGOT_GOLDEN_EXACT)
			r = check_value(folded, bank, i, &pcr->values[0].digest);
		if (pcr->status == INGOT_GOLDEN_ZERO)
			r = check_value(folded, bank, i, &zero);
		if (r < 0)
			return broken(rule, "events do not fold to the value of a PCR");
	}
	return 0;
}

static bool enforces_something(const struct ingot_golden_bank *bank)
{
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (ingot_golden_is_enforced(bank->pcr[i].status))
			return true;
	return false;
}

static int check_entry(const struct ingot_golden_entry *entry, const char **rule)
{
	struct ingot_pcr_banks folded;
	int r;

	if (!is_line(entry->csp) || !is_line(entry->attestation_variant) ||
	    (entry->model && !is_line(entry->model)))
		return broken(rule, "csp, attestationVariant or model is not a line of text");
	if (!ingot_golden_find_bank(entry, INGOT_HASH_SHA256))
		return broken(rule, "entry has no sha256 bank");
	r = ingot_event_list_fold(entry->events, NULL, &folded);
	if (r < 0)
		return r;
	for (size_t b = 0; b < entry->bank_count; b++) {
		const struct ingot_golden_bank *bank = &entry->bank[b];

		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			if (check_pcr(bank, i, rule) < 0)
				return -EBADMSG;
		if (!enforces_something(bank))
			return broken(rule, "empty policy: no PCR of a bank is enforced");
		r = check_explained(entry, bank, &folded, rule);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Whoever asks for one says it in either case. */
static bool is_repeated(const struct ingot_golden *golden, size_t position)
{
	const struct ingot_golden_entry *entry = &golden->entries[position];

	for (size_t i = 0; i < position; i++)
		if (strcasecmp(golden->entries[i].csp, entry->csp) == 0 &&
		    strcasecmp(golden->entries[i].attestation_variant,
			       entry->attestation_variant) == 0)
			return true;
	return false;
}

int ingot_golden_check(const struct ingot_golden *golden, const char **rule)
{
	if (!is_line(golden->version) || !is_line(golden->ref) || !is_line(golden->stream))
		return broken(rule, "version, ref or stream is not a line of text");
	if (golden->entry_count == 0)
		return broken(rule, "list is empty");
	for (size_t i = 0; i < golden->entry_count; i++) {
		const struct ingot_golden_entry *entry = &golden->entries[i];
		int r = check_entry(entry, rule);

		if (r < 0)
			return r;
		if (is_repeated(golden, i))
			return broken(rule,
				      "list has two entries of one csp and attestationVariant");
	}
	return 0;
}
