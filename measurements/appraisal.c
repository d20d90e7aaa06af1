/* SPDX-License-Identifier: Apache-2.0 */
/* A node's evidence against a release, check by check. */
#include "measurements/appraisal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/exit.h"
#include "base/scoped.h"
#include "measurements/eventlog.h"
#include "measurements/provenance.h"
#include "measurements/userspace_log.h"

#define PCR_IMA       10               /* the kernel keeps a log of its own of it */
#define PCRS_FIRMWARE UINT32_C(0x00ff) /* 0 to 7 */
#define PCRS_LOGGED   (UINT32_C(0xffff) & ~(UINT32_C(1) << PCR_IMA)) /* 16 and 23 can be reset */
#define PCR_LIST_SIZE 96

/* "4, 7, 11" */
struct pcr_list {
	char text[PCR_LIST_SIZE];
};

static struct pcr_list list_pcrs(uint32_t pcrs)
{
	struct pcr_list list = { "" };
	size_t length = 0;

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (pcrs >> i & 1)
			length += (size_t)snprintf(&list.text[length], sizeof(list.text) - length,
						   "%s%u", length ? ", " : "", i);
	return list;
}

static bool has(uint32_t pcrs, unsigned index)
{
	return pcrs >> index & 1;
}

static void say(struct ingot_appraisal_outcome *outcome, enum ingot_appraisal_state state,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

static void say(struct ingot_appraisal_outcome *outcome, enum ingot_appraisal_state state,
		const char *format, ...)
{
	char words[INGOT_REASON_SIZE];
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(words, sizeof(words), format, arguments) < 0)
		words[0] = '\0';
	va_end(arguments);
	outcome->state = state;
	(void)ingot_refuse(&outcome->words, 0, "%s", words);
}

/* Is there one value, or a choice of values, that this PCR has to have? */
static bool is_fixed(const struct ingot_appraisal_question *question,
		     const struct ingot_golden_pcr *pcr, unsigned index)
{
	if (pcr->status != INGOT_GOLDEN_CONFIGURED)
		return ingot_golden_is_enforced(pcr->status);
	return (index == INGOT_CONFIGURED_PCR_OWNER && question->configuration.has_document) ||
	       (index == INGOT_CONFIGURED_PCR_IDENTITY && question->configuration.has_identity);
}

static void check_policy(const struct ingot_appraisal_question *question,
			 struct ingot_appraisal_outcome *outcome)
{
	const struct ingot_golden_bank *bank =
		ingot_golden_find_bank(question->entry, INGOT_HASH_SHA256);
	uint32_t open = 0, configured = 0;

	for (unsigned i = 0; bank && i < INGOT_PCR_COUNT; i++) {
		if (!has(question->policy.required, i) || is_fixed(question, &bank->pcr[i], i))
			continue;
		open |= UINT32_C(1) << i;
		if (bank->pcr[i].status == INGOT_GOLDEN_CONFIGURED)
			configured |= UINT32_C(1) << i;
	}
	if (!bank)
		say(outcome, INGOT_APPRAISAL_FAILS, "the release has no SHA-256 values");
	else if (open & ~configured)
		say(outcome, INGOT_APPRAISAL_FAILS,
		    "PCR %s is required, and the release has no value of it that could be enforced",
		    list_pcrs(open & ~configured).text);
	else if (open)
		say(outcome, INGOT_APPRAISAL_FAILS,
		    "PCR %s is required, and follows from a node configuration or cluster id that "
		    "was not given",
		    list_pcrs(open).text);
	else
		say(outcome, INGOT_APPRAISAL_HOLDS, "PCR %s: each has to be what it should be",
		    list_pcrs(question->policy.required).text);
}

/* The release may be written with a "v", the image never is. */
static bool same_version(const char *release, const char *image)
{
	return strcmp(release[0] == 'v' ? &release[1] : release, image) == 0;
}

/* What the node says of itself: no proof, but the plainest words where it says something else. */
static void check_release(const struct ingot_appraisal_question *question,
			  struct ingot_appraisal_outcome *outcome)
{
	const struct ingot_evidence *evidence = question->evidence;
	const struct ingot_golden *golden = question->golden;

