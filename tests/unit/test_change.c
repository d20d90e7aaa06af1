/* SPDX-License-Identifier: Apache-2.0 */
/* What moved between two releases: the sample, and copies of it in which one thing is another. */
#include "measurements/change.h"

#include <string.h>

#include "tests/unit/golden_sample.h"

static void test_same(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *a = sample_golden();
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *b = sample_golden();

	for (uint32_t i = 0; i < INGOT_PCR_COUNT; i++) {
		ingot_scoped(ingot_change_list_drop) struct ingot_change_list list = { 0 };
		int without =
			i == 1 || i == 2 || i == 3 || i == 6 || (i >= 8 && i <= 10) || i >= 15;

		CHECK(ingot_pcr_movement_of(&a->entries[0], &b->entries[0], i) ==
		      (without ? INGOT_PCR_NOT_COMPARED : INGOT_PCR_SAME));
		CHECK(ingot_change_list_of(a->entries[0].events, b->entries[0].events, i, &list) ==
		      0);
		CHECK(list.count == 0);
	}
}

static void test_values(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *a = sample_golden();
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *b = sample_golden();
	struct ingot_golden_bank *bank = &b->entries[0].bank[1];

	/* the last byte, of the second bank alone */
	bank->pcr[4].values[0].digest.bytes[47] ^= 1;
	CHECK(bank->hash == INGOT_HASH_SHA384);
	CHECK(ingot_pcr_movement_of(&a->entries[0], &b->entries[0], 4) == INGOT_PCR_MOVED);
	CHECK(ingot_golden_pcr_set(&bank->pcr[15], INGOT_GOLDEN_ZERO, NULL) == 0);
	CHECK(ingot_pcr_movement_of(&a->entries[0], &b->entries[0], 15) == INGOT_PCR_MOVED);
	/* the same value, under another condition */
	free(bank->pcr[5].values[1].label);
	bank->pcr[5].values[1].label = strdup("three disks");
	CHECK(ingot_pcr_movement_of(&a->entries[0], &b->entries[0], 5) == INGOT_PCR_MOVED);
}

static void test_events(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *before =
		sample_events("kernel");
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *after =
		sample_events("another kernel");
	ingot_scoped(ingot_change_list_drop) struct ingot_change_list list = { 0 };

	/* under another name it is another thing: one is new, one is gone */
	CHECK(ingot_change_list_of(before, after, 4, &list) == 0 && list.count == 2);
	CHECK(!list.changes[0].before && list.changes[0].after == &after->events[2]);
	CHECK(!list.changes[1].after && list.changes[1].before == &before->events[2]);
	ingot_change_list_drop(&list);

	/* with the same name it is changed; a bank that only one has says nothing */
	after->events[1].digests.digest[INGOT_HASH_SHA256].bytes[0] ^= 1;
	CHECK(ingot_change_list_of(before, after, 4, &list) == 0 && list.count == 3);
	CHECK(list.changes[0].before == &before->events[1] &&
	      list.changes[0].after == &after->events[1]);
	ingot_change_list_drop(&list);
	after->events[1].digests.hashes &= ~(1u << INGOT_HASH_SHA256);
	CHECK(ingot_change_list_of(before, after, 4, &list) == 0 && list.count == 2);
	ingot_change_list_drop(&list);

	/* the same twice is one more */
	sample_event(after, 4, "systemd-boot", 1);
	CHECK(ingot_change_list_of(before, after, 4, &list) == 0 && list.count == 3);
	CHECK(!list.changes[1].before && list.changes[1].after == &after->events[6]);
	ingot_change_list_drop(&list);

	ingot_event_list_truncate(before, 0);
	ingot_event_list_truncate(after, 0);
	CHECK(ingot_change_list_of(before, after, 4, &list) == 0 && list.count == 0);
}

int main(void)
{
	test_same();
	test_values();
	test_events();
	return check_result();
}
