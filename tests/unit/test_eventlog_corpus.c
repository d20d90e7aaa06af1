/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every event log of the corpus of public recordings, which is not part of this repository: INGOT_TEST_DATA names its
 * folder, or it lies beside the checkout. Skips (77), saying so, where it is absent.
 *
 * Two independent oracles: pcrs.txt are values of a TPM (dump, quote, or the source's own test), *.own-replay.txt a
 * replay written from the specification for the corpus. Its INDEX.md describes each set.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/eventlog.h"
#include "measurements/pcr_text.h"
#include "tests/unit/check.h"

#define SKIP          77
#define REPLAY_SUFFIX ".own-replay.txt"
/* What the corpus has; fewer would mean that the test looked past something. */
#define LOG_COUNT_MIN   68
#define KNOWN_COUNT_MIN 23

/* Values of a TPM that its firmware log cannot explain, and why. */
static const struct {
	const char *set;
	uint32_t pcrs;
	const char *reason;
} unexplained[] = {
	{ "gcp-cos-85-no-nonce-quote", 1u << 10,
	  "the kernel's IMA extends 10, no firmware log has it" },
	{ "gcp-cos-85-nonce9009-quote", 1u << 10, "IMA" },
	{ "phys-linux-tpm12", 1u << 10, "IMA" },
	{ "phys-immune-hpe-dl160", 1u << 0 | 1u << 10,
	  "IMA; and 0 fits no startup locality: this firmware extends more than it logs" },
	{ "phys-immune-hp830-baseline", 1u << 10, "IMA" },
	{ "phys-immune-hp830-addmokx", 1u << 10, "IMA" },
	{ "phys-immune-hp830-delmokx", 1u << 10, "IMA" },
	{ "phys-immune-hp-before", 1u << 10, "IMA" },
	{ "phys-immune-hp-after", 1u << 10, "IMA" },
	{ "qemu-grawity-sdboot", 1u << 10, "IMA" },
};

/* Logs that are odd or broken, and what is right to do with them. */
static const struct {
	const char *path;
	int want;
	uint64_t offset;  /* of the fault */
	const char *rule; /* of the fault */
	size_t count;     /* events, if it is read */
	enum ingot_event_registers registers;
	unsigned locality;
	const char *reason;
} odd[] = {
	{ "mal-keylime-empty/binary_bios_measurements-empty", -ENOENT, 0, NULL, 0, 0, 0,
	  "no log, which is something else than a broken one" },
	{ "mal-short-no-action/short_no_action_eventlog", 0, 0, NULL, 1, INGOT_REGISTERS_PCR, 3,
	  "a SHA-1 log whose only event is a whole StartupLocality" },
	{ "snip-tpm2tools-specid-vendordata/specid-vendordata.bin", -EBADMSG, 0,
	  "vendor information runs past the end of the Spec ID event", 0, 0, 0,
	  "the event's size leaves its vendor information out" },
	{ "snip-tpm2tools-uefivar/event-uefivar.bin", 0, 0, NULL, 2, INGOT_REGISTERS_PCR, 0,
	  "two digests where the log has four banks" },
	{ "phys-immune-t480s/eventlog.bin", 0, 0, NULL, 55, INGOT_REGISTERS_PCR, 0,
	  "Windows logs one digest where the log has two banks" },
	{ "phys-immune-yoga/tpm2_windows_lenovo_yogax1v2", 0, 0, NULL, 54, INGOT_REGISTERS_PCR, 0,
	  "Windows, index 0xffffffff with EV_NO_ACTION" },
	{ "phys-immune-dellr340-a/eventlog.bin", 0, 0, NULL, 75, INGOT_REGISTERS_PCR, 3,
	  "SHA-1 log with StartupLocality and index 0xffffffff" },
	{ "phys-option-rom/option_rom_eventlog", 0, 0, NULL, 61, INGOT_REGISTERS_PCR, 0,
	  "event of 36 KiB" },
	{ "phys-tpm2tools-postcode/event-postcode.bin", 0, 0, NULL, 59, INGOT_REGISTERS_PCR, 0,
	  "EV_POST_CODE of 9 bytes" },
	{ "gcp-dstack-uki/tpm_eventlog.bin", 0, 0, NULL, 46, INGOT_REGISTERS_PCR, 0,
	  "SP800-155 events do not extend" },
	{ "phys-immune-hpe-dl160/eventlog.bin", 0, 0, NULL, 133, INGOT_REGISTERS_PCR, 0,
	  "digests in another order than the banks" },
	{ "ccel-dstack/ccel.bin", 0, 0, NULL, 19, INGOT_REGISTERS_TDX, 0, "padded with 0xff" },
	{ "ccel-trustee-data-grub/CCEL_data_grub", 0, 0, NULL, 38, INGOT_REGISTERS_TDX, 0,
	  "padded with 0xff" },
	{ "ccel-ccel-unpadded.data/CCEL_unpadded.data.bin", 0, 0, NULL, 20, INGOT_REGISTERS_TDX, 0,
	  "not padded" },
	{ "aws-dstack-nitro/nitro_attestation.bin", -EBADMSG, 0,
	  "event's index is not that of a register", 0, 0, 0, "a Nitro document is no event log" },
};

/* Sets in which events lack a digest, so that PCRs of that bank are not known. */
static const char *const incomplete[] = { "phys-immune-t480s", "phys-immune-yoga",
					  "phys-ibmtss-dell1", "phys-ibmtss-p511",
					  "snip-tpm2tools-uefivar" };

static size_t log_count, known_count, value_count;

static int read_list(const char *path, struct ingot_fault *fault,
		     struct ingot_event_list **ret_list)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, INGOT_EVENTLOG_SIZE_MAX, &file);

	if (r == 0)
		r = ingot_event_list_new(&list);
	if (!CHECK(r == 0))
		return r;
	r = ingot_eventlog_append(ingot_file_bytes(&file), fault, list);
	if (r < 0) {
		CHECK(list->count == 0);
		return r;
	}
	*ret_list = list;
	list = NULL;
	return 0;
}