	if (strcmp(evidence->stream, golden->stream) != 0)
		say(outcome, INGOT_APPRAISAL_FAILS,
		    "the node runs a %s image, which never satisfies a %s policy", evidence->stream,
		    golden->stream);
	else if (strcasecmp(evidence->platform, question->entry->csp) != 0)
		say(outcome, INGOT_APPRAISAL_FAILS, "the node is of platform %s, and not %s",
		    evidence->platform, question->entry->csp);
	else if (!same_version(golden->version, evidence->version))
		say(outcome, INGOT_APPRAISAL_FAILS, "the node runs version %s, and not %s",
		    evidence->version, golden->version);
	else
		say(outcome, INGOT_APPRAISAL_HOLDS, "the node says it runs %s %s on %s",
		    evidence->stream, evidence->version, evidence->platform);
}

static uint32_t pcrs_with(const struct ingot_verdict *verdict, enum ingot_verdict_result result)
{
	uint32_t pcrs = 0;

	for (size_t b = 0; b < verdict->bank_count; b++)
		for (unsigned i = 0; verdict->bank[b].given && i < INGOT_PCR_COUNT; i++)
			if (verdict->bank[b].pcr[i].result == result)
				pcrs |= UINT32_C(1) << i;
	return pcrs;
}

static void check_measurements(const struct ingot_appraisal_question *question,
			       struct ingot_appraisal *appraisal)
{
	struct ingot_appraisal_outcome *outcome = &appraisal->outcome[INGOT_APPRAISAL_MEASUREMENTS];
	const struct ingot_golden *golden = question->golden;
	uint32_t wrong = pcrs_with(&appraisal->verdict, INGOT_VERDICT_MISMATCH);
	uint32_t missing = pcrs_with(&appraisal->verdict, INGOT_VERDICT_MISSING);
	uint32_t warned = pcrs_with(&appraisal->verdict, INGOT_VERDICT_WARNING);

	if (!ingot_pcr_banks_find(&appraisal->values, INGOT_HASH_SHA256))
		say(outcome, INGOT_APPRAISAL_FAILS, "no SHA-256 values are quoted");
	else if (wrong)
		say(outcome, INGOT_APPRAISAL_FAILS, "PCR %s: not what %s %s measures to",
		    list_pcrs(wrong).text, golden->stream, golden->version);
	else if (missing)
		say(outcome, INGOT_APPRAISAL_FAILS, "PCR %s: no value is quoted",
		    list_pcrs(missing).text);
	else if (!appraisal->verdict.holds)
		say(outcome, INGOT_APPRAISAL_FAILS, "no value is enforced");
	else if (warned)
		say(outcome, INGOT_APPRAISAL_HOLDS,
		    "%zu values are what %s %s measures to; PCR %s: not what was observed on a "
		    "reference boot, which is not enforced",
		    appraisal->verdict.enforced_count, golden->stream, golden->version,
		    list_pcrs(warned).text);
	else
		say(outcome, INGOT_APPRAISAL_HOLDS, "%zu values are what %s %s measures to",
		    appraisal->verdict.enforced_count, golden->stream, golden->version);
}

/* PCRs that are not what the configuration leads to, in any bank. */
static int compare_configured(const struct ingot_appraisal_question *question,
			      const struct ingot_pcr_banks *values, uint32_t *ret_wrong)
{
	const struct ingot_appraisal_configuration *configuration = &question->configuration;
	uint32_t wrong = 0;

	for (size_t b = 0; b < values->count; b++) {
		struct ingot_pcr_bank expected[INGOT_CONFIGURED_PHASE_COUNT];
		int r = ingot_configured_fold(&configuration->measured, values->bank[b].hash,
					      expected);

		if (r < 0)
			return r;
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			const struct ingot_digest *found = ingot_pcr_value(&values->bank[b], i);

			if (!(i == INGOT_CONFIGURED_PCR_OWNER && configuration->has_document) &&
			    !(i == INGOT_CONFIGURED_PCR_IDENTITY && configuration->has_identity))
				continue;
			if (!found ||
			    !ingot_digest_equal(found,
						&expected[INGOT_CONFIGURED_HANDED_OVER].pcr[i]))
				wrong |= UINT32_C(1) << i;
		}
	}
	*ret_wrong = wrong;
	return 0;
}

static int check_configuration(const struct ingot_appraisal_question *question,
			       struct ingot_appraisal *appraisal)
{
	struct ingot_appraisal_outcome *outcome =
		&appraisal->outcome[INGOT_APPRAISAL_CONFIGURATION];
	const struct ingot_appraisal_configuration *configuration = &question->configuration;
	uint32_t wrong;
	int r;

