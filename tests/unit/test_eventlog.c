/* SPDX-License-Identifier: Apache-2.0 */
/* Small logs made here by hand, after TCG PC Client Platform Firmware Profile 1.06, 10.2; real ones: test_recorded.c. */
#include "measurements/eventlog.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/eventtype.h"
#include "tests/unit/check.h"

#define ZEROS_20 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define ZEROS_32 ZEROS_20 "\0\0\0\0\0\0\0\0\0\0\0\0"

/* A header in the SHA-1 format: index, EV_NO_ACTION, zeros, size of the data. */
#define HEAD(index, size) index "\0\0\0\3\0\0\0" ZEROS_20 size "\0\0\0"
/* Spec ID event with two algorithms: SHA-256, and SM3 (0x12), which we do not compute. */
#define SPEC_2             \
	HEAD("\0", "\x25") \
	"Spec ID Event03\0\0\0\0\0\0\2\0\2\2\0\0\0\x0b\0\x20\0\x12\0\x20\0\0"
/* The same with SHA-256 alone. */
#define SPEC_1(index) HEAD(index, "\x21") "Spec ID Event03\0\0\0\0\0\0\2\0\2\1\0\0\0\x0b\0\x20\0\0"
#define DIGEST_SHA256 "\x0b\0" ZEROS_32
#define DIGEST_SM3    "\x12\0" ZEROS_32
/* An EV_SEPARATOR of four zero bytes. */
#define SEPARATOR(index, count, digests) \
	index "\0\0\0\4\0\0\0" count "\0\0\0" digests "\4\0\0\0\0\0\0\0"
#define PADDING_7(c) c c c c c c c

#define LOG(literal) { (const uint8_t *)(literal), sizeof(literal) - 1 }

static const struct {
	const char *what;
	struct ingot_bytes log;
	size_t count;
	enum ingot_event_registers registers;
	unsigned locality;
} accepted[] = {
	{ "Spec ID event alone", LOG(SPEC_1("\0")), 1, INGOT_REGISTERS_PCR, 0 },
	{ "one event", LOG(SPEC_1("\0") SEPARATOR("\7", "\1", DIGEST_SHA256)), 2,
	  INGOT_REGISTERS_PCR, 0 },
	{ "two digests", LOG(SPEC_2 SEPARATOR("\7", "\2", DIGEST_SHA256 DIGEST_SM3)), 2,
	  INGOT_REGISTERS_PCR, 0 },
	{ "other order", LOG(SPEC_2 SEPARATOR("\7", "\2", DIGEST_SM3 DIGEST_SHA256)), 2,
	  INGOT_REGISTERS_PCR, 0 },
	{ "one of two", LOG(SPEC_2 SEPARATOR("\7", "\1", DIGEST_SM3)), 2, INGOT_REGISTERS_PCR, 0 },
	{ "none", LOG(SPEC_2 SEPARATOR("\7", "\0", "")), 2, INGOT_REGISTERS_PCR, 0 },
	{ "zero padding", LOG(SPEC_1("\0") PADDING_7("\0") "\0"), 1, INGOT_REGISTERS_PCR, 0 },
	{ "ones padding", LOG(SPEC_1("\1") PADDING_7("\xff") PADDING_7("\xff")), 1,
	  INGOT_REGISTERS_TDX, 0 },
	{ "TDX registers", LOG(SPEC_1("\1") SEPARATOR("\4", "\1", DIGEST_SHA256)), 2,
	  INGOT_REGISTERS_TDX, 0 },
	{ "SHA-1 format", LOG(HEAD("\0", "\4") "\0\0\0\0"), 1, INGOT_REGISTERS_PCR, 0 },
	{ "startup locality", LOG(HEAD("\0", "\x11") "StartupLocality\0\3"), 1, INGOT_REGISTERS_PCR,
	  3 },
	{ "the first counts",
	  LOG(HEAD("\0", "\x11") "StartupLocality\0\3" HEAD("\0", "\x11") "StartupLocality\0\4"), 2,
	  INGOT_REGISTERS_PCR, 3 },
	{ "impossible locality", LOG(HEAD("\0", "\x11") "StartupLocality\0\1"), 1,
	  INGOT_REGISTERS_PCR, 0 },
	{ "of another PCR", LOG(HEAD("\1", "\x11") "StartupLocality\0\3"), 1, INGOT_REGISTERS_PCR,
	  0 },
	{ "no PCR", LOG("\xff\xff\xff\xff\3\0\0\0" ZEROS_20 "\0\0\0\0"), 1, INGOT_REGISTERS_PCR,
	  0 },
};