static uint32_t unexplained_pcrs(const char *set)
{
	for (size_t i = 0; i < ARRAY_COUNT(unexplained); i++)
		if (strcmp(unexplained[i].set, set) == 0)
			return unexplained[i].pcrs;
	return 0;
}

static int is_incomplete(const char *set)
{
	for (size_t i = 0; i < ARRAY_COUNT(incomplete); i++)
		if (strcmp(incomplete[i], set) == 0)
			return 1;
	return 0;
}

static void compare_bank(const char *set, const struct ingot_pcr_bank *want,
			 const struct ingot_pcr_bank *got, uint32_t exempt)
{
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_digest *expected = ingot_pcr_value(want, i);
		const struct ingot_digest *value = ingot_pcr_value(got, i);

		if (!expected)
			continue;
		if (!value && is_incomplete(set))
			continue;
		value_count++;
		if (exempt & 1u << i) {
			/* the day it matches, the table is wrong */
			CHECK(value && !ingot_digest_equal(value, expected));
			continue;
		}
		if (!CHECK(value && ingot_digest_equal(value, expected)))
			fprintf(stderr, "  %s: %s PCR %u\n", set, ingot_hash_name(want->hash), i);
	}
}

static void compare_values(const char *set, const char *path, const struct ingot_pcr_banks *got,
			   uint32_t exempt)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	struct ingot_pcr_banks want;

	if (!CHECK(ingot_file_read(path, INGOT_PCR_TEXT_SIZE_MAX, &file) == 0) || file.size == 0)
		return; /* a replay of no events is an empty file */
	if (!CHECK(ingot_pcr_text_read(ingot_file_bytes(&file), &fault, &want) == 0)) {
		fprintf(stderr, "  %s: %s\n", path, fault.rule);
		return;
	}
	for (size_t b = 0; b < want.count; b++) {
		const struct ingot_pcr_bank *bank = ingot_pcr_banks_find(got, want.bank[b].hash);

		if (bank)
			compare_bank(set, &want.bank[b], bank, exempt);
	}
}

