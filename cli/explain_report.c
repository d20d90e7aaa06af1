/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation, as text and as JSON. */
#include "cli/explain_report.h"

#include "base/scoped.h"
#include "measurements/appraisal_report.h"

#define CAVEAT "what follows is what the node says, not what is proven: "

/* The first check that shows the values not to be a trusted TPM's; the count if none does. */
static enum ingot_appraisal_check doubt_of(const struct ingot_appraisal *appraisal)
{
	for (int i = INGOT_APPRAISAL_ENDORSEMENT; i < INGOT_APPRAISAL_RELEASE; i++)
		if (appraisal->outcome[i].state == INGOT_APPRAISAL_FAILS)
			return (enum ingot_appraisal_check)i;
	return INGOT_APPRAISAL_CHECK_COUNT;
}

/* A nonce that nobody asked for proves nothing, and its absence is no doubt. */
static bool is_proven(const struct ingot_appraisal *appraisal)
{
	for (int i = INGOT_APPRAISAL_ENDORSEMENT; appraisal && i < INGOT_APPRAISAL_RELEASE; i++)
		if (appraisal->outcome[i].state != INGOT_APPRAISAL_HOLDS &&
		    i != INGOT_APPRAISAL_NONCE)
			return false;
	return appraisal && doubt_of(appraisal) == INGOT_APPRAISAL_CHECK_COUNT;
}

/* Checks that fail for another reason than what differs, which is told in other words. */
static bool is_told(const struct ingot_appraisal *appraisal, int check)
{
	return appraisal->outcome[check].state == INGOT_APPRAISAL_FAILS &&
	       check != INGOT_APPRAISAL_MEASUREMENTS && check != INGOT_APPRAISAL_CONFIGURATION &&
	       check != INGOT_APPRAISAL_LOG;
}

static void add_headline(const struct ingot_explain_report *report, struct ingot_text *text)
{
	const struct ingot_known_release *expected = &report->known->release[0];
	const struct ingot_appraisal *appraisal = report->appraisal;

	ingot_explanation_headline(report->explanation, expected, text);
	for (int i = INGOT_APPRAISAL_RELEASE;
	     text->length == 0 && appraisal && i < INGOT_APPRAISAL_CHECK_COUNT; i++)
		if (appraisal->outcome[i].state == INGOT_APPRAISAL_FAILS)
			ingot_text_add(text, "%s", appraisal->outcome[i].words.text);
	if (text->length > 0)
		return;
	ingot_text_add(text, "nothing differs from ");
	ingot_known_words(expected, expected, text);
	ingot_text_add(text, " on %s", expected->entry->csp);
}

static void print_pcrs(uint32_t pcrs, FILE *out)
{
	const char *separator = "PCR ";

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (pcrs >> i & 1) {
			fprintf(out, "%s%u", separator, i);
			separator = ", ";
		}
}

static void print_findings(const struct ingot_explain_report *report, bool minor, FILE *out)
{
	const struct ingot_findings *findings = &report->explanation->findings;

	for (unsigned i = 0; i < INGOT_COMPONENT_COUNT; i++) {
		const struct ingot_finding *finding = &findings->of_part[i];
		struct ingot_text text = { .length = 0 };

		if (!finding->pcrs || finding->minor != minor)
			continue;
		ingot_finding_words(findings, (enum ingot_component)i, &report->known->release[0],
				    &text);
		fputs("  ", out);
		print_pcrs(finding->pcrs, out);
		fprintf(out, ": %s%s\n", text.chars, minor ? ", as follows from that" : "");
	}
}

static void print_expected(const struct ingot_explain_report *report, FILE *out)
{
	const struct ingot_known_release *expected = &report->known->release[0];
	struct ingot_text text = { .length = 0 };

	ingot_known_words(expected, expected, &text);
	fprintf(out, "expected: %s on %s%s\n", text.chars, expected->entry->csp,
		report->closest ? ", the closest known release: none was named" : "");
}

static void print_search(const struct ingot_explain_report *report, FILE *out)
{
	const struct ingot_explanation *explanation = report->explanation;

	if (explanation->searched) {
		print_pcrs(explanation->searched, out);
		fprintf(out, ": %s; searched in %zu known release%s\n",
			report->has_log ? "the log does not lead there" : "there is no log",
			report->known->count, report->known->count == 1 ? "" : "s");
	}
	if (explanation->unexplained) {
		print_pcrs(explanation->unexplained, out);
		fputs(": nothing known leads there, so that the cause is not certain\n", out);
	}
}

