/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the table of platforms says of a cloud's firmware, against the corpus of public recordings: INGOT_TEST_DATA names its
 * folder, or it lies beside the checkout. Skips (77), saying so, where it is absent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/event.h"
#include "measurements/eventlog.h"
#include "measurements/eventtype.h"
#include "measurements/platform.h"
#include "tests/unit/check.h"

#define SKIP 77

/* SHA-256 of what the events of PCR 4 and 5 measure: `printf %s STRING | sha256sum`; of a separator, four zero bytes. */
#define BOOT_OPTION "3d6772b4f84ed47595d72a2c4c5ffd15f5bb72c7507fe26f2aaee2c69d5633ba"
#define SEPARATOR   "df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119"
#define EXIT_BEGUN  "d8043d6b7b85ad358eb3b6ae6a873ab7ef23a26352c5dc4faa5aeedacf5eb41b"
#define EXIT_DONE   "b54f7542cbd872a81a9d9dea839b2b8d747c7ebd5ea6615c40f42f44a6dbeba0"

#define ANY         0 /* type or digest of an event */

struct expected {
	uint32_t type;
	const char *digest;
};

/* PCR 5 as it is predicted: loader.conf is systemd-boot's, and none of these machines has one. */
static const struct expected pcr5[] = {
	{ INGOT_EV_SEPARATOR, SEPARATOR },
	{ INGOT_EV_EFI_GPT_EVENT, ANY },
	{ INGOT_EV_EFI_ACTION, EXIT_BEGUN },
	{ INGOT_EV_EFI_ACTION, EXIT_DONE },
};

/* What PCR 4 begins with; behind it are programs. */
static const struct expected pcr4[] = {
	{ INGOT_EV_EFI_ACTION, BOOT_OPTION },
	{ INGOT_EV_SEPARATOR, SEPARATOR },
};

static const char *const first_firmware[] = {
	"gcp-cos-85-amd-sev/cos-85-amd-sev.bin",
	"gcp-cos-93-amd-sev/cos-93-amd-sev.bin",
	"gcp-fcos36-nosb/coreos_36_shielded_vm_no_secure_boot_eventlog",
	"gcp-rhel8-uefi/rhel8-uefi.bin",
	"gcp-ubuntu-1804-amd-sev/ubuntu-1804-amd-sev.bin",
	"gcp-ubuntu-2104-no-dbx/ubuntu-2104-no-dbx.bin",
	"gcp-ubuntu-2104-no-secure-boot/ubuntu-2104-no-secure-boot.bin",
};

static int read_log(const char *folder, const char *name, struct ingot_event_list *list)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return CHECK(ingot_file_read(path, INGOT_EVENTLOG_SIZE_MAX, &file) == 0) &&
	       CHECK(ingot_eventlog_append(ingot_file_bytes(&file), &fault, list) == 0);
}

static int is_as(const struct ingot_event *event, const struct expected *expected)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (event->type != expected->type)
		return 0;
	if (expected->digest == ANY)
		return 1;
	ingot_digest_text(ingot_event_digest(event, INGOT_HASH_SHA256), text);
	return strcmp(text, expected->digest) == 0;
}

static void test_first(const char *folder, const char *name)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	size_t in4 = 0, in5 = 0;

	if (!CHECK(ingot_event_list_new(&list) == 0) || !read_log(folder, name, list))
		return;
	for (size_t i = 0; i < list->count; i++) {
		const struct ingot_event *event = &list->events[i];
		int holds = 1;

		if (event->pcr == 4 && in4 < ARRAY_COUNT(pcr4))
			holds = is_as(event, &pcr4[in4++]);
		else if (event->pcr == 4)
			holds = event->type == INGOT_EV_EFI_BOOT_SERVICES_APPLICATION;
		else if (event->pcr == 5)
			holds = in5 < ARRAY_COUNT(pcr5) && is_as(event, &pcr5[in5++]);
		if (!CHECK(holds))
			fprintf(stderr, "  %s: event %zu\n", name, i + 1);
	}
	CHECK(in4 == ARRAY_COUNT(pcr4) && in5 == ARRAY_COUNT(pcr5));
}

/* The one that the predicted values do not hold for, and why. */
static void test_second(const char *folder)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	size_t programs = 0, tables = 0;

	if (!CHECK(ingot_event_list_new(&list) == 0) ||
	    !read_log(folder, "gcp-dstack-uki/tpm_eventlog.bin", list))
		return;
	for (size_t i = 0; i < list->count; i++) {
		const struct ingot_event *event = &list->events[i];

		programs +=
			event->type == INGOT_EV_EFI_BOOT_SERVICES_APPLICATION && event->pcr == 2;
		tables += event->type == INGOT_EV_EFI_GPT_EVENT && event->pcr == 2;
	}
	CHECK(programs == 2 && tables == 1);
}

int main(void)
{
	const char *folder = getenv("INGOT_TEST_DATA");
	struct stat status;

	if (!folder)
		folder = "../shared/data/eventlogs";
	if (stat(folder, &status) < 0 || !S_ISDIR(status.st_mode)) {
		printf("skipped: no folder %s with recorded event logs (INGOT_TEST_DATA names it)\n",
		       folder);
		return SKIP;
	}
	CHECK_TEXT(ingot_platform_find("gcp")->firmware, "GCE Virtual Firmware v1");
	for (size_t i = 0; i < ARRAY_COUNT(first_firmware); i++)
		test_first(folder, first_firmware[i]);
	test_second(folder);
	return check_result();
}
