/* SPDX-License-Identifier: Apache-2.0 */
/* The golden file in memory, and each rule of golden.h broken once. */
#include "measurements/golden.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/golden_sample.h"

static void test_names(void)
{
	static const char *const names[] = {
		"exact", "phases", "one-of", "configured", "observed", "machine", "zero", "unknown"
	}; /* design: section 6 */
	enum ingot_golden_status status = 99;

	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		CHECK(ingot_golden_status_parse(names[i], &status) == 0);
		CHECK_TEXT(ingot_golden_status_name(status), names[i]);
	}
	status = 99;
	CHECK(ingot_golden_status_parse("Exact", &status) == -ENOENT && status == 99);
	CHECK(ingot_golden_status_name(INGOT_GOLDEN_ABSENT) == NULL);
	CHECK(ingot_golden_status_name(INGOT_GOLDEN_STATUS_COUNT) == NULL);
	CHECK(!ingot_golden_is_enforced(INGOT_GOLDEN_OBSERVED) &&
	      ingot_golden_is_enforced(INGOT_GOLDEN_ZERO));
}

static void test_v2(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = sample_golden();
	const struct ingot_golden_entry *entry = ingot_golden_find(golden, "QEMU", NULL);
	static const unsigned enforced[] = { 4, 7, 11, 12, 13, 14 };
	struct ingot_golden_expected expected;
	uint32_t left = INGOT_PCR_ALL;

	for (size_t i = 0; i < ARRAY_COUNT(enforced); i++) {
		CHECK(ingot_golden_v2_expected(entry, enforced[i], &expected) == 1 &&
		      !expected.warn_only);
		left &= ~(1u << enforced[i]);
	}
	CHECK(ingot_golden_v2_expected(entry, 11, &expected) == 1);
	CHECK(ingot_digest_equal(&expected.value,
				 &entry->bank[0].pcr[11].values[1].digest)); /* ready */
	CHECK(ingot_golden_v2_expected(entry, 0, &expected) == 1 && expected.warn_only);
	left &= ~1u;
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (left & 1u << i)
			CHECK(ingot_golden_v2_expected(entry, i, &expected) == 0);
	CHECK(ingot_golden_v2_expected(entry, 24, &expected) == 0);
}

static void break_nothing(struct ingot_golden_entry *entry)
{
	(void)entry;
}

static void set_status(struct ingot_golden_entry *entry, unsigned index,
		       enum ingot_golden_status status)
{
	CHECK(ingot_golden_pcr_set(&entry->bank[0].pcr[index], status, NULL) == 0);
}

static void lose_pcr(struct ingot_golden_entry *entry)
{
	set_status(entry, 15, INGOT_GOLDEN_ABSENT);
}

static void lose_value(struct ingot_golden_entry *entry)
{
	set_status(entry, 4, INGOT_GOLDEN_EXACT);
}

static void lose_why(struct ingot_golden_entry *entry)
{
	set_status(entry, 8, INGOT_GOLDEN_CONFIGURED);
}

static void repeat_label(struct ingot_golden_entry *entry)
{
	sample_labelled(&entry->bank[0], 5, "one disk");
}

static void label_exact(struct ingot_golden_entry *entry)
{
	set_status(entry, 4, INGOT_GOLDEN_EXACT);
	sample_labelled(&entry->bank[0], 4, "label");
}

static void lose_ready(struct ingot_golden_entry *entry)
{
	set_status(entry, 11, INGOT_GOLDEN_PHASES);
	sample_folded(entry, &entry->bank[0], 11, "enter-initrd");
}

static void invent_phase(struct ingot_golden_entry *entry)
{
	sample_labelled(&entry->bank[0], 11, "sysinit");
}

static void change_value(struct ingot_golden_entry *entry)
{
	entry->bank[1].pcr[4].values[0].digest.bytes[47] ^= 1;
}

static void change_phase_value(struct ingot_golden_entry *entry)
{
	entry->bank[1].pcr[11].values[0].digest.bytes[0] ^= 1;
}

static void extend_zero(struct ingot_golden_entry *entry)
{
	sample_event(entry->events, 12, "an addon", 1);
}

static void mix_banks(struct ingot_golden_entry *entry)
{
	entry->bank[0].pcr[4].values[0].digest.hash = INGOT_HASH_SHA1;
}

static void lose_sha256(struct ingot_golden_entry *entry)
{
	entry->bank[0].hash = INGOT_HASH_SHA1;
}