/* @replay_path: the replay's file; the log's is the same without the suffix. */
static void test_log(const char *folder, const char *set, const char *replay_name)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	struct ingot_fault fault = { 0 };
	struct ingot_pcr_banks banks;
	char path[4096];
	int r;

	log_count++;
	snprintf(path, sizeof path, "%s/%s/%.*s", folder, set,
		 (int)(strlen(replay_name) - strlen(REPLAY_SUFFIX)), replay_name);
	r = read_list(path, &fault, &list);
	if (r < 0) {
		for (size_t i = 0; i < ARRAY_COUNT(odd); i++)
			if (strstr(path, odd[i].path) && odd[i].want == r)
				return;
		fprintf(stderr, "  %s: %s at %llu\n", path, fault.rule,
			(unsigned long long)fault.offset);
		CHECK(r == 0);
		return;
	}
	if (!CHECK(ingot_event_list_fold(list, NULL, &banks) == 0))
		return;
	snprintf(path, sizeof path, "%s/%s/%s", folder, set, replay_name);
	compare_values(set, path, &banks, 0);
	snprintf(path, sizeof path, "%s/%s/pcrs.txt", folder, set);
	if (access(path, F_OK) == 0) {
		known_count++;
		compare_values(set, path, &banks, unexplained_pcrs(set));
	}
}

static void test_set(const char *folder, const char *set)
{
	char path[4096];
	struct dirent *entry;
	DIR *directory;

	snprintf(path, sizeof path, "%s/%s", folder, set);
	directory = opendir(path);
	if (!directory)
		return; /* a file such as INDEX.md */
	while ((entry = readdir(directory))) {
		size_t size = strlen(entry->d_name), suffix = strlen(REPLAY_SUFFIX);

		if (size > suffix && strcmp(entry->d_name + size - suffix, REPLAY_SUFFIX) == 0)
			test_log(folder, set, entry->d_name);
	}
	closedir(directory);
}

static void test_all(const char *folder)
{
	struct dirent *entry;
	DIR *directory = opendir(folder);

	if (!CHECK(directory != NULL))
		return;
	while ((entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			test_set(folder, entry->d_name);
	closedir(directory);
	CHECK(log_count >= LOG_COUNT_MIN);
	CHECK(known_count >= KNOWN_COUNT_MIN);
	printf("%zu logs, %zu with known values, %zu values compared\n", log_count, known_count,
	       value_count);
}

static void test_odd(const char *folder)
{
	for (size_t i = 0; i < ARRAY_COUNT(odd); i++) {
		ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
		struct ingot_fault fault = { 0 };
		char path[4096];
		int r;

		snprintf(path, sizeof path, "%s/%s", folder, odd[i].path);
		r = read_list(path, &fault, &list);
		if (!CHECK(r == odd[i].want))
			fprintf(stderr, "  %s: %d\n", odd[i].path, r);
		if (odd[i].rule) {
			CHECK_TEXT(fault.rule, odd[i].rule);
			CHECK(fault.offset == odd[i].offset);
		}
		if (r == 0 &&
		    !CHECK(list->count == odd[i].count && list->registers == odd[i].registers &&
			   list->startup_locality == odd[i].locality))
			fprintf(stderr, "  %s: %zu events\n", odd[i].path, list->count);
	}
}

/* A log cut anywhere is either refused with a place inside it, or ends exactly between two events. */
static void test_truncated(const char *folder)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	size_t accepted = 0, whole = 0;
	char path[4096];

	snprintf(path, sizeof path, "%s/gcp-rhel8-uefi/rhel8-uefi.bin", folder);
	if (!CHECK(ingot_file_read(path, INGOT_EVENTLOG_SIZE_MAX, &file) == 0))
		return;
	for (size_t size = 1; size <= file.size; size++) {
		struct ingot_fault fault = { .offset = UINT64_MAX };
		struct ingot_log_entry entry;
		struct ingot_eventlog log;
		int r = ingot_eventlog_open((struct ingot_bytes){ file.data, size }, &fault, &log);

		while (r == 0 && (r = ingot_eventlog_next(&log, &fault, &entry)) > 0)
			r = 0, whole += size == file.size;
		accepted += r == 0;
		if (r < 0 && !CHECK(r == -EBADMSG && fault.offset < size && fault.rule))
			return;
	}
	CHECK(whole == 83);
	CHECK(accepted == whole);
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
	test_all(folder);
	test_odd(folder);
	test_truncated(folder);
	return check_result();
}
