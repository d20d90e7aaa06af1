/* SPDX-License-Identifier: Apache-2.0 */
/* A PCR whose value no log leads to: part of the explanation. */
#include <errno.h>
#include <string.h>

#include "cli/explanation_part.h"
#include "cli/search.h"
#include "measurements/eventtype.h"

#define HASH            INGOT_HASH_SHA256
#define PCR_SECURE_BOOT 7
#define ADDED           "an addon, command line or credential from the ESP or the host"

/* One PCR, and what was found of it. */
struct pursuit {
	const struct ingot_explanation_question *question;
	struct ingot_explanation *explanation;
	unsigned pcr;
};

static bool matches(const struct pursuit *pursuit, unsigned pcr)
{
	return ingot_explanation_pcr(pursuit->explanation, pcr)->result == INGOT_VERDICT_MATCH;
}

/* The UKI, if its sections are others; an addon, which is a program too; else what came before. */
static void guess_program(const struct pursuit *pursuit, enum ingot_component *part,
			  const char **words)
{
	if (!matches(pursuit, 11)) {
		*part = INGOT_COMPONENT_UKI;
	} else if (!matches(pursuit, 12)) {
		*part = INGOT_COMPONENT_ADDITION;
		*words = ADDED;
	} else {
		*part = INGOT_COMPONENT_LOADER;
		*words = "or another program before the UKI, whose sections are right";
	}
}

/* What is known from the other PCRs of one whose value nothing leads to. */
static void guess(const struct pursuit *pursuit, enum ingot_component *part, const char **words)
{
	*part = INGOT_COMPONENT_OTHER;
	*words = NULL;
	switch (pursuit->pcr) {
	case 4:
		guess_program(pursuit, part, words);
		break;
	case 5:
		*part = INGOT_COMPONENT_PARTITIONS;
		*words = "or systemd-boot configuration, or another disk";
		break;
	case 7:
		*part = INGOT_COMPONENT_SECURE_BOOT;
		*words = "switched on or off, or other keys than any known release has";
		break;
	case 9:
		*part = matches(pursuit, 11) ? INGOT_COMPONENT_ADDITION : INGOT_COMPONENT_UKI;
		*words = matches(pursuit, 11)
				 ? "to its command line or initrd, from the ESP or the host"
				 : NULL;
		break;
	case 11:
		*part = INGOT_COMPONENT_UKI;
		*words = matches(pursuit, 9) ? "its command line and initrd are right" : NULL;
		break;
	case 12:
		*part = INGOT_COMPONENT_ADDITION;
		*words = ADDED;
		break;
	case 13:
		*part = INGOT_COMPONENT_EXTENSION;
		break;
	case 14:
		*part = INGOT_COMPONENT_MACHINE_KEYS;
		*words = "by shim, which should not be there";
		break;
	default:
		break;
	}
}

static void give_up(const struct pursuit *pursuit, bool cut)
{
	struct ingot_finding *finding;
	enum ingot_component part;
	const char *words;

	guess(pursuit, &part, &words);
	pursuit->explanation->unexplained |= UINT32_C(1) << pursuit->pcr;
	finding = ingot_findings_note(&pursuit->explanation->findings, part, pursuit->pcr, NULL);
	if (finding->words.length > 0)
		return;
	if (words)
		ingot_text_add(&finding->words, "%s", words);
	else if (part == INGOT_COMPONENT_OTHER)
		ingot_text_add(&finding->words, "in PCR %u", pursuit->pcr);
	if (cut)
		ingot_text_add(&finding->words, "; not all combinations were tried");
}

static bool is_expected(const struct pursuit *pursuit, const struct ingot_search_event *event)
{
	const struct ingot_known first = { .release = pursuit->question->known->release,
					   .count = 1 };

	return ingot_known_event(&first, pursuit->pcr, ingot_event_digest(event->event, HASH));
}

static enum ingot_component part_of(const struct ingot_search_event *event)
{
	enum ingot_component part = ingot_component_of(event->event, event->place);

	return event->bound && part != INGOT_COMPONENT_AUTHORITY ? INGOT_COMPONENT_UKI : part;
}

/* A release that has all of it goes before one that only has this event. */
static const struct ingot_known_release *owner_of(const struct pursuit *pursuit,
						  const struct ingot_search_event *event)
{
	const struct ingot_known_release *is = pursuit->explanation->is;
	const struct ingot_known one = { .release = (struct ingot_known_release *)is, .count = 1 };

	return is && ingot_known_event(&one, pursuit->pcr, ingot_event_digest(event->event, HASH))
		       ? is
		       : event->of;
}

