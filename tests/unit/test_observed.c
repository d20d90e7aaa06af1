/* SPDX-License-Identifier: Apache-2.0 */
/* Observations in the form that observed.h specifies; logs in base64 are of the userspace log's tests. */
#include "measurements/observed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define A32   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEAD  "{\"version\":\"ingot.observed/1\",\"state\":\"measured\","
#define PCRS  "\"pcrs\":{\"sha256\":{\"0\":\"" A32 "\",\"23\":\"" A32 "\"},\"sha384\":{}}"
#define EVENT "{\"pcr\":15,\"digests\":{\"sha256\":\"" A32 "\"},\"description\":\"identity\"}"
/* printf '\0\0\0\0\4\0\0\0' and 20 zeros, '\4\0\0\0' and 4 zeros | base64: a SHA-1 log of one separator */
#define FIRMWARE "AAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAA"
/* printf '\036{"pcr":15,"digests":[]}\n' | base64 */
#define USERSPACE "HnsicGNyIjoxNSwiZGlnZXN0cyI6W119Cg=="

static const char whole[] =
	HEAD "\"platform\":\"qemu\",\"stream\":\"stable\",\"phase\":\"enter-initrd\"," PCRS
	     ",\"events\":[" EVENT "],\"logs\":{\"firmware\":\"" FIRMWARE
	     "\",\"userspace\":\"" USERSPACE "\"}}";

static const struct {
	const char *text;
	enum ingot_observed_state state;
	size_t banks, events;
	int log; /* what ingot_observed_log() answers */
} accepted[] = {
	{ whole, INGOT_OBSERVED_MEASURED, 2, 1, 0 },
	{ HEAD PCRS "}", INGOT_OBSERVED_MEASURED, 2, 0, -ENOENT },
	{ HEAD PCRS ",\"previous\":{\"attempts\":1,\"step\":\"a\",\"reason\":\"b\"}}",
	  INGOT_OBSERVED_MEASURED, 2, 0, -ENOENT },
	{ HEAD PCRS ",\"logs\":{\"firmware\":\"\"}}", INGOT_OBSERVED_MEASURED, 2, 0, -ENOENT },
	{ HEAD PCRS ",\"logs\":{\"firmware\":\"AAAA\"}}", INGOT_OBSERVED_MEASURED, 2, 0, -EBADMSG },
	{ "{\"version\":\"ingot.observed/1\",\"state\":\"failed\",\"step\":\"tpm\",\"reason\":\"no TPM\"}",
	  INGOT_OBSERVED_FAILED, 0, 0, -ENOENT },
	{ "{\"version\":\"ingot.observed/1\",\"state\":\"handed-over\"," PCRS "}",
	  INGOT_OBSERVED_HANDED_OVER, 2, 0, -ENOENT },
	{ "{\"version\":\"ingot.observed/1\",\"state\":\"ready\"," PCRS "}", INGOT_OBSERVED_READY,
	  2, 0, -ENOENT },
};