#define SPEC_1_SIZE (sizeof(SPEC_1("\0")) - 1)

static const struct {
	struct ingot_bytes log;
	uint64_t offset;
	const char *rule;
} refused[] = {
	{ LOG(HEAD("\0", "\x17") "Spec ID Event03\0\0\0\0\0\0\2\0"), 0,
	  "Spec ID event is too short" },
	{ LOG(HEAD("\0", "\x1c") "Spec ID Event03\0\0\0\0\0\0\2\0\2\0\0\0\0"), 0,
	  "Spec ID event lists no algorithm, or more than 16" },
	{ LOG(HEAD("\0", "\x1c") "Spec ID Event03\0\0\0\0\0\0\2\0\2\x11\0\0\0"), 0,
	  "Spec ID event lists no algorithm, or more than 16" },
	{ LOG(HEAD("\0", "\x1e") "Spec ID Event03\0\0\0\0\0\0\2\0\2\1\0\0\0\x0b\0"), 0,
	  "Spec ID event ends within its list of algorithms" },
	{ LOG(HEAD("\0", "\x21") "Spec ID Event03\0\0\0\0\0\0\2\0\2\1\0\0\0\x0b\0\x14\0\0"), 0,
	  "Spec ID event gives a digest size that its algorithm does not have" },
	{ LOG(HEAD("\0",
		   "\x25") "Spec ID Event03\0\0\0\0\0\0\2\0\2\2\0\0\0\x12\0\x20\0\x12\0\x20\0\0"),
	  0, "Spec ID event lists an algorithm twice" },
	{ LOG(HEAD("\0", "\x21") "Spec ID Event03\0\0\0\0\0\0\2\0\2\1\0\0\0\x0b\0\x20\0\4"), 0,
	  "vendor information runs past the end of the Spec ID event" },
	{ LOG("\x18\0\0\0\4\0\0\0" ZEROS_20 "\0\0\0\0"), 0,
	  "event's index is not that of a register" },
	{ LOG("\xff\xff\xff\xff\4\0\0\0" ZEROS_20 "\0\0\0\0"), 0,
	  "event's index is not that of a register" },
	{ LOG(SPEC_1("\1") SEPARATOR("\5", "\1", DIGEST_SHA256)), SPEC_1_SIZE,
	  "event's index is not that of a register" },
	{ LOG(SPEC_1("\0") SEPARATOR("\7", "\2", DIGEST_SHA256 DIGEST_SHA256)), SPEC_1_SIZE,
	  "event has more digests than the log has algorithms" },
	{ LOG(SPEC_2 SEPARATOR("\7", "\2", DIGEST_SHA256 DIGEST_SHA256)), SPEC_1_SIZE + 4,
	  "event has two digests of one algorithm" },
	{ LOG(SPEC_1("\0") SEPARATOR("\7", "\1", DIGEST_SM3)), SPEC_1_SIZE,
	  "event has a digest of an algorithm that the Spec ID event does not list" },
	{ LOG(HEAD("\0", "\5") "\0\0\0\0"), 0, "event's data runs past the end of the log" },
	{ LOG("\0\0\0\0\4\0\0\0" ZEROS_20 "\xff\xff\xff\xff\0\0\0\0"), 0,
	  "event's data runs past the end of the log" },
	{ LOG(SPEC_1("\0") PADDING_7("\0")), SPEC_1_SIZE, "log ends within an event's header" },
	{ LOG(SPEC_1("\0") PADDING_7("\0") "\0\0\0\1"), SPEC_1_SIZE,
	  "padding is followed by something else" },
	{ LOG(SPEC_1("\0") PADDING_7("\xff") "\xff\0"), SPEC_1_SIZE,
	  "padding is followed by something else" },
};

