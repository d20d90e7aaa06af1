/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts over the sample of golden_sample.h; the expectations follow from verdict.h. */
#include "measurements/verdict.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/golden_sample.h"

/* A node: the sample's golden values, and what such a node has in its PCRs. */
struct node {
	struct ingot_golden *golden;
	struct ingot_event_list *log;
	struct ingot_pcr_banks values;
};

static void release(struct node *node)
{
	ingot_golden_free(node->golden);
	ingot_event_list_free(node->log);
}

static struct node make_node(const char *kernel, const char *phase)
{
	struct node node = { .golden = sample_golden(), .log = sample_events(kernel) };

	CHECK(ingot_event_list_fold(node.log, phase, &node.values) == 0);
	/* PCR 0 and 5 are of the firmware; the sample's values are hashes of their labels */
	for (size_t b = 0; b < node.values.count; b++) {
		const struct ingot_golden_bank *bank = &node.golden->entries[0].bank[b];

		CHECK(ingot_pcr_set(&node.values.bank[b], 0, &bank->pcr[0].values[1].digest) == 0);
		CHECK(ingot_pcr_set(&node.values.bank[b], 5, &bank->pcr[5].values[1].digest) == 0);
	}
	return node;
}

static int ask(const struct node *node, const struct ingot_event_list *log, const char *phase,
	       struct ingot_verdict *ret_verdict)
{
	struct ingot_verdict_question question = { &node->golden->entries[0], &node->values, log,
						   phase };

	return ingot_verdict_reach(&question, ret_verdict);
}

static void test_match(void)
{
	ingot_scoped(release) struct node node = make_node("kernel", NULL);
	const struct ingot_pcr_verdict *pcr;
	struct ingot_verdict verdict;

	CHECK(ask(&node, node.log, "ready", &verdict) == 0);
	CHECK(verdict.holds && verdict.bank_count == 2 && verdict.enforced_count == 14);
	pcr = verdict.bank[0].pcr;
	CHECK(pcr[4].result == INGOT_VERDICT_MATCH && pcr[4].log == INGOT_VERDICT_LOG_AGREES &&
	      !pcr[4].differs);
	CHECK(pcr[11].result == INGOT_VERDICT_MATCH);
	CHECK_TEXT(pcr[11].label, "ready");
	CHECK(pcr[0].result == INGOT_VERDICT_MATCH && pcr[0].log == INGOT_VERDICT_LOG_DISAGREES);
	CHECK_TEXT(pcr[0].label, "OVMF 2022.11");
	CHECK_TEXT(pcr[5].label, "two disks");
	CHECK(pcr[12].result == INGOT_VERDICT_MATCH);
	CHECK(pcr[8].result == INGOT_VERDICT_NOT_CHECKED &&
	      pcr[8].status == INGOT_GOLDEN_CONFIGURED);
	CHECK_TEXT(pcr[8].why, "a reason");
	CHECK(pcr[16].result == INGOT_VERDICT_NOT_CHECKED && pcr[16].why != NULL);
}

static void test_phase(void)
{
	ingot_scoped(release) struct node node = make_node("kernel", "enter-initrd");
	struct ingot_verdict verdict = { .bank_count = 99 };

	CHECK(ask(&node, NULL, "never", &verdict) == -ENOENT && verdict.bank_count == 99);
	CHECK(ask(&node, NULL, NULL, &verdict) == 0 && verdict.holds);
	CHECK_TEXT(verdict.bank[1].pcr[11].label, "enter-initrd");
	CHECK(verdict.bank[1].pcr[11].log == INGOT_VERDICT_LOG_ABSENT);
	CHECK(ask(&node, NULL, "enter-initrd", &verdict) == 0 && verdict.holds);
	CHECK(ask(&node, NULL, "ready", &verdict) == 0 && !verdict.holds);
	CHECK(verdict.bank[0].pcr[11].result == INGOT_VERDICT_MISMATCH);
	CHECK(verdict.bank[0].pcr[11].expected != NULL);
}

static void test_mismatch(void)
{
	ingot_scoped(release) struct node node = make_node("another kernel", NULL);
	const struct ingot_pcr_verdict *pcr;
	struct ingot_verdict verdict;

	CHECK(ask(&node, NULL, NULL, &verdict) == 0 && !verdict.holds);
	CHECK(verdict.bank[0].pcr[4].result == INGOT_VERDICT_MISMATCH &&
	      !verdict.bank[0].pcr[4].differs);

	CHECK(ask(&node, node.log, NULL, &verdict) == 0 && !verdict.holds);
	pcr = &verdict.bank[1].pcr[4];
	if (!CHECK(pcr->differs && pcr->difference.expected && pcr->difference.found))
		return;
	CHECK(pcr->difference.position == 1 && pcr->log == INGOT_VERDICT_LOG_AGREES);
	CHECK_TEXT(pcr->difference.expected->cause.section, ".linux");
	CHECK_TEXT(pcr->difference.found->description, "another kernel");
	CHECK(verdict.bank[1].pcr[7].result == INGOT_VERDICT_MATCH);
}