static const struct {
	const char *text, *rule;
} refused[] = {
	{ "{}", "version is not ingot.observed/1" },
	{ "{\"version\":\"ingot.observed/2\",\"state\":\"ready\"," PCRS "}",
	  "version is not ingot.observed/1" },
	{ "{\"version\":\"ingot.observed/1\"," PCRS "}", "file has no state" },
	{ "{\"version\":\"ingot.observed/1\",\"state\":\"dreaming\"," PCRS "}",
	  "state is not known" },
	{ HEAD PCRS ",\"x\":1}", "file has an unknown key" },
	{ HEAD "\"platform\":\"\"," PCRS "}",
	  "step, reason, platform, stream or phase is not a line of text" },
	{ HEAD "\"phase\":\"\\u001b\"," PCRS "}",
	  "step, reason, platform, stream or phase is not a line of text" },
	{ HEAD "\"stream\":1," PCRS "}",
	  "step, reason, platform, stream or phase is not a line of text" },
	{ HEAD "\"events\":[]}", "file has no object pcrs" },
	{ HEAD "\"pcrs\":{\"md5\":{}}}", "bank is of an unknown algorithm" },
	{ HEAD "\"pcrs\":{\"sha256\":[]}}", "bank is not an object" },
	{ HEAD "\"pcrs\":{\"sha256\":{\"24\":\"" A32 "\"}}}", "PCR index is not one of 0 to 23" },
	{ HEAD "\"pcrs\":{\"sha384\":{\"4\":\"" A32 "\"}}}",
	  "PCR value is not hexadecimal of its bank's length" },
	{ HEAD "\"pcrs\":{\"sha256\":{\"4\":4}}}",
	  "PCR value is not hexadecimal of its bank's length" },
	{ HEAD PCRS ",\"events\":{}}", "events are not a list" },
	{ HEAD PCRS ",\"events\":[1]}", "event is not an object" },
	{ HEAD PCRS ",\"previous\":{}}", "previous is not attempts, step and reason" },
	{ HEAD PCRS ",\"previous\":{\"attempts\":0,\"step\":\"a\",\"reason\":\"b\"}}",
	  "previous is not attempts, step and reason" },
	{ HEAD PCRS ",\"previous\":{\"attempts\":1,\"step\":\"a\",\"reason\":\"b\\n\"}}",
	  "previous is not attempts, step and reason" },
	{ HEAD PCRS ",\"previous\":{\"attempts\":1,\"step\":\"a\",\"reason\":\"b\",\"more\":1}}",
	  "previous is not attempts, step and reason" },
	{ HEAD PCRS ",\"logs\":{\"kernel\":\"\"}}",
	  "logs are not an object, or have an unknown key" },
	{ HEAD PCRS ",\"logs\":[]}", "logs are not an object, or have an unknown key" },
	{ HEAD PCRS ",\"logs\":{\"firmware\":1}}", "log is not a string" },
	{ HEAD PCRS ",\"logs\":{\"firmware\":\"A\"}}", "log is not base64" },
	{ HEAD PCRS ",\"logs\":{\"userspace\":\"AB==\"}}", "log is not base64" },
};

static void test_accepted(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		ingot_scoped(ingot_observed_scoped) struct ingot_observed *observed = NULL;
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
		struct ingot_fault fault = { 0 };

		if (!CHECK(ingot_observed_read(ingot_bytes_of_text(accepted[i].text), &fault,
					       &observed) == 0)) {
			fprintf(stderr, "  %s\n", fault.rule);
			continue;
		}
		CHECK(observed->state == accepted[i].state &&
		      observed->banks.count == accepted[i].banks);
		CHECK(observed->events->count == accepted[i].events);
		CHECK(ingot_observed_log(observed, &fault, &list) == accepted[i].log);
		CHECK((list != NULL) == (accepted[i].log == 0));
	}
}

static void test_whole(void)
{
	ingot_scoped(ingot_observed_scoped) struct ingot_observed *observed = NULL;
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;

	if (!CHECK(ingot_observed_read(ingot_bytes_of_text(whole), NULL, &observed) == 0))
		return;
	CHECK_TEXT(observed->platform, "qemu");
	CHECK_TEXT(observed->stream, "stable");
	CHECK_TEXT(observed->phase, "enter-initrd");
	CHECK(observed->reason == NULL && observed->step == NULL);
	CHECK(observed->banks.bank[0].known == (1u << 0 | 1u << 23) &&
	      observed->banks.bank[1].known == 0);
	CHECK_TEXT(observed->events->events[0].description, "identity");
	CHECK(observed->firmware_log.size == 36);
	if (!CHECK(ingot_observed_log(observed, NULL, &list) == 0 && list->count == 2))
		return;
	CHECK(list->events[0].pcr == 0 && list->events[1].pcr == 15);
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_observed *observed = NULL;
		struct ingot_fault fault = { 0 };

		CHECK(ingot_observed_read(ingot_bytes_of_text(refused[i].text), &fault,
					  &observed) == -EBADMSG);
		CHECK_TEXT(fault.rule, refused[i].rule);
		CHECK(observed == NULL);
	}
}

static void test_truncated(void)
{
	struct ingot_bytes huge = { (const uint8_t *)"", INGOT_OBSERVED_SIZE_MAX + 1 };
	struct ingot_observed *observed = NULL;

	for (size_t size = 0; size < sizeof whole - 1; size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size + 1);

		memcpy(copy, whole, size);
		CHECK(ingot_observed_read((struct ingot_bytes){ copy, size }, NULL, &observed) ==
		      -EBADMSG);
	}
	CHECK(ingot_observed_read(huge, NULL, &observed) == -EFBIG && observed == NULL);
	ingot_observed_free(NULL);
}

int main(void)
{
	test_accepted();
	test_whole();
	test_refused();
	test_truncated();
	return check_result();
}