	if (!configuration->has_document && !configuration->has_identity) {
		say(outcome, INGOT_APPRAISAL_NOT_DONE,
		    "no node configuration was given to compare PCR 8 and 15 with");
		return 0;
	}
	r = compare_configured(question, &appraisal->values, &wrong);
	if (r < 0)
		return r;
	if (has(wrong, INGOT_CONFIGURED_PCR_OWNER))
		say(outcome, INGOT_APPRAISAL_FAILS,
		    "PCR %s: the node was given another configuration", list_pcrs(wrong).text);
	else if (wrong)
		say(outcome, INGOT_APPRAISAL_FAILS, "PCR %s: the node is of another cluster",
		    list_pcrs(wrong).text);
	else
		say(outcome, INGOT_APPRAISAL_HOLDS, "%s",
		    !configuration->has_document   ? "PCR 15 is that of the cluster"
		    : !configuration->has_identity ? "PCR 8 is that of the node configuration"
						   : "PCR 8 and 15 are those of the node "
						     "configuration");
	return 0;
}

/* A log that cannot be read is an answer, and leaves the appraisal without one. */
static int read_logs(const struct ingot_appraisal_question *question,
		     struct ingot_appraisal *appraisal)
{
	struct ingot_appraisal_outcome *outcome = &appraisal->outcome[INGOT_APPRAISAL_LOG];
	const struct ingot_evidence_logs *logs = &question->evidence->logs;
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_fault fault = { 0 };
	const char *which = "firmware";
	int r = ingot_event_list_new(&list);

	if (r < 0)
		return r;
	if (logs->firmware.size == 0) {
		say(outcome, INGOT_APPRAISAL_NOT_DONE, "the node has no firmware log");
		return 0;
	}
	r = ingot_eventlog_append(logs->firmware, &fault, list);
	if (r == 0 && list->registers == INGOT_REGISTERS_PCR) {
		which = "userspace";
		r = ingot_userspace_log_append(logs->userspace, &fault, list);
	}
	if (r == -ENOMEM || r == -EIO)
		return r;
	if (r < 0) {
		say(outcome, INGOT_APPRAISAL_FAILS, "%s log cannot be read: %s", which,
		    fault.rule ? fault.rule : "it is too long");
		return 0;
	}
	appraisal->log = list;
	list = NULL;
	return 0;
}

static void check_log(const struct ingot_appraisal_question *question,
		      struct ingot_appraisal *appraisal)
{
	struct ingot_appraisal_outcome *outcome = &appraisal->outcome[INGOT_APPRAISAL_LOG];
	bool whole = question->evidence->logs.userspace.size > 0;
	uint32_t wrong = 0;

	if (!appraisal->log)
		return; /* read_logs() has said why */
	if (appraisal->log->registers != INGOT_REGISTERS_PCR) {
		say(outcome, INGOT_APPRAISAL_FAILS, "firmware log is of other registers than PCRs");
		return;
	}
	for (size_t b = 0; b < appraisal->verdict.bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			if (has(whole ? PCRS_LOGGED : PCRS_FIRMWARE, i) &&
			    appraisal->verdict.bank[b].pcr[i].log == INGOT_VERDICT_LOG_DISAGREES)
				wrong |= UINT32_C(1) << i;
	if (wrong)
		say(outcome, INGOT_APPRAISAL_FAILS, "PCR %s: the logs lead to other values",
		    list_pcrs(wrong).text);
	else
		say(outcome, INGOT_APPRAISAL_HOLDS, "%s",
		    whole ? "the logs lead to the PCR values"
			  : "the firmware log leads to PCR 0 to 7; there is no userspace log");
}

static int judge_values(const struct ingot_appraisal_question *question,
			struct ingot_appraisal *appraisal)
{
	struct ingot_verdict_question asked = { question->entry, &appraisal->values, NULL,
						question->policy.phase };
	int r = read_logs(question, appraisal);

	if (r < 0)
		return r;
	asked.log = appraisal->log;
	r = ingot_verdict_reach(&asked, &appraisal->verdict);
	if (r < 0)
		return r;
	appraisal->judged = true;
	check_measurements(question, appraisal);
	r = check_configuration(question, appraisal);
	if (r == 0)
		check_log(question, appraisal);
	return r;
}

int ingot_appraisal_values(const struct ingot_evidence *evidence,
			   struct ingot_pcr_banks *ret_values)
{
	struct ingot_pcr_banks values = { .count = 0 };