static void enforce_nothing(struct ingot_golden_entry *entry)
{
	static const unsigned enforced[] = { 4, 5, 7, 11, 12, 13, 14 };

	for (size_t i = 0; i < ARRAY_COUNT(enforced); i++)
		CHECK(ingot_golden_pcr_set(&entry->bank[1].pcr[enforced[i]], INGOT_GOLDEN_UNKNOWN,
					   "why") == 0);
}

static void lose_csp(struct ingot_golden_entry *entry)
{
	entry->csp[0] = '\0';
}

static const struct {
	void (*change)(struct ingot_golden_entry *entry);
	const char *rule;
} breaks[] = {
	{ break_nothing, NULL },
	{ lose_pcr, "bank says nothing of a PCR from 0 to 15" },
	{ lose_value, "status does not fit the number of values" },
	{ lose_why, "status needs a line that says why" },
	{ repeat_label, "values lack a label, or have the same one twice" },
	{ label_exact, "values lack a label, or have the same one twice" },
	{ lose_ready, "phases lack the phase ready" },
	{ invent_phase, "phase is reached by no event" },
	{ change_value, "events do not fold to the value of a PCR" },
	{ change_phase_value, "events do not fold to the value of a phase" },
	{ extend_zero, "events do not fold to the value of a PCR" },
	{ mix_banks, "value is of another bank" },
	{ lose_sha256, "entry has no sha256 bank" },
	{ enforce_nothing, "empty policy: no PCR of a bank is enforced" },
	{ lose_csp, "csp, attestationVariant or model is not a line of text" },
};

static void test_rules(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(breaks); i++) {
		ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = sample_golden();
		const char *rule = NULL;

		breaks[i].change(&golden->entries[0]);
		CHECK(ingot_golden_check(golden, &rule) == (breaks[i].rule ? -EBADMSG : 0));
		if (breaks[i].rule)
			CHECK_TEXT(rule, breaks[i].rule);
	}
}

static void test_list(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	struct ingot_golden_entry *entry;
	const char *rule = NULL;

	CHECK(ingot_golden_new("v1", "-", "stable", &golden) == 0);
	CHECK(ingot_golden_check(golden, &rule) == -EBADMSG);
	CHECK_TEXT(rule, "list is empty");
	for (size_t i = 0; i < INGOT_GOLDEN_ENTRY_COUNT_MAX; i++)
		CHECK(ingot_golden_add_entry(golden, "QEMU", "qemu-vtpm", &entry) == 0);
	CHECK(ingot_golden_add_entry(golden, "QEMU", "qemu-vtpm", &entry) == -EFBIG);
	CHECK(ingot_golden_find(golden, "AWS", NULL) == NULL);
	CHECK(ingot_golden_find(golden, "QEMU", "other") == NULL);
	ingot_golden_free(NULL);
}

static void test_twice(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = sample_golden();
	struct ingot_golden_entry *entry;
	const char *rule = NULL;

	CHECK(ingot_golden_add_entry(golden, "QEMU", "qemu-vtpm", &entry) == 0);
	ingot_event_list_free(entry->events);
	entry->events = sample_events("kernel");
	sample_bank(entry, INGOT_HASH_SHA256);
	CHECK(ingot_golden_check(golden, &rule) == -EBADMSG);
	CHECK_TEXT(rule, "list has two entries of one csp and attestationVariant");
	free(golden->entries[1].csp);
	golden->entries[1].csp = strdup("Qemu");
	rule = NULL;
	CHECK(ingot_golden_check(golden, &rule) == -EBADMSG);
	CHECK_TEXT(rule, "list has two entries of one csp and attestationVariant");
}

/* Each platform's file on its own, then one of both. */
static void test_join(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = sample_golden();
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *other = sample_golden();
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *later = NULL;
	size_t count = golden->entry_count;

	CHECK(ingot_golden_join(golden, other) == -EINVAL);
	CHECK(golden->entry_count == count && other->entry_count == count);
	for (size_t i = 0; i < count; i++) {
		free(other->entries[i].csp);
		other->entries[i].csp = strdup("Elsewhere");
	}
	CHECK(ingot_golden_join(golden, other) == 0);
	CHECK(golden->entry_count == 2 * count && other->entry_count == 0);
	CHECK(ingot_golden_find(golden, "Elsewhere", NULL) == &golden->entries[count]);
	CHECK(ingot_golden_new("9.9.9", golden->ref, golden->stream, &later) == 0);
	CHECK(ingot_golden_join(golden, later) == -EINVAL);
}

int main(void)
{
	test_names();
	test_v2();
	test_join();
	test_rules();
	test_list();
	test_twice();
	return check_result();
}
