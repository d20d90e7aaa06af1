/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own recorded boots, tests/data/recorded: firmware log and userspace log, appended and folded, give what the TPM
 * held, in both banks. The values are the TPM's own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/eventlog.h"
#include "measurements/pcr_text.h"
#include "measurements/userspace_log.h"
#include "tests/unit/check.h"

/* The kernel's IMA extends 10, in no log; every other PCR is explained. */
#define PCR_IMA 10

static const struct {
	const char *folder;
	size_t firmware_count, userspace_count;
	const char *third_userspace; /* read off the log by eye */
} boots[] = {
	{ "tests/data/recorded/qemu-ovmf2022.11-systemd257", 43, 5,
	  "machine-id:e8564a74ac174128b6346ee299532555" },
	{ "tests/data/recorded/qemu-ovmf2022.11-systemd262-stub", 43, 5, NULL },
};

static int read_file(const char *folder, const char *name, struct ingot_file *ret_file)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return ingot_file_read(path, 1 << 20, ret_file);
}

static void compare(const struct ingot_pcr_banks *want, const struct ingot_pcr_banks *got)
{
	CHECK(want->count == 2 && got->count == 2);
	for (size_t b = 0; b < want->count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
			const struct ingot_digest *expected = ingot_pcr_value(&want->bank[b], i);
			const struct ingot_digest *value = ingot_pcr_value(&got->bank[b], i);

			if (!CHECK(expected && value) || i == PCR_IMA)
				continue;
			if (!CHECK(ingot_digest_equal(expected, value)))
				fprintf(stderr, "  bank %zu PCR %u\n", b, i);
		}
}

static void test_boot(size_t n)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file firmware = { 0 }, user = { 0 },
							 values = { 0 };
	struct ingot_pcr_banks want, got, early;

	if (!CHECK(read_file(boots[n].folder, "firmware-log.bin", &firmware) == 0) ||
	    !CHECK(read_file(boots[n].folder, "tpm2-measure.log", &user) == 0) ||
	    !CHECK(read_file(boots[n].folder, "pcrs.txt", &values) == 0) ||
	    !CHECK(ingot_event_list_new(&list) == 0))
		return;
	CHECK(ingot_eventlog_append(ingot_file_bytes(&firmware), NULL, list) == 0);
	CHECK(list->count == boots[n].firmware_count);
	CHECK(ingot_userspace_log_append(ingot_file_bytes(&user), NULL, list) == 0);
	CHECK(list->count == boots[n].firmware_count + boots[n].userspace_count);
	if (boots[n].third_userspace && list->count > boots[n].firmware_count + 2)
		CHECK_TEXT(list->events[boots[n].firmware_count + 2].description,
			   boots[n].third_userspace);

	CHECK(ingot_pcr_text_read(ingot_file_bytes(&values), NULL, &want) == 0);
	CHECK(ingot_event_list_fold(list, NULL, &got) == 0);
	compare(&want, &got);

	/* ready is the last event, so that phase is the whole; an earlier one is something else */
	CHECK(ingot_event_list_fold(list, "ready", &got) == 0);
	compare(&want, &got);
	CHECK(ingot_event_list_fold(list, "enter-initrd", &early) == 0);
	CHECK(!ingot_digest_equal(&early.bank[0].pcr[11], &want.bank[0].pcr[11]));
	CHECK(ingot_event_list_fold(list, "never", &early) == -ENOENT);
}

int main(void)
{
	for (size_t n = 0; n < ARRAY_COUNT(boots); n++)
		test_boot(n);
	return check_result();
}
