/* SPDX-License-Identifier: Apache-2.0 */
/* PCR 8 and 15 against the configuration that a node should have: part of the explanation. */
#include <errno.h>

#include "cli/explanation_part.h"
#include "measurements/configured.h"

/* What should have been measured, and what is known of what was. */
struct case_of_node {
	const struct ingot_explanation_question *question;
	struct ingot_explanation *explanation;
	const struct ingot_configured *measured;
	const struct ingot_pcr_bank *values;
};

static bool is_zero(const struct ingot_digest *value)
{
	static const struct ingot_digest zero = { .hash = INGOT_HASH_SHA256 };

	return ingot_digest_equal(value, &zero);
}

/* The first event of a PCR, where the log leads to its value. */
static const struct ingot_digest *first_event(const struct case_of_node *node, unsigned pcr)
{
	const struct ingot_event_list *log = node->question->log;

	if (ingot_explanation_pcr(node->explanation, pcr)->log != INGOT_VERDICT_LOG_AGREES)
		return NULL;
	for (size_t i = 0; i < log->count; i++)
		if (log->events[i].pcr == pcr && ingot_event_extends(&log->events[i]))
			return ingot_event_digest(&log->events[i], INGOT_HASH_SHA256);
	return NULL;
}

static int explain_document(const struct case_of_node *node, const struct ingot_digest *value,
			    const struct ingot_digest *at_disk)
{
	const struct ingot_digest *first = first_event(node, INGOT_CONFIGURED_PCR_OWNER);
	struct ingot_findings *findings = &node->explanation->findings;
	struct ingot_finding *finding;
	struct ingot_digest owner;
	int r = ingot_digest_of(INGOT_HASH_SHA256, node->measured->owner, &owner);

	if (r < 0)
		return r;
	if (first && !ingot_digest_equal(first, &owner))
		(void)ingot_findings_note(findings, INGOT_COMPONENT_OWNER,
					  INGOT_CONFIGURED_PCR_OWNER, NULL);
	finding = ingot_findings_note(findings, INGOT_COMPONENT_CONFIGURATION,
				      INGOT_CONFIGURED_PCR_OWNER, NULL);
	if (is_zero(value))
		ingot_text_add(&finding->words, "the node has none");
	else if (ingot_digest_equal(value, at_disk))
		ingot_text_add(&finding->words,
			       "its owner's, and the node was not handed over yet");
	else if (first && ingot_digest_equal(first, &owner))
		ingot_text_add(&finding->words, "of the same owner");
	else if (!first)
		ingot_text_add(&finding->words, "whose it is no log says");
	return 0;
}

static int explain_identity(const struct case_of_node *node, const struct ingot_digest *value)
{
	struct ingot_finding *finding =
		ingot_findings_note(&node->explanation->findings, INGOT_COMPONENT_CLUSTER,
				    INGOT_CONFIGURED_PCR_IDENTITY, NULL);
	const struct ingot_configured none = { .identity = { NULL, 0 } };
	struct ingot_pcr_bank without[INGOT_CONFIGURED_PHASE_COUNT];
	int r = ingot_configured_fold(&none, INGOT_HASH_SHA256, without);

	if (r < 0)
		return r;
	if (is_zero(value))
		ingot_text_add(&finding->words, "the node was not handed over");
	else if (ingot_digest_equal(
			 value,
			 &without[INGOT_CONFIGURED_HANDED_OVER].pcr[INGOT_CONFIGURED_PCR_IDENTITY]))
		ingot_text_add(&finding->words, "the node is of none");
	return 0;
}

/* The value of a PCR where it is there and not what it should be; else NULL. */
static const struct ingot_digest *other_value(const struct case_of_node *node,
					      const struct ingot_pcr_bank *expected, unsigned pcr)
{
	const struct ingot_digest *value = ingot_pcr_value(node->values, pcr);

	return value && !ingot_digest_equal(value, &expected->pcr[pcr]) ? value : NULL;
}

int ingot_explanation_of_node(const struct ingot_explanation_question *question,
			      struct ingot_explanation *explanation)
{
	const struct ingot_appraisal_configuration *configuration = question->configuration;
	const struct case_of_node node = { question, explanation, &configuration->measured,
					   ingot_pcr_banks_find(question->values,
								INGOT_HASH_SHA256) };
	struct ingot_pcr_bank expected[INGOT_CONFIGURED_PHASE_COUNT];
	const struct ingot_pcr_bank *last = &expected[INGOT_CONFIGURED_HANDED_OVER];
	const struct ingot_digest *value;
	int r = ingot_configured_fold(node.measured, INGOT_HASH_SHA256, expected);

	if (r < 0)
		return r;
	value = other_value(&node, last, INGOT_CONFIGURED_PCR_OWNER);
	if (configuration->has_document && value)
		r = explain_document(
			&node, value,
			&expected[INGOT_CONFIGURED_AT_STATE_DISK].pcr[INGOT_CONFIGURED_PCR_OWNER]);
	value = other_value(&node, last, INGOT_CONFIGURED_PCR_IDENTITY);
	if (r == 0 && configuration->has_identity && value)
		r = explain_identity(&node, value);
	return r;
}