	for (size_t b = 0; b < evidence->bank_count; b++) {
		const struct ingot_evidence_bank *from = &evidence->bank[b];
		struct ingot_pcr_bank *to;
		int r = ingot_pcr_banks_add(&values, from->hash, &to);

		for (unsigned i = 0; r == 0 && i < INGOT_PCR_COUNT; i++)
			if (has(from->pcrs, i))
				r = ingot_pcr_set(to, i, &from->value[i]);
		if (r < 0)
			return r;
	}
	*ret_values = values;
	return 0;
}

static int check_question(const struct ingot_appraisal_question *question,
			  struct ingot_reason *reason)
{
	uint32_t required = question->policy.required;

	if (required == 0 || required & ~INGOT_PCR_ALL)
		return ingot_refuse(reason, -EINVAL, "empty policy: no PCR is required");
	if (INGOT_APPRAISAL_PCRS_DEFAULT & ~required && !question->policy.thinner)
		return ingot_refuse(reason, -EINVAL, "policy leaves out PCR %s",
				    list_pcrs(INGOT_APPRAISAL_PCRS_DEFAULT & ~required).text);
	if (question->recorded != (question->nonce.size == 0))
		return ingot_refuse(
			reason, -EINVAL,
			"a challenge has a nonce, and recorded evidence has no challenge");
	return 0;
}

static void conclude(struct ingot_appraisal *appraisal)
{
	appraisal->holds = true;
	appraisal->exit_code = INGOT_EXIT_OK;
	for (int i = 0; appraisal->holds && i < INGOT_APPRAISAL_CHECK_COUNT; i++) {
		if (appraisal->outcome[i].state != INGOT_APPRAISAL_FAILS)
			continue;
		appraisal->holds = false;
		appraisal->exit_code =
			i < INGOT_APPRAISAL_RELEASE ? INGOT_EXIT_UNTRUSTED : INGOT_EXIT_DIFFERS;
	}
}

static int judge(const struct ingot_appraisal_question *question, struct ingot_appraisal *appraisal)
{
	int r = ingot_appraisal_values(question->evidence, &appraisal->values);

	if (r == 0)
		r = ingot_provenance_check(question, appraisal);
	if (r < 0)
		return r;
	check_policy(question, &appraisal->outcome[INGOT_APPRAISAL_POLICY]);
	check_release(question, &appraisal->outcome[INGOT_APPRAISAL_RELEASE]);
	if (appraisal->outcome[INGOT_APPRAISAL_VALUES].state == INGOT_APPRAISAL_HOLDS &&
	    appraisal->outcome[INGOT_APPRAISAL_NONCE].state != INGOT_APPRAISAL_FAILS)
		return judge_values(question, appraisal);
	for (int i = INGOT_APPRAISAL_MEASUREMENTS; i <= INGOT_APPRAISAL_LOG; i++)
		say(&appraisal->outcome[i], INGOT_APPRAISAL_NOT_DONE,
		    "no PCR value is proven to be the node's");
	return 0;
}

int ingot_appraisal_reach(const struct ingot_appraisal_question *question,
			  struct ingot_reason *reason, struct ingot_appraisal **ret_appraisal)
{
	ingot_scoped(ingot_appraisal_scoped) struct ingot_appraisal *appraisal = NULL;
	int r = check_question(question, reason);

	if (r < 0)
		return r;
	appraisal = calloc(1, sizeof(*appraisal));
	if (!appraisal)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = judge(question, appraisal);
	if (r == -ENOENT)
		return ingot_refuse(reason, -EINVAL, "the release has no boot phase %s",
				    question->policy.phase);
	if (r < 0)
		return ingot_refuse(reason, r, "cannot judge the evidence: %s", strerror(-r));
	conclude(appraisal);
	*ret_appraisal = appraisal;
	appraisal = NULL;
	return 0;
}

void ingot_appraisal_free(struct ingot_appraisal *appraisal)
{
	if (!appraisal)
		return;
	ingot_event_list_free(appraisal->log);
	free(appraisal);
}

void ingot_appraisal_scoped(struct ingot_appraisal **appraisal)
{
	ingot_appraisal_free(*appraisal);
}
