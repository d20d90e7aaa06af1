/* SPDX-License-Identifier: Apache-2.0 */
#include "measurements/event.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/eventtype.h"
#include "tests/unit/check.h"

static struct ingot_event make_event(uint32_t pcr, uint32_t type, const char *measured)
{
	struct ingot_event event = { .pcr = pcr, .type = type };
	struct ingot_digest digest;

	for (enum ingot_hash hash = INGOT_HASH_SHA256; hash <= INGOT_HASH_SHA384; hash++) {
		CHECK(ingot_digest_of(hash, ingot_bytes_of_text(measured), &digest) == 0);
		CHECK(ingot_event_add_digest(&event, &digest) == 0);
	}
	return event;
}

static void add(struct ingot_event_list *list, uint32_t pcr, const char *measured)
{
	struct ingot_event event = make_event(pcr, INGOT_EV_IPL, measured);

	event.description = measured;
	CHECK(ingot_event_list_add(list, &event) == 0);
}

/* printf 'enter-initrd' | sha256sum, as systemd's log of data/recorded has it too. */
static void test_digests(void)
{
	struct ingot_event event = make_event(11, INGOT_OS_PHASE, "enter-initrd");
	char text[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_digest again = event.digests.digest[INGOT_HASH_SHA256];

	ingot_digest_text(ingot_event_digest(&event, INGOT_HASH_SHA256), text);
	CHECK_TEXT(text, "51e6b92f405d1f98d96e3de343d61d420ad6923b25de21d766f9298192f14fed");
	CHECK(ingot_event_digest(&event, INGOT_HASH_SHA1) == NULL);
	CHECK(ingot_event_digest(&event, INGOT_HASH_COUNT) == NULL);
	CHECK(ingot_event_add_digest(&event, &again) == -EINVAL);
}

static void test_copies(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	char file[] = "EFI/Linux/x.efi", words[] = "words";
	struct ingot_event event = make_event(4, INGOT_EV_IPL, "x");

	CHECK(ingot_event_list_new(&list) == 0);
	event.description = words;
	event.cause = (struct ingot_event_cause){ file, ".linux", 512, 1024 };
	CHECK(ingot_event_list_add(list, &event) == 0);
	words[0] = file[0] = '?';
	CHECK_TEXT(list->events[0].description, "words");
	CHECK_TEXT(list->events[0].cause.file, "EFI/Linux/x.efi");
	CHECK_TEXT(list->events[0].cause.section, ".linux");
	CHECK(list->events[0].cause.offset == 512 && list->events[0].cause.size == 1024);
	CHECK(list->events[0].phase == NULL);

	event.pcr = 24;
	CHECK(ingot_event_list_add(list, &event) == -EINVAL && list->count == 1);
	ingot_event_list_truncate(list, 5);
	CHECK(list->count == 1);
	ingot_event_list_truncate(list, 0);
	CHECK(list->count == 0);
}

static void test_limit(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_event event = { .pcr = 1 };

	CHECK(ingot_event_list_new(&list) == 0);
	for (size_t i = 0; i < INGOT_EVENT_COUNT_MAX; i++)
		if (!CHECK(ingot_event_list_add(list, &event) == 0))
			return;
	CHECK(ingot_event_list_add(list, &event) == -EFBIG && list->count == INGOT_EVENT_COUNT_MAX);
}

/*
 * printf 'a' | sha256sum and so on, extended by hand:
 * python3 -c 'from hashlib import sha256 as h; print(h(h(bytes(32)+h(b"a").digest()).digest()+h(b"b").digest()).hexdigest())'
 */
static void test_fold(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_pcr_banks banks, untouched = { .count = 99 };
	struct ingot_event event;
	char text[INGOT_DIGEST_TEXT_SIZE];

	CHECK(ingot_event_list_new(&list) == 0);
	CHECK(ingot_event_list_fold(list, NULL, &banks) == 0 && banks.count == 0);
	add(list, 7, "a");
	add(list, 7, "b");
	event = make_event(7, INGOT_EV_NO_ACTION, "c");
	CHECK(ingot_event_list_add(list, &event) == 0);
	event.pcr = INGOT_PCR_NONE;
	CHECK(ingot_event_list_add(list, &event) == 0);
	CHECK(ingot_event_list_fold(list, NULL, &banks) == 0 && banks.count == 2);
	ingot_digest_text(&banks.bank[0].pcr[7], text);
	CHECK_TEXT(text, "153d5381929b50792d3b22ae9596544af3b0e4805be1555a595e6d2a2734933f");
	CHECK(banks.bank[0].extended == 1u << 7 && banks.bank[1].extended == 1u << 7);

	list->startup_locality = 3;
	CHECK(ingot_event_list_fold(list, NULL, &banks) == 0);
	CHECK(banks.bank[0].pcr[0].bytes[31] == 3 && banks.bank[1].pcr[0].bytes[47] == 3);
	banks = untouched;
	CHECK(ingot_event_list_fold(list, "ready", &banks) == -ENOENT && banks.count == 99);
}

static void test_incomplete(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_event event = make_event(9, INGOT_EV_IPL, "x");
	struct ingot_pcr_banks banks;

	CHECK(ingot_event_list_new(&list) == 0);
	add(list, 9, "a");
	event.digests.hashes &= ~(1u << INGOT_HASH_SHA384);
	CHECK(ingot_event_list_add(list, &event) == 0);
	CHECK(ingot_event_list_fold(list, NULL, &banks) == 0 && banks.count == 2);
	CHECK(ingot_pcr_value(&banks.bank[0], 9) != NULL);
	CHECK(ingot_pcr_value(&banks.bank[1], 9) == NULL);
}

static void test_compare(void)
{
	static const struct {
		const char *expected, *found; /* one event per letter */
		int want;
		size_t position;
		const char *next_expected, *next_found;
	} cases[] = {
		{ "", "", 0, 0, NULL, NULL },     { "abc", "abc", 0, 0, NULL, NULL },
		{ "abc", "abd", 1, 2, "c", "d" }, { "abc", "ab", 1, 2, "c", NULL },
		{ "ab", "abc", 1, 2, NULL, "c" }, { "", "a", 1, 0, NULL, "a" },
		{ "abc", "acb", 1, 1, "b", "c" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *expected = NULL;
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *found = NULL;
		struct ingot_event_scope scope = { .pcr = 4, .hash = INGOT_HASH_SHA256 };
		struct ingot_event_difference d = { .position = 99 };

		CHECK(ingot_event_list_new(&expected) == 0 && ingot_event_list_new(&found) == 0);
		for (const char *c = cases[i].expected; *c; c++)
			add(expected, 4, (char[]){ *c, 0 });
		add(found, 5, "of another PCR");
		for (const char *c = cases[i].found; *c; c++)
			add(found, 4, (char[]){ *c, 0 });
		CHECK(ingot_event_list_compare(expected, found, scope, &d) == cases[i].want);
		if (cases[i].want == 0) {
			CHECK(d.position == 99);
			continue;
		}
		CHECK(d.position == cases[i].position);
		CHECK((d.expected != NULL) == (cases[i].next_expected != NULL));
		CHECK((d.found != NULL) == (cases[i].next_found != NULL));
		if (d.expected)
			CHECK_TEXT(d.expected->description, cases[i].next_expected);
		if (d.found)
			CHECK_TEXT(d.found->description, cases[i].next_found);
	}
}

int main(void)
{
	test_digests();
	test_copies();
	test_limit();
	test_fold();
	test_incomplete();
	test_compare();
	ingot_event_list_free(NULL);
	return check_result();
}