void ingot_explain_print(const struct ingot_explain_report *report, FILE *out)
{
	const struct ingot_appraisal *appraisal = report->appraisal;
	enum ingot_appraisal_check doubt =
		appraisal ? doubt_of(appraisal) : INGOT_APPRAISAL_CHECK_COUNT;
	struct ingot_text headline = { .length = 0 };

	if (doubt < INGOT_APPRAISAL_CHECK_COUNT)
		fprintf(out, CAVEAT "%s: %s\n", ingot_appraisal_check_name(doubt),
			appraisal->outcome[doubt].words.text);
	add_headline(report, &headline);
	fprintf(out, "%s: %s\n", report->subject, headline.chars);
	print_expected(report, out);
	print_findings(report, false, out);
	print_findings(report, true, out);
	print_search(report, out);
	for (int i = 0; appraisal && i < INGOT_APPRAISAL_CHECK_COUNT; i++)
		if (is_told(appraisal, i) && i != (int)doubt)
			fprintf(out, "%s: %s\n",
				ingot_appraisal_check_name((enum ingot_appraisal_check)i),
				appraisal->outcome[i].words.text);
}

static void record_release(const struct ingot_known_release *release, const char *key,
			   struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = { 0 };

	if (!release)
		return;
	object = ingot_record_object();
	ingot_record_text(&object, "version", release->golden->version);
	ingot_record_text(&object, "ref", release->golden->ref);
	ingot_record_text(&object, "stream", release->golden->stream);
	ingot_record_text(&object, "csp", release->entry->csp);
	ingot_record_text(&object, "attestationVariant", release->entry->attestation_variant);
	ingot_record_give(record, key, &object);
}

static void record_pcrs(uint32_t pcrs, const char *key, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (list.error == 0 && pcrs >> i & 1)
			list.error = ingot_json_append_integer(list.json, i);
	ingot_record_give(record, key, &list);
}

static void record_findings(const struct ingot_explain_report *report, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	const struct ingot_findings *findings = &report->explanation->findings;

	for (unsigned i = 0; i < INGOT_COMPONENT_COUNT; i++) {
		const struct ingot_finding *finding = &findings->of_part[i];
		ingot_scoped(ingot_record_drop) struct ingot_record object = { 0 };
		struct ingot_text text = { .length = 0 };

		if (!finding->pcrs)
			continue;
		object = ingot_record_object();
		ingot_finding_words(findings, (enum ingot_component)i, &report->known->release[0],
				    &text);
		ingot_record_text(&object, "part", ingot_component_key((enum ingot_component)i));
		record_pcrs(finding->pcrs, "pcrs", &object);
		ingot_record_boolean(&object, "cause", !finding->minor);
		record_release(finding->of, "of", &object);
		ingot_record_text(&object, "words", text.chars);
		ingot_record_give(&list, NULL, &object);
	}
	ingot_record_give(record, "findings", &list);
}

static void record_checks(const struct ingot_appraisal *appraisal, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (int i = 0; appraisal && i < INGOT_APPRAISAL_CHECK_COUNT; i++) {
		const struct ingot_appraisal_outcome *outcome = &appraisal->outcome[i];
		ingot_scoped(ingot_record_drop) struct ingot_record object = { 0 };

		if (outcome->state != INGOT_APPRAISAL_FAILS)
			continue;
		object = ingot_record_object();
		ingot_record_text(&object, "check",
				  ingot_appraisal_check_name((enum ingot_appraisal_check)i));
		ingot_record_text(&object, "state", ingot_appraisal_state_name(outcome->state));
		ingot_record_text(&object, "words", outcome->words.text);
		ingot_record_give(&list, NULL, &object);
	}
	ingot_record_give(record, "checks", &list);
}

void ingot_explain_record(const struct ingot_explain_report *report, struct ingot_record *record)
{
	const struct ingot_explanation *explanation = report->explanation;
	const struct ingot_appraisal *appraisal = report->appraisal;
	struct ingot_text headline = { .length = 0 };

	add_headline(report, &headline);
	ingot_record_text(record, "schema", INGOT_EXPLANATION_SCHEMA);
	ingot_record_boolean(record, "differs", ingot_explanation_differs(explanation));
	ingot_record_integer(record, "exit", report->exit_code);
	ingot_record_boolean(record, "proven", is_proven(appraisal));
	ingot_record_text(record, "headline", headline.chars);
	record_release(&report->known->release[0], "expected", record);
	ingot_record_boolean(record, "named", !report->closest);
	ingot_record_integer(record, "known", (int64_t)report->known->count);
	record_release(explanation->is, "is", record);
	ingot_record_text(record, "log",
			  ingot_findings_has(&explanation->findings, INGOT_COMPONENT_LOG, 0)
				  ? "tampered"
			  : report->has_log ? "leads"
					    : "none");
	record_findings(report, record);
	record_pcrs(explanation->searched, "searched", record);
	record_pcrs(explanation->unexplained, "unexplained", record);
	record_checks(appraisal, record);
}
