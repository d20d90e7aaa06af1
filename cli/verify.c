/* SPDX-License-Identifier: Apache-2.0 */
/* A node, or evidence of one, held against a release, and what came of it given out. */
#include "cli/verify.h"

#include <stdio.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "command/page.h"
#include "measurements/appraisal_report.h"
#include "measurements/compare.h"

/* Where values differ and a log says what was measured: what it should have been. */
static void print_differences(const struct ingot_verdict *verdict, FILE *out)
{
	for (size_t b = 0; b < verdict->bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			const struct ingot_pcr_verdict *pcr = &verdict->bank[b].pcr[i];
			struct ingot_text text = { .length = 0 };

			if (verdict->bank[b].hash != INGOT_HASH_SHA256 || !pcr->differs ||
			    pcr->result != INGOT_VERDICT_MISMATCH)
				continue;
			ingot_compare_words(&pcr->difference, i, &text);
			fprintf(out, "PCR %u: %s\n", i, text.chars);
		}
}

static void print_conclusion(const struct ingot_judgement *judgement, FILE *out)
{
	const struct ingot_appraisal *appraisal = judgement->appraisal;
	struct ingot_text words = { .length = 0 };

	ingot_judgement_words(judgement, &words);
	fprintf(out, "%s: %s%s%s\n", judgement->subject,
		appraisal->holds ? "" : ingot_judgement_result(appraisal->exit_code),
		appraisal->holds ? "" : ": ", words.chars);
}

static int emit_text(const struct ingot_judgement *judgement)
{
	const struct ingot_appraisal *appraisal = judgement->appraisal;
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	int r = ingot_page_begin(&page);

	if (r == 0)
		r = ingot_appraisal_text(appraisal, ingot_cmd_colours(), &text);
	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	fputs(text, page.out);
	if (appraisal->judged)
		print_differences(&appraisal->verdict, page.out);
	print_conclusion(judgement, page.out);
	return ingot_page_emit(&page, NULL);
}

static int emit_json(const struct ingot_judgement *judgement)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	int r = ingot_appraisal_json(&judgement->question, judgement->appraisal, &json);

	return r < 0 ? ingot_cmd_fail("stdout", r, NULL) : ingot_cmd_emit_json(NULL, json);
}

int ingot_verify_appraise(const struct ingot_verify *verify, struct ingot_judgement *judgement)
{
	struct ingot_reason reason = { .text = "" };
	int r = ingot_judgement_reach(verify, &reason, judgement);

	return r < 0 ? ingot_cmd_refuse_for(judgement->subject, r, &reason) : INGOT_EXIT_OK;
}

static int judge(const struct ingot_verify *verify, struct ingot_judgement *judgement)
{
	int r;

	if (verify->judge)
		return verify->judge(verify, judgement);
	r = ingot_verify_appraise(verify, judgement);
	if (r == INGOT_EXIT_OK)
		r = verify->json ? emit_json(judgement) : emit_text(judgement);
	if (r == INGOT_EXIT_OK)
		r = judgement->appraisal->exit_code;
	ingot_appraisal_free(judgement->appraisal);
	return r;
}

int ingot_verify_node(const struct ingot_verify *verify, const struct ingot_endpoint *endpoint,
		      unsigned seconds)
{
	char subject[INGOT_ENDPOINT_NAME_SIZE];
	ingot_scoped(ingot_judgement_drop) struct ingot_judgement judgement = { .subject =
											subject };
	struct ingot_reason reason = { .text = "" };
	int r = ingot_judgement_ask(endpoint, seconds, &reason, &judgement);

	ingot_endpoint_name(endpoint, subject);
	return r < 0 ? ingot_cmd_refuse_for(subject, r, &reason) : judge(verify, &judgement);
}

int ingot_verify_evidence(const struct ingot_verify *verify, const char *path)
{
	ingot_scoped(ingot_judgement_drop) struct ingot_judgement judgement = { .subject = path };
	struct ingot_reason reason = { .text = "" };
	int r = ingot_judgement_read(path, &reason, &judgement);

	return r < 0 ? ingot_cmd_refuse_for(path, r, &reason) : judge(verify, &judgement);
}
