/* SPDX-License-Identifier: Apache-2.0 */
/* What a node measured, explained. */
#include "cli/explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "cli/closest.h"
#include "cli/command.h"
#include "cli/explain_report.h"
#include "command/page.h"
#include "measurements/eventlog.h"
#include "measurements/golden_file.h"
#include "measurements/live.h"
#include "measurements/userspace_log.h"

/* A node's case: what it is explained by, what is asked, and what comes out. */
struct subject {
	struct ingot_explain *explain;
	struct ingot_explanation_question question;
	struct ingot_explain_report report;
	const char *seen; /* platform that the node says it is; NULL: it does not */
};

/* A log that cannot be read is one that was tampered with. */
static int read_log(const struct ingot_evidence_logs *logs,
		    struct ingot_explanation_question *question, struct ingot_event_list **ret_log)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_fault fault = { 0 };
	int r = ingot_event_list_new(&list);

	if (r < 0 || logs->firmware.size == 0)
		return r;
	r = ingot_eventlog_append(logs->firmware, &fault, list);
	if (r == 0 && list->registers == INGOT_REGISTERS_PCR)
		r = ingot_userspace_log_append(logs->userspace, &fault, list);
	if (r == -ENOMEM || r == -EIO)
		return r;
	if (r < 0 || list->registers != INGOT_REGISTERS_PCR) {
		question->log_fault = fault.rule ? fault.rule : "it is of no PCRs, or too long";
		return 0;
	}
	question->whole = logs->userspace.size > 0;
	question->log = list;
	*ret_log = list;
	list = NULL;
	return 0;
}

/* The closest that may still be believed. */
static int choose_release(struct subject *subject)
{
	const struct ingot_explain *explain = subject->explain;
	const struct ingot_stored_name *name = &explain->files->question.name;
	const struct ingot_closest_question asked = {
		explain->known, subject->question.values, name->ref, name->stream,
		explain->files->verify.platform ? explain->files->verify.platform : subject->seen
	};
	ingot_scoped(ingot_scoped_free) const struct ingot_known_release **closest =
		calloc(explain->known->count + 1, sizeof(*closest));
	struct ingot_reason first = { .text = "" }, reason = { .text = "" };
	size_t count = 0;
	int r = closest ? ingot_closest_sort(&asked, closest, &count) : -ENOMEM;

	if (r < 0)
		return ingot_cmd_fail(subject->report.subject, r, NULL);
	if (count == 0)
		return ingot_cmd_refuse(explain->files->question.store->root,
					"no release of stream %s, ref %s to explain by",
					name->stream, name->ref);
	for (size_t i = 0; i < count; i++) {
		r = ingot_verify_files_read_release(closest[i]->golden->version,
						    i == 0 ? &first : &reason, explain->files);
		if (r == 0)
			break;
	}
	subject->report.closest = true;
	return r < 0 ? ingot_cmd_refuse_for(NULL, r, &first) : INGOT_EXIT_OK;
}

static int read_release(struct subject *subject)
{
	const struct ingot_explain *explain = subject->explain;
	struct ingot_reason reason = { .text = "" };
	int r;

	if (!explain->release)
		return choose_release(subject);
	r = ingot_verify_files_read_release(explain->release, &reason, explain->files);
	return r < 0 ? ingot_cmd_refuse_for(NULL, r, &reason) : INGOT_EXIT_OK;
}

static int expect_release(struct subject *subject)
{
	struct ingot_explain *explain = subject->explain;
	const struct ingot_stored *stored = &explain->files->release;
	struct ingot_known_release expected = { .golden = stored->golden };
	struct ingot_golden_entry *entry;
	int r = read_release(subject);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_golden_file_choose(stored->path, stored->golden, explain->files->verify.platform,
				     subject->seen, &entry);
	if (r != INGOT_EXIT_OK)
		return r;
	expected = (struct ingot_known_release){ stored->golden, entry };
	ingot_known_expect(explain->known, &expected);
	subject->question.known = explain->known;
	subject->report.known = explain->known;
	return INGOT_EXIT_OK;
}

static int reach(struct subject *subject, struct ingot_explanation *explanation)
{
	struct ingot_explanation_question *question = &subject->question;
	int r = ingot_explanation_reach(question, explanation);

	if (r == -ENOENT)
		return ingot_cmd_refuse(subject->explain->files->release.path, "has no phase %s",
					question->phase);
	if (r == -ENOTSUP)
		return ingot_cmd_refuse(subject->report.subject, "has no SHA-256 values");
	if (r < 0)
		return ingot_cmd_fail(subject->report.subject, r, NULL);
	subject->report.explanation = explanation;
	subject->report.has_log = question->log || question->log_fault;
	return INGOT_EXIT_OK;
}

