/* SPDX-License-Identifier: Apache-2.0 */
/* Each refusal of golden.h, made by changing one place of a good file; what is only about values: test_golden.c. */
#include "measurements/golden_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/unit/golden_sample.h"

#define SAMPLE "tests/fuzz/corpus/golden/sample.json"
#define ZEROS  "0000000000000000000000000000000000000000000000000000000000000000"

/* The first @from of the sample becomes @to. */
static const struct {
	const char *from, *to;
	const char *rule;
} refused[] = {
	{ "\"version\"", "\"versions\"", "file has an unknown key" },
	{ "\"ref\": \"-\"", "\"ref\": 1", "file lacks version, ref, stream or list" },
	{ "\"stream\": \"stable\",", "", "file lacks version, ref, stream or list" },
	{ "\"stream\": \"stable\",", "\"stream\": \"stable\", \"stream\": \"debug\",",
	  "JSON object has the same key twice" },
	{ "\"v1.2.0\"", "\"\"", "version, ref or stream is not a line of text" },
	{ "\"v1.2.0\"", "\"v1\\u001b[1m\"", "version, ref or stream is not a line of text" },
	{ "\"csp\"", "\"cloud\"", "entry is not an object, or has an unknown key" },
	{ "\"csp\": \"QEMU\",", "", "entry has no csp or attestationVariant" },
	{ "\"csp\": \"QEMU\"", "\"csp\": \"QE\\u0007\"",
	  "csp, attestationVariant or model is not a line of text" },
	{ "\"model\": \"", "\"model\": 1, \"events\": \"", "JSON object has the same key twice" },
	{ "\"model\": \"systemd-boot 257.13, systemd-stub 257.13\"", "\"model\": 1",
	  "model is not a line of text" },
	{ "\"measurements\": {", "\"measurements\": {}, \"banks\": {",
	  "JSON object has the same key twice" },
	{ "\"4\": {", "\"04\": {", "index in measurements is not one of 0 to 23" },
	{ "\"4\": {", "\"24\": {", "index in measurements is not one of 0 to 23" },
	{ "\"4\": {", "\"6\": {", "measurements say something else than the sha256 bank" },
	{ "\"expected\": \"1", "\"expected\": \"2",
	  "measurements say something else than the sha256 bank" },
	{ "\"expected\": \"1", "\"expected\": \"", "expected is not 64 digits of hexadecimal" },
	{ "\"warnOnly\": true", "\"warnOnly\": false",
	  "measurements say something else than the sha256 bank" },
	{ "\"warnOnly\": false", "\"warnOnly\": 0",
	  "measurement has an unknown key, or no warnOnly" },
	{ "\"warnOnly\": false", "\"warnOnly\": false, \"x\": 1",
	  "measurement has an unknown key, or no warnOnly" },
	{ ",\n        \"14\": {\n          \"expected\": \"" ZEROS
	  "\",\n          \"warnOnly\": false\n        }",
	  "", "measurements leave out a PCR that the sha256 bank knows" },
	{ "\"sha256\": {", "\"md5\": {", "bank is of an unknown algorithm" },
	{ "\"sha256\": {", "\"sha512\": {", "value is not hexadecimal of its bank's length" },
	{ "\"sha256\": {\n          \"0\"", "\"sha256\": {\n          \"24\"",
	  "PCR index is not one of 0 to 23" },
	{ "\"sha256\": {\n          \"0\"", "\"sha256\": {\n          \"16\"",
	  "measurements say something else than the sha256 bank" },
	{ "\"status\": \"observed\"", "\"status\": \"seen\"",
	  "PCR has no status, or an unknown one" },
	{ "\"status\": \"observed\",", "", "PCR has no status, or an unknown one" },
	{ "\"status\": \"observed\"", "\"status\": \"one-of\"",
	  "value of a list is not an object, or has an unknown key" },
	{ "\"status\": \"observed\"", "\"status\": \"exact\"",
	  "PCR has a key that does not belong to its status" },
	{ "\"status\": \"unknown\",", "\"status\": \"unknown\", \"value\": \"\",",
	  "PCR has a key that does not belong to its status" },
	{ "\"why\": \"a reason\"", "\"why\": 1", "why is not a line of text" },
	{ "\"why\": \"a reason\"", "\"why\": \"\"", "status needs a line that says why" },
	{ "\"values\": [\n", "\"values\": [ 1,\n",
	  "value of a list is not an object, or has an unknown key" },
	{ "\"firmware\": \"OVMF 2025.02\",", "",
	  "value of a list has not the label that its status needs" },
	{ "\"firmware\": \"OVMF 2025.02\"", "\"firmware\": \"OVMF 2022.11\"",
	  "values lack a label, or have the same one twice" },
	{ "\"events\": [", "\"events\": [ 1,", "event is not an object" },
	{ "\"EV_IPL\"", "\"EV_IPLX\"", "event's type is not known" },
	{ "\"description\": \"systemd-boot\"", "\"description\": 1",
	  "event's description or phase is not a line of text" },
	{ "\"phase\": \"enter-initrd\"\n", "\"phase\": \"enter\"\n",
	  "phase is reached by no event" },
	{ "\"status\": \"zero\"", "\"status\": \"zero\", \"values\": []",
	  "PCR has a key that does not belong to its status" },
};

