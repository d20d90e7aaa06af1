/* SPDX-License-Identifier: Apache-2.0 */
/* One node, or evidence of one, held against a release. */
#include "cli/judgement.h"

#include <string.h>

#include "base/exit.h"
#include "base/file.h"
#include "base/scoped.h"
#include "measurements/appraisal_report.h"
#include "measurements/golden_file.h"

void ingot_judgement_drop(struct ingot_judgement *judgement)
{
	ingot_attest_answer_drop(&judgement->answer);
	ingot_evidence_held_free(judgement->held);
	*judgement = (struct ingot_judgement){ .appraisal = NULL };
}

static int converse(const struct ingot_endpoint *endpoint, unsigned seconds,
		    struct ingot_reason *reason, struct ingot_attest_answer *ret_answer)
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

int ingot_judgement_ask(const struct ingot_endpoint *endpoint, unsigned seconds,
			struct ingot_reason *reason, struct ingot_judgement *judgement)
{
	struct ingot_appraisal_question *question = &judgement->question;
	struct ingot_attest_answer *answer = &judgement->answer;
	int r = converse(endpoint, seconds, reason, answer);

	if (r < 0)
		return r;
	question->evidence = &answer->held->parts;
	question->nonce = (struct ingot_bytes){ answer->nonce, sizeof(answer->nonce) };
	question->endorsement.activation =
		answer->opened ? INGOT_APPRAISAL_OPENED : INGOT_APPRAISAL_NOT_OPENED;
	return 0;
}

int ingot_judgement_read(const char *path, struct ingot_reason *reason,
			 struct ingot_judgement *judgement)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, INGOT_EVIDENCE_SIZE_MAX, &file);

	if (r < 0)
		return ingot_refuse(reason, r, "%s", strerror(-r));
	r = ingot_evidence_read(ingot_file_bytes(&file), reason, &judgement->held);
	if (r < 0)
		return r;
	judgement->question.evidence = &judgement->held->parts;
	judgement->question.recorded = true;
	judgement->question.endorsement.activation = INGOT_APPRAISAL_NOT_ASKED;
	return 0;
}

int ingot_judgement_reach(const struct ingot_verify *verify, struct ingot_reason *reason,
			  struct ingot_judgement *judgement)
{
	struct ingot_appraisal_question *question = &judgement->question;
	struct ingot_golden_entry *entry;
	struct ingot_text why = { .length = 0 };
	int r = ingot_golden_file_find(verify->release->golden, verify->platform,
				       question->evidence->platform, &why, &entry);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", verify->release->path, why.chars);
	question->golden = verify->release->golden;
	question->entry = entry;
	question->policy = verify->policy;
	question->endorsement.authorities = verify->vouchers->authorities;
	question->endorsement.pinned = ingot_file_bytes(&verify->vouchers->pinned);
	question->endorsement.time = verify->now;
	question->configuration = *verify->configuration;
	return ingot_appraisal_reach(question, reason, &judgement->appraisal);
}

static bool is_unproven(const struct ingot_appraisal *appraisal)
{
	return appraisal->outcome[INGOT_APPRAISAL_ENDORSEMENT].state != INGOT_APPRAISAL_HOLDS ||
	       appraisal->outcome[INGOT_APPRAISAL_KEY].state != INGOT_APPRAISAL_HOLDS;
}

void ingot_judgement_words(const struct ingot_judgement *judgement, struct ingot_text *text)
{
	const struct ingot_appraisal *appraisal = judgement->appraisal;
	const struct ingot_golden *golden = judgement->question.golden;
	enum ingot_appraisal_check first = ingot_appraisal_first(appraisal);

	if (!appraisal->holds)
		ingot_text_add(text, "%s: %s", ingot_appraisal_check_name(first),
			       appraisal->outcome[first].words.text);
	else
		ingot_text_add(text, "is %s %s on %s%s%s", golden->stream, golden->version,
			       judgement->question.entry->csp,
			       is_unproven(appraisal) ? ", if its TPM is one: UNPROVEN" : "",
			       judgement->question.recorded ? "; or was when this was recorded"
							    : "");
}

const char *ingot_judgement_result(int exit_code)
{
	switch (exit_code) {
	case INGOT_EXIT_OK:
		return "holds";
	case INGOT_EXIT_DIFFERS:
		return "DOES NOT MATCH";
	case INGOT_EXIT_UNTRUSTED:
		return "NOT TRUSTED";
	default:
		return "NOT ASKED";
	}
}
