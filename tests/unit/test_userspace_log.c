/* SPDX-License-Identifier: Apache-2.0 */
/* Records in the form of systemd's log (a real one: test_recorded.c), and what is wrong with others. */
#include "measurements/userspace_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/eventtype.h"
#include "tests/unit/check.h"

/* printf enter-initrd | sha256sum */
#define ENTER          "51e6b92f405d1f98d96e3de343d61d420ad6923b25de21d766f9298192f14fed"
#define SHA256(hex)    "{\"hashAlg\":\"sha256\",\"digest\":\"" hex "\"}"
#define RECORD(fields) "\x1e{" fields "}\n"
#define PHASE                                            \
	RECORD("\"pcr\":11,\"digests\":[" SHA256(        \
		ENTER) "],\"content_type\":\"systemd\"," \
		       "\"content\":{\"string\":\"enter-initrd\",\"eventType\":\"phase\"}")

static const struct {
	const char *log;
	size_t count;
	uint32_t pcr, type; /* of the last event */
	uint32_t hashes;
	const char *words, *phase;
} accepted[] = {
	{ "", 0, 0, 0, 0, NULL, NULL },
	{ PHASE, 1, 11, INGOT_OS_PHASE, 1u << INGOT_HASH_SHA256, "enter-initrd", "enter-initrd" },
	{ PHASE RECORD("\"pcr\":15,\"digests\":[]"), 2, 15, INGOT_OS_EVENT, 0,
	  "measured by userspace", NULL },
	{ RECORD("\"pcr\":15,\"digests\":[{\"hashAlg\":\"sm3_256\",\"digest\":\"00\"}],\"new\":{}"),
	  1, 15, INGOT_OS_EVENT, 0, "measured by userspace", NULL },
	{ RECORD("\"nv_index\":30474240,\"digests\":[" SHA256(
		  ENTER) "],\"content\":{\"string\":\"x\"}"),
	  1, INGOT_PCR_NONE, INGOT_OS_EVENT, 1u << INGOT_HASH_SHA256, "x", NULL },
	{ RECORD("\"pcr\":9,\"digests\":[],\"content\":{\"string\":\"a\\u001b[1m\"}"), 1, 9,
	  INGOT_OS_EVENT, 0, "measured by userspace", NULL },
	{ RECORD("\"pcr\":9,\"digests\":[],\"content\":[]"), 1, 9, INGOT_OS_EVENT, 0,
	  "measured by userspace", NULL },
};

static const struct {
	const char *log;
	uint64_t offset;
	const char *rule;
} refused[] = {
	{ "{}\n", 0, "record does not begin with the byte 0x1e" },
	{ PHASE "x", sizeof(PHASE) - 1, "record does not begin with the byte 0x1e" },
	{ "\x1e{}", 1, "record does not end with a newline" },
	{ RECORD("\"pcr\":null,\"digests\":[]"), 1, "record's pcr is not a number from 0 to 23" },
	{ RECORD("\"pcr\":24,\"digests\":[]"), 1, "record's pcr is not a number from 0 to 23" },
	{ RECORD("\"pcr\":\"4\",\"digests\":[]"), 1, "record's pcr is not a number from 0 to 23" },
	{ RECORD("\"pcr\":4"), 1, "record has no list digests" },
	{ RECORD("\"pcr\":4,\"digests\":{}"), 1, "record has no list digests" },
	{ RECORD("\"pcr\":4,\"digests\":[{}]"), 1, "record's digest has no hashAlg or digest" },
	{ RECORD("\"pcr\":4,\"digests\":[1]"), 1, "record's digest has no hashAlg or digest" },
	{ RECORD("\"pcr\":4,\"digests\":[" SHA256("00") "]"), 1,
	  "record's digest is not hexadecimal of its algorithm's length" },
	{ RECORD("\"pcr\":4,\"digests\":[" SHA256(ENTER) "," SHA256(ENTER) "]"), 1,
	  "record has two digests of one algorithm" },
	{ RECORD("\"pcr\":4,\"pcr\":5,\"digests\":[]"), 1, "JSON object has the same key twice" },
};

static void test_accepted(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
		struct ingot_fault fault = { 0 };
		const struct ingot_event *last;

		CHECK(ingot_event_list_new(&list) == 0);
		if (!CHECK(ingot_userspace_log_append(ingot_bytes_of_text(accepted[i].log), &fault,
						      list) == 0))
			fprintf(stderr, "  %zu: %s\n", i, fault.rule);
		if (!CHECK(list->count == accepted[i].count) || list->count == 0)
			continue;
		last = &list->events[list->count - 1];
		CHECK(last->pcr == accepted[i].pcr && last->type == accepted[i].type);
		CHECK(last->digests.hashes == accepted[i].hashes);
		CHECK_TEXT(last->description, accepted[i].words);
		CHECK((last->phase != NULL) == (accepted[i].phase != NULL));
		if (last->phase)
			CHECK_TEXT(last->phase, accepted[i].phase);
	}
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
		struct ingot_fault fault = { 0 };

		CHECK(ingot_event_list_new(&list) == 0);
		CHECK(ingot_userspace_log_append(ingot_bytes_of_text(PHASE), NULL, list) == 0);
		CHECK(ingot_userspace_log_append(ingot_bytes_of_text(refused[i].log), &fault,
						 list) == -EBADMSG);
		CHECK_TEXT(fault.rule, refused[i].rule);
		if (strncmp(refused[i].rule, "JSON", 4) != 0)
			CHECK(fault.offset == refused[i].offset);
		CHECK(list->count == 1);
	}
}

static void test_truncated(void)
{
	static const char log[] = PHASE PHASE;

	for (size_t size = 0; size < sizeof log; size++) {
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size + 1);
		int whole = size % (sizeof(PHASE) - 1) == 0;

		memcpy(copy, log, size);
		CHECK(ingot_event_list_new(&list) == 0);
		CHECK(ingot_userspace_log_append((struct ingot_bytes){ copy, size }, NULL, list) ==
		      (whole ? 0 : -EBADMSG));
	}
}

static void test_limits(void)
{
	struct ingot_bytes huge = { (const uint8_t *)"", INGOT_USERSPACE_LOG_SIZE_MAX + 1 };
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;

	CHECK(ingot_event_list_new(&list) == 0);
	CHECK(ingot_userspace_log_append(huge, NULL, list) == -EFBIG);
	list->registers = INGOT_REGISTERS_TDX;
	CHECK(ingot_userspace_log_append(ingot_bytes_of_text(PHASE), NULL, list) == -EINVAL);
}

int main(void)
{
	test_accepted();
	test_refused();
	test_truncated();
	test_limits();
	return check_result();
}
