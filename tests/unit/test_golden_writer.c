/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canonical bytes. tests/fuzz/corpus/golden/sample.json was written once, read by eye against golden.h, and its values
 * folded again from its events with Python's hashlib.
 */
#include "measurements/golden_writer.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "measurements/golden_reader.h"
#include "tests/unit/golden_sample.h"

#define SAMPLE "tests/fuzz/corpus/golden/sample.json"

static void test_bytes(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = sample_golden();
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_scoped_free) char *again = NULL;
	size_t size = 0, size_again = 0;

	CHECK(ingot_golden_write(golden, NULL, &text, &size) == 0);
	CHECK(ingot_golden_write(golden, NULL, &again, &size_again) == 0);
	CHECK(size == size_again && memcmp(text, again, size) == 0);
	if (CHECK(ingot_file_read(SAMPLE, 1 << 20, &file) == 0))
		CHECK_TEXT(text, (const char *)file.data);
}

static void test_round_trip(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;

	if (!CHECK(ingot_file_read(SAMPLE, 1 << 20, &file) == 0))
		return;
	CHECK(ingot_golden_read(ingot_file_bytes(&file), NULL, &golden) == 0);
	CHECK(ingot_golden_write(golden, NULL, &text, &size) == 0);
	CHECK_TEXT(text, (const char *)file.data);
}

static void test_refusal(void)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = sample_golden();
	struct ingot_fault fault = { 0 };
	char *text = NULL;
	size_t size = 99;

	CHECK(ingot_golden_pcr_set(&golden->entries[0].bank[0].pcr[4], INGOT_GOLDEN_EXACT, NULL) ==
	      0);
	CHECK(ingot_golden_write(golden, &fault, &text, &size) == -EINVAL && !text && size == 99);
	CHECK_TEXT(fault.rule, "status does not fit the number of values");
}

int main(void)
{
	test_bytes();
	test_round_trip();
	test_refusal();
	return check_result();
}
