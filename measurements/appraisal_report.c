/* SPDX-License-Identifier: Apache-2.0 */
/* An appraisal as JSON and as text. */
#include "measurements/appraisal_report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/scoped.h"

static const char *const checks[INGOT_APPRAISAL_CHECK_COUNT] = {
	[INGOT_APPRAISAL_POLICY] = "policy",
	[INGOT_APPRAISAL_ENDORSEMENT] = "endorsement",
	[INGOT_APPRAISAL_KEY] = "key",
	[INGOT_APPRAISAL_QUOTE] = "quote",
	[INGOT_APPRAISAL_NONCE] = "nonce",
	[INGOT_APPRAISAL_VALUES] = "values",
	[INGOT_APPRAISAL_RELEASE] = "release",
	[INGOT_APPRAISAL_MEASUREMENTS] = "measurements",
	[INGOT_APPRAISAL_CONFIGURATION] = "configuration",
	[INGOT_APPRAISAL_LOG] = "log",
};
static const struct {
	const char *name;
	const char *colour;
} states[INGOT_APPRAISAL_STATE_COUNT] = {
	[INGOT_APPRAISAL_NOT_DONE] = { "not-done", "\033[33m" },
	[INGOT_APPRAISAL_HOLDS] = { "holds", "\033[32m" },
	[INGOT_APPRAISAL_FAILS] = { "fails", "\033[31m" },
};
const char *ingot_appraisal_check_name(enum ingot_appraisal_check check)
{
	return check < INGOT_APPRAISAL_CHECK_COUNT ? checks[check] : "none";
}

const char *ingot_appraisal_state_name(enum ingot_appraisal_state state)
{
	return state < INGOT_APPRAISAL_STATE_COUNT ? states[state].name : "none";
}

enum ingot_appraisal_check ingot_appraisal_first(const struct ingot_appraisal *appraisal)
{
	int check = 0;

	while (check < INGOT_APPRAISAL_CHECK_COUNT &&
	       appraisal->outcome[check].state != INGOT_APPRAISAL_FAILS)
		check++;
	return (enum ingot_appraisal_check)check;
}

/* A member that is a new object; NULL, and @r set, once something went wrong. */
static struct ingot_json *within(struct ingot_json *object, const char *key, int *r)
{
	struct ingot_json *inner = NULL;

	if (*r == 0)
		*r = ingot_json_set_within(object, key, &inner);
	return inner;
}

static void set_text(struct ingot_json *object, const char *key, const char *text, int *r)
{
	if (*r == 0 && text)
		*r = ingot_json_set_text(object, key, text);
}

static void set_digest(struct ingot_json *object, const char *key,
		       const struct ingot_digest *digest, int *r)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (!digest)
		return;
	ingot_digest_text(digest, text);
	set_text(object, key, text, r);
}

static int set_release(const struct ingot_appraisal_question *question, struct ingot_json *json)
{
	const struct ingot_golden *golden = question->golden;
	const struct ingot_evidence *evidence = question->evidence;
	int r = 0;
	struct ingot_json *inner = within(json, "release", &r);

	set_text(inner, "version", golden->version, &r);
	set_text(inner, "ref", golden->ref, &r);
	set_text(inner, "stream", golden->stream, &r);
	set_text(json, "csp", question->entry->csp, &r);
	set_text(json, "attestationVariant", question->entry->attestation_variant, &r);
	inner = within(json, "node", &r);
	set_text(inner, "platform", evidence->platform, &r);
	set_text(inner, "stream", evidence->stream, &r);
	set_text(inner, "version", evidence->version, &r);
	return r;
}

static int set_checks(const struct ingot_appraisal *appraisal, struct ingot_json *json)
{
	struct ingot_json *list = ingot_json_new_array();
	int r = list ? 0 : -ENOMEM;

	for (int i = 0; r == 0 && i < INGOT_APPRAISAL_CHECK_COUNT; i++) {
		const struct ingot_appraisal_outcome *outcome = &appraisal->outcome[i];
		struct ingot_json *check = ingot_json_new_object();

		r = check ? 0 : -ENOMEM;
		set_text(check, "check", checks[i], &r);
		set_text(check, "state", states[outcome->state].name, &r);
		set_text(check, "words", outcome->words.text, &r);
		if (r == 0)
			r = ingot_json_append(list, check);
		else
			ingot_json_free(check);
	}
	if (r == 0)
		return ingot_json_set(json, "checks", list);
	ingot_json_free(list);
	return r;
}

static void set_pcr(const struct ingot_pcr_verdict *verdict, struct ingot_json *json, int *r)
{
	const char *status = ingot_golden_status_name(verdict->status);

	set_text(json, "status", status ? status : "absent", r);
	set_text(json, "verdict", ingot_verdict_result_name(verdict->result), r);
	set_text(json, "label", verdict->label, r);
	set_digest(json, "expected", verdict->expected, r);
	set_digest(json, "found", verdict->found, r);
	set_text(json, "log", ingot_verdict_log_name(verdict->log), r);
}

static int set_pcrs(const struct ingot_verdict *verdict, struct ingot_json *json)
{
	int r = 0;
	struct ingot_json *pcrs = within(json, "pcrs", &r);

	for (size_t b = 0; r == 0 && b < verdict->bank_count; b++) {
		const struct ingot_bank_verdict *bank = &verdict->bank[b];
		struct ingot_json *values = NULL;

		if (bank->given)
			values = within(pcrs, ingot_hash_name(bank->hash), &r);
		for (unsigned i = 0; values && r == 0 && i < INGOT_PCR_COUNT; i++) {
			char index[12];
			struct ingot_json *pcr;

			(void)snprintf(index, sizeof(index), "%u", i);
			pcr = within(values, index, &r);
			set_pcr(&bank->pcr[i], pcr, &r);
		}
	}
	return r;
}

int ingot_appraisal_json(const struct ingot_appraisal_question *question,
			 const struct ingot_appraisal *appraisal, struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	int r = json ? ingot_json_set_text(json, "schema", INGOT_VERIFICATION_SCHEMA) : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_boolean(json, "holds", appraisal->holds);
	if (r == 0)
		r = ingot_json_set_integer(json, "exit", appraisal->exit_code);
	if (r == 0)
		r = set_release(question, json);
	if (r == 0)
		r = set_checks(appraisal, json);
	if (r == 0 && appraisal->judged)
		r = set_pcrs(&appraisal->verdict, json);
	if (r < 0)
		return r;
	*ret_json = json;
	json = NULL;
	return 0;
}

int ingot_appraisal_text(const struct ingot_appraisal *appraisal, bool colours, char **ret_text)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (int i = 0; i < INGOT_APPRAISAL_CHECK_COUNT; i++) {
		const struct ingot_appraisal_outcome *outcome = &appraisal->outcome[i];

		fprintf(out, "%s%-8s%s  %-13s  %s\n", colours ? states[outcome->state].colour : "",
			states[outcome->state].name, colours ? "\033[0m" : "", checks[i],
			outcome->words.text);
	}
	if (fclose(out) != 0) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	return 0;
}