static void test_accepted(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
		struct ingot_fault fault = { .offset = 99 };

		CHECK(ingot_event_list_new(&list) == 0);
		if (!CHECK(ingot_eventlog_append(accepted[i].log, &fault, list) == 0 &&
			   list->count == accepted[i].count &&
			   list->registers == accepted[i].registers &&
			   list->startup_locality == accepted[i].locality && fault.offset == 99))
			fprintf(stderr, "  %s: %zu events, %s\n", accepted[i].what, list->count,
				fault.rule ? fault.rule : "");
	}
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
		struct ingot_event event = { .description = "before" };
		struct ingot_fault fault = { 0 };

		CHECK(ingot_event_list_new(&list) == 0 && ingot_event_list_add(list, &event) == 0);
		list->registers = refused[i].log.size > SPEC_1_SIZE && refused[i].log.data[0] == 1;
		CHECK(ingot_eventlog_append(refused[i].log, &fault, list) == -EBADMSG);
		CHECK_TEXT(fault.rule, refused[i].rule);
		if (!CHECK(fault.offset == refused[i].offset))
			fprintf(stderr, "  %s: %llu\n", refused[i].rule,
				(unsigned long long)fault.offset);
		CHECK(list->count == 1 && list->startup_locality == 0);
		CHECK(ingot_eventlog_append(refused[i].log, NULL, list) == -EBADMSG);
	}
}

/* Every cut of every accepted log is refused, or is itself a shorter log that ends between two events. */
static void test_truncated(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++)
		for (size_t size = 1; size < accepted[i].log.size; size++) {
			struct ingot_log_entry entry = { .offset = 99 };
			struct ingot_eventlog log;
			struct ingot_fault fault = { .offset = 99 };
			size_t end = 0;
			int r = ingot_eventlog_open(
				(struct ingot_bytes){ accepted[i].log.data, size }, &fault, &log);

			while (r == 0 && (r = ingot_eventlog_next(&log, &fault, &entry)) > 0) {
				end = size - log.rest.size;
				r = 0;
			}
			CHECK(r == -EBADMSG ? fault.offset < size && fault.rule != NULL
					    : end == size || size - end >= 8);
		}
}

static void test_limits(void)
{
	struct ingot_eventlog log = { .size = 99 };
	struct ingot_bytes empty = { NULL, 0 },
			   huge = { (const uint8_t *)"", INGOT_EVENTLOG_SIZE_MAX + 1 };

	CHECK(ingot_eventlog_open(empty, NULL, &log) == -ENOENT && log.size == 99);
	CHECK(ingot_eventlog_open(huge, NULL, &log) == -EFBIG && log.size == 99);
}

static void test_other_registers(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;

	CHECK(ingot_event_list_new(&list) == 0);
	CHECK(ingot_eventlog_append(accepted[0].log, NULL, list) == 0);
	CHECK(ingot_eventlog_append(accepted[8].log, NULL, list) == -EINVAL && list->count == 1);
}

/* The header's SHA-1 field is no digest, an unknown algorithm gives no bank. */
static void test_banks(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_pcr_banks banks;

	CHECK(ingot_event_list_new(&list) == 0);
	CHECK(ingot_eventlog_append(accepted[2].log, NULL, list) == 0);
	CHECK(ingot_event_list_fold(list, NULL, &banks) == 0);
	CHECK(banks.count == 1 && banks.bank[0].hash == INGOT_HASH_SHA256);
	CHECK(list->events[1].type == INGOT_EV_SEPARATOR && list->events[1].pcr == 7);
	CHECK_TEXT(list->events[1].description, "separator");
}

int main(void)
{
	test_accepted();
	test_refused();
	test_truncated();
	test_limits();
	test_other_registers();
	test_banks();
	return check_result();
}