/* A PCR that should be zero, and an event that should not be there. */
static void test_not_zero(void)
{
	ingot_scoped(release) struct node node = make_node("kernel", NULL);
	const struct ingot_pcr_verdict *pcr;
	struct ingot_verdict verdict;

	sample_event(node.log, 12, "an addon", 1);
	CHECK(ingot_event_list_fold(node.log, NULL, &node.values) == 0);
	CHECK(ask(&node, node.log, NULL, &verdict) == 0 && !verdict.holds);
	pcr = &verdict.bank[0].pcr[12];
	CHECK(pcr->result == INGOT_VERDICT_MISMATCH && pcr->differs && !pcr->difference.expected);
	if (pcr->difference.found)
		CHECK_TEXT(pcr->difference.found->description, "an addon");
	/* one-of and observed: a choice has no one expected value, and observed only warns */
	CHECK(verdict.bank[0].pcr[5].result == INGOT_VERDICT_MISMATCH &&
	      !verdict.bank[0].pcr[5].expected);
	CHECK(verdict.bank[0].pcr[0].result == INGOT_VERDICT_WARNING &&
	      !verdict.bank[0].pcr[0].differs);
}

static void test_warning(void)
{
	ingot_scoped(release) struct node node = make_node("kernel", NULL);
	struct ingot_digest other = { .hash = INGOT_HASH_SHA256, .bytes = { 1 } };
	struct ingot_verdict verdict;

	CHECK(ingot_pcr_set(&node.values.bank[0], 0, &other) == 0);
	CHECK(ask(&node, node.log, NULL, &verdict) == 0);
	CHECK(verdict.holds && verdict.bank[0].pcr[0].result == INGOT_VERDICT_WARNING);
}

/* Fewer values than are enforced, a bank that was not given, none at all, and a policy that enforces nothing. */
static void test_missing(void)
{
	ingot_scoped(release) struct node node = make_node("kernel", NULL);
	struct ingot_verdict verdict;

	node.values.count = 1;
	CHECK(ask(&node, NULL, NULL, &verdict) == 0 && verdict.holds &&
	      verdict.enforced_count == 7);
	CHECK(!verdict.bank[1].given && verdict.bank[1].pcr[4].result == INGOT_VERDICT_NOT_CHECKED);
	node.values.bank[0].known &= ~(1u << 14);
	CHECK(ask(&node, NULL, NULL, &verdict) == 0 && !verdict.holds);
	CHECK(verdict.bank[0].pcr[14].result == INGOT_VERDICT_MISSING);
	node.values.bank[0].hash = INGOT_HASH_SHA1;
	CHECK(ask(&node, NULL, NULL, &verdict) == 0 && !verdict.holds &&
	      verdict.enforced_count == 0);
	node.values.count = 0;
	CHECK(ask(&node, NULL, NULL, &verdict) == 0 && !verdict.holds);
}

static void test_empty_policy(void)
{
	ingot_scoped(release) struct node node = make_node("kernel", NULL);
	struct ingot_verdict verdict;

	for (size_t b = 0; b < 2; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			CHECK(ingot_golden_pcr_set(&node.golden->entries[0].bank[b].pcr[i],
						   INGOT_GOLDEN_UNKNOWN, "why") == 0);
	CHECK(ask(&node, NULL, NULL, &verdict) == 0 && !verdict.holds);
	CHECK(verdict.bank[0].pcr[4].result == INGOT_VERDICT_NOT_CHECKED);
}

/* The log of a confidential guest counts other registers. */
static void test_other_registers(void)
{
	ingot_scoped(release) struct node node = make_node("another kernel", NULL);
	struct ingot_verdict verdict;

	node.log->registers = INGOT_REGISTERS_TDX;
	CHECK(ask(&node, node.log, NULL, &verdict) == 0 && !verdict.holds);
	CHECK(!verdict.bank[0].pcr[4].differs &&
	      verdict.bank[0].pcr[4].log == INGOT_VERDICT_LOG_ABSENT);
}

static void test_names(void)
{
	CHECK_TEXT(ingot_verdict_result_name(INGOT_VERDICT_NOT_CHECKED), "not-checked");
	CHECK_TEXT(ingot_verdict_result_name(INGOT_VERDICT_MISSING), "missing");
	CHECK_TEXT(ingot_verdict_log_name(INGOT_VERDICT_LOG_AGREES), "agrees");
	CHECK_TEXT(ingot_verdict_log_name(INGOT_VERDICT_LOG_DISAGREES), "disagrees");
	CHECK(!ingot_verdict_log_name(INGOT_VERDICT_LOG_ABSENT));
}

int main(void)
{
	test_names();
	test_match();
	test_phase();
	test_mismatch();
	test_not_zero();
	test_warning();
	test_missing();
	test_empty_policy();
	test_other_registers();
	return check_result();
}
