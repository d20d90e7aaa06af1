/* SPDX-License-Identifier: Apache-2.0 */
/* A node, or evidence of one, held against a release. */
#include "cli/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "cli/attest_client.h"
#include "cli/command.h"
#include "command/page.h"
#include "measurements/appraisal_report.h"
#include "measurements/compare.h"
#include "measurements/golden_file.h"

#define SUBJECT_SIZE (INGOT_ENDPOINT_HOST_SIZE + 8)

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

static bool is_unproven(const struct ingot_appraisal *appraisal)
{
	return appraisal->outcome[INGOT_APPRAISAL_ENDORSEMENT].state != INGOT_APPRAISAL_HOLDS ||
	       appraisal->outcome[INGOT_APPRAISAL_KEY].state != INGOT_APPRAISAL_HOLDS;
}

static void print_conclusion(const struct ingot_judgement *judgement, FILE *out)
{
	const struct ingot_appraisal *appraisal = judgement->appraisal;
	const struct ingot_golden *golden = judgement->question.golden;
	enum ingot_appraisal_check first = ingot_appraisal_first(appraisal);

	fprintf(out, "%s: ", judgement->subject);
	if (!appraisal->holds)
		fprintf(out, "%s: %s: %s\n",
			appraisal->exit_code == INGOT_EXIT_UNTRUSTED ? "NOT TRUSTED"
								     : "DOES NOT MATCH",
			ingot_appraisal_check_name(first), appraisal->outcome[first].words.text);
	else
		fprintf(out, "is %s %s on %s%s%s\n", golden->stream, golden->version,
			judgement->question.entry->csp,
			is_unproven(appraisal) ? ", if its TPM is one: UNPROVEN" : "",
			judgement->question.recorded ? "; or was when this was recorded" : "");
}

static int emit_text(const struct ingot_judgement *judgement)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	int r = ingot_page_begin(&page);

	if (r == 0)
		r = ingot_appraisal_text(judgement->appraisal, ingot_cmd_colours(), &text);
	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	fputs(text, page.out);
	if (judgement->appraisal->judged)
		print_differences(&judgement->appraisal->verdict, page.out);
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
	struct ingot_appraisal_question *question = &judgement->question;
	struct ingot_reason reason = { .text = "" };
	struct ingot_golden_entry *entry;
	int r = ingot_golden_file_choose(verify->release->path, verify->release->golden,
					 verify->platform, question->evidence->platform, &entry);

	if (r != INGOT_EXIT_OK)
		return r;
	question->golden = verify->release->golden;
	question->entry = entry;
	question->policy = verify->policy;
	question->endorsement.authorities = verify->vouchers->authorities;
	question->endorsement.pinned = ingot_file_bytes(&verify->vouchers->pinned);
	question->endorsement.time = verify->now;
	question->configuration = *verify->configuration;
	r = ingot_appraisal_reach(question, &reason, &judgement->appraisal);
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

static int ask(const struct ingot_endpoint *endpoint, unsigned seconds, struct ingot_reason *reason,
	       struct ingot_attest_answer *ret_answer)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	int64_t deadline = ingot_connection_now() + (int64_t)seconds * 1000;
	struct ingot_connection connection;
	int r = ingot_endpoint_connect(endpoint, deadline, reason, &fd);

	if (r < 0)
		return r;
	connection = (struct ingot_connection){ fd, deadline };
	return ingot_attest_client_ask(&connection, reason, ret_answer);
}

int ingot_verify_node(const struct ingot_verify *verify, const struct ingot_endpoint *endpoint,
		      unsigned seconds)
{
	ingot_scoped(ingot_attest_answer_drop) struct ingot_attest_answer answer = { 0 };
	struct ingot_reason reason = { .text = "" };
	struct ingot_judgement judgement = { .subject = NULL };
	char subject[SUBJECT_SIZE];
	int r = ask(endpoint, seconds, &reason, &answer);

	(void)snprintf(subject, sizeof(subject), strchr(endpoint->host, ':') ? "[%s]:%u" : "%s:%u",
		       endpoint->host, endpoint->port);
	if (r < 0)
		return ingot_cmd_refuse_for(subject, r, &reason);
	judgement.subject = subject;
	judgement.question.evidence = &answer.held->parts;
	judgement.question.nonce = (struct ingot_bytes){ answer.nonce, sizeof(answer.nonce) };
	judgement.question.endorsement.activation =
		answer.opened ? INGOT_APPRAISAL_OPENED : INGOT_APPRAISAL_NOT_OPENED;
	return judge(verify, &judgement);
}

int ingot_verify_evidence(const struct ingot_verify *verify, const char *path)
{
	ingot_scoped(ingot_evidence_held_scoped) struct ingot_evidence_held *held = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_judgement judgement = { .subject = path };
	struct ingot_reason reason = { .text = "" };
	int r = ingot_file_read(path, INGOT_EVIDENCE_SIZE_MAX, &file);

	if (r == 0)
		r = ingot_evidence_read(ingot_file_bytes(&file), &reason, &held);
	if (r < 0)
		return ingot_cmd_refuse_for(path, r, &reason);
	judgement.question.evidence = &held->parts;
	judgement.question.recorded = true;
	judgement.question.endorsement.activation = INGOT_APPRAISAL_NOT_ASKED;
	return judge(verify, &judgement);
}