static int give_out(const struct ingot_explain_report *report, bool json)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = { 0 };
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	int r;

	if (json) {
		record = ingot_record_object();
		ingot_explain_record(report, &record);
		r = record.error < 0 ? ingot_cmd_fail("stdout", record.error, NULL)
				     : ingot_cmd_emit_json(NULL, record.json);
		return r == INGOT_EXIT_OK ? report->exit_code : r;
	}
	r = ingot_page_begin(&page);
	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	ingot_explain_print(report, page.out);
	r = ingot_page_emit(&page, NULL);
	return r == INGOT_EXIT_OK ? report->exit_code : r;
}

int ingot_explain_judge(const struct ingot_verify *verify, struct ingot_judgement *judgement)
{
	const struct ingot_evidence *evidence = judgement->question.evidence;
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *log = NULL;
	ingot_scoped(ingot_appraisal_scoped) struct ingot_appraisal *appraisal = NULL;
	struct ingot_explanation explanation;
	struct ingot_pcr_banks values = { 0 };
	struct subject subject = {
		.explain = verify->context,
		.question = { .values = &values,
			      .phase = verify->policy.phase,
			      .configuration = verify->configuration },
		.report = { .subject = judgement->subject },
		.seen = evidence->platform,
	};
	int r = ingot_appraisal_values(evidence, &values);

	if (r == 0)
		r = read_log(&evidence->logs, &subject.question, &log);
	if (r < 0)
		return ingot_cmd_fail(judgement->subject, r, NULL);
	r = expect_release(&subject);
	if (r == INGOT_EXIT_OK)
		r = ingot_verify_appraise(verify, judgement);
	appraisal = judgement->appraisal;
	if (r == INGOT_EXIT_OK)
		r = reach(&subject, &explanation);
	if (r != INGOT_EXIT_OK)
		return r;
	subject.report.appraisal = appraisal;
	subject.report.exit_code = appraisal->exit_code;
	return give_out(&subject.report, verify->json);
}

/* Values that no TPM vouches for. */
static int explain_live(struct subject *subject, const struct ingot_live *live, const char *caveat)
{
	struct ingot_explanation explanation;
	int r;

	subject->question.values = &live->values;
	subject->question.log = live->log;
	r = expect_release(subject);
	if (r == INGOT_EXIT_OK)
		r = reach(subject, &explanation);
	if (r != INGOT_EXIT_OK)
		return r;
	subject->report.exit_code =
		ingot_explanation_differs(&explanation) ? INGOT_EXIT_DIFFERS : INGOT_EXIT_OK;
	r = give_out(&subject->report, subject->explain->files->verify.json);
	(void)ingot_cmd_refuse(subject->report.subject, "%s", caveat);
	return r;
}

static struct subject unsigned_subject(struct ingot_explain *explain, const char *name)
{
	const struct ingot_verify *verify = &explain->files->verify;

	return (struct subject){
		.explain = explain,
		.question = { .phase = verify->policy.phase,
			      .configuration = verify->configuration },
		.report = { .subject = name },
	};
}

int ingot_explain_pcrs(struct ingot_explain *explain, const char *path)
{
	const struct ingot_live_files files = { .pcrs = path };
	ingot_scoped(ingot_live_drop) struct ingot_live live = { 0 };
	struct subject subject = unsigned_subject(explain, path);
	int r = ingot_live_read(&files, &live);

	if (r != INGOT_EXIT_OK)
		return r;
	if (live.observed) {
		subject.question.whole = live.observed->userspace_log.size > 0;
		subject.seen = live.observed->platform;
		if (!subject.question.phase)
			subject.question.phase = live.observed->phase;
	}
	return explain_live(&subject, &live, INGOT_VERIFY_CAVEAT);
}

int ingot_explain_tpm(struct ingot_explain *explain, const char *root)
{
	ingot_scoped(ingot_live_drop) struct ingot_live live = { 0 };
	struct subject subject = unsigned_subject(explain, "tpm0");
	int r = ingot_verify_read_tpm(root, &live, &subject.question.whole);

	return r == INGOT_EXIT_OK ? explain_live(&subject, &live, INGOT_VERIFY_CAVEAT_LOCAL) : r;
}