static void note_phase(const struct pursuit *pursuit, const struct ingot_search_answer *answer)
{
	const struct ingot_event *last = answer->events[answer->event_count - 1].event;
	struct ingot_finding *finding = ingot_findings_note(
		&pursuit->explanation->findings, INGOT_COMPONENT_PHASE, pursuit->pcr, NULL);

	if (last->phase)
		ingot_text_add(&finding->words, "the node is at '%s'", last->phase);
	else
		ingot_text_add(&finding->words, "the node has not come to the first");
	if (pursuit->question->phase)
		ingot_text_add(&finding->words, ", and not at '%s'", pursuit->question->phase);
}

static void note_answer(const struct pursuit *pursuit, const struct ingot_search_answer *answer)
{
	struct ingot_findings *findings = &pursuit->explanation->findings;
	bool found = false;

	for (size_t i = 0; i < answer->event_count; i++) {
		const struct ingot_search_event *event = &answer->events[i];
		struct ingot_finding *finding;

		if (is_expected(pursuit, event))
			continue;
		finding = ingot_findings_note(findings, part_of(event), pursuit->pcr,
					      owner_of(pursuit, event));
		if (part_of(event) == INGOT_COMPONENT_SECURE_BOOT && finding->words.length == 0)
			ingot_text_add(&finding->words, "%s",
				       ingot_component_secure_boot(
					       ingot_event_digest(event->event, HASH)));
		found = true;
	}
	if (found)
		return;
	if (answer->unreached > 0) {
		note_phase(pursuit, answer);
		return;
	}
	/* all of the events are right, and some are missing */
	ingot_text_add(&ingot_findings_note(findings, INGOT_COMPONENT_OTHER, pursuit->pcr,
					    answer->events[0].of)
				->words,
		       "PCR %u has the events of that release", pursuit->pcr);
}

/*
 * PCR 7 of a release, if Secure Boot were off: then its variables are what they are, and no key was
 * used. Returns 1 if that is the value.
 */
static int try_off(const struct pursuit *pursuit, const struct ingot_event_list *list,
		   unsigned state)
{
	const struct ingot_digest *value =
		ingot_explanation_pcr(pursuit->explanation, pursuit->pcr)->found;
	struct ingot_pcr_bank bank;
	struct ingot_digest own;
	const struct ingot_digest *next = &own;
	int r = ingot_component_state_digest(state, HASH, &own);

	if (r == 0)
		r = ingot_pcr_bank_start(&bank, HASH, 0);
	for (size_t i = 0; r == 0 && i < list->count; i++) {
		const struct ingot_event *event = &list->events[i];

		if (event->pcr != pursuit->pcr || !ingot_event_extends(event) ||
		    event->type == INGOT_EV_EFI_VARIABLE_AUTHORITY)
			continue;
		next = next ? next : ingot_event_digest(event, HASH);
		if (!next)
			return 0;
		r = ingot_pcr_extend(&bank, pursuit->pcr, next);
		next = NULL; /* the state comes first, the others are the release's */
	}
	return r < 0 ? r : ingot_digest_equal(&bank.pcr[pursuit->pcr], value);
}

static int search_secure_boot(const struct pursuit *pursuit)
{
	const struct ingot_known *known = pursuit->question->known;
	struct ingot_findings *findings = &pursuit->explanation->findings;
	struct ingot_digest digest;
	struct ingot_finding *finding;

	for (size_t i = 0; i < known->count; i++)
		for (unsigned state = 0; state < INGOT_COMPONENT_STATE_OFF_COUNT; state++) {
			int r = try_off(pursuit, known->release[i].entry->events, state);

			if (r == 0)
				continue;
			if (r > 0)
				r = ingot_component_state_digest(state, HASH, &digest);
			if (r < 0)
				return r;
			finding = ingot_findings_note(findings, INGOT_COMPONENT_SECURE_BOOT,
						      pursuit->pcr, NULL);
			ingot_text_add(&finding->words, "%s", ingot_component_secure_boot(&digest));
			if (i > 0)
				(void)ingot_findings_note(findings, INGOT_COMPONENT_KEYS,
							  pursuit->pcr, &known->release[i]);
			return 1;
		}
	return 0;
}

int ingot_explanation_by_search(const struct ingot_explanation_question *question, unsigned pcr,
				struct ingot_explanation *explanation)
{
	const struct pursuit pursuit = { question, explanation, pcr };
	const struct ingot_search_question asked = {
		question->known, pcr, ingot_explanation_pcr(explanation, pcr)->found
	};
	struct ingot_search_answer answer;
	int r = ingot_search_run(&asked, &answer);

	if (r > 0) {
		note_answer(&pursuit, &answer);
		return 0;
	}
	if (r == 0 && pcr == PCR_SECURE_BOOT)
		r = search_secure_boot(&pursuit);
	if (r == 0)
		give_up(&pursuit, answer.cut);
	return r < 0 ? r : 0;
}