static char *replace_first(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *changed = NULL;

	if (!at ||
	    asprintf(&changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) < 0)
		return NULL;
	return changed;
}

static void test_refused(const char *sample)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		ingot_scoped(ingot_scoped_free) char *text =
			replace_first(sample, refused[i].from, refused[i].to);
		struct ingot_fault fault = { 0 };
		struct ingot_golden *golden = NULL;

		if (!CHECK(text != NULL))
			fprintf(stderr, "  no %s\n", refused[i].from);
		if (!text)
			continue;
		CHECK(ingot_golden_read(ingot_bytes_of_text(text), &fault, &golden) == -EBADMSG &&
		      !golden);
		CHECK_TEXT(fault.rule, refused[i].rule);
	}
}

/* Keys in another order are the same file. */
static void test_order(const char *sample)
{
	ingot_scoped(ingot_scoped_free) char *without =
		replace_first(sample, "\"version\": \"v1.2.0\",", "");
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size = strlen(without);

	while (size > 0 && without[size - 1] != '}')
		size--;
	CHECK(asprintf(&text, "%.*s, \"version\": \"v1.2.0\" }", (int)size - 1, without) > 0);
	CHECK(ingot_golden_read(ingot_bytes_of_text(text), NULL, &golden) == 0);
}

static void test_content(const char *sample)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	const struct ingot_golden_entry *entry;

	if (!CHECK(ingot_golden_read(ingot_bytes_of_text(sample), NULL, &golden) == 0))
		return;
	CHECK_TEXT(golden->version, "v1.2.0");
	CHECK_TEXT(golden->stream, "stable");
	entry = ingot_golden_find(golden, "QEMU", "qemu-vtpm");
	if (!CHECK(entry && entry->bank_count == 2))
		return;
	CHECK(entry->bank[0].hash == INGOT_HASH_SHA256 && entry->bank[1].hash == INGOT_HASH_SHA384);
	CHECK(entry->bank[0].pcr[11].status == INGOT_GOLDEN_PHASES &&
	      entry->bank[0].pcr[11].value_count == 2);
	CHECK_TEXT(entry->bank[0].pcr[11].values[0].label, "enter-initrd");
	CHECK(entry->bank[0].pcr[16].status == INGOT_GOLDEN_ABSENT);
	CHECK(entry->events->count == 7);
	CHECK_TEXT(entry->events->events[2].cause.section, ".linux");
}

static void test_truncated(const char *sample)
{
	size_t end = strlen(sample) - 1; /* the newline behind the last brace does not matter */

	for (size_t size = 0; size < end; size++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(size + 1);
		struct ingot_golden *golden = NULL;

		memcpy(copy, sample, size);
		CHECK(ingot_golden_read((struct ingot_bytes){ copy, size }, NULL, &golden) ==
			      -EBADMSG &&
		      !golden);
	}
}

int main(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	if (CHECK(ingot_file_read(SAMPLE, 1 << 20, &file) == 0)) {
		test_refused((const char *)file.data);
		test_order((const char *)file.data);
		test_content((const char *)file.data);
		test_truncated((const char *)file.data);
	}
	return check_result();
}
