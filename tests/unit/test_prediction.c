/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Predictions of disks made here: the events of each PCR, what is known of each, and what changes
 * with stub, system, platform, profile and keys. Digests of small things are those of recorded
 * boots; the whole is compared with real boots (scripts/test boot).
 */
#include "measurements/prediction.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"
#include "disk_fixture.h"
#include "measurements/eventlog.h"
#include "measurements/eventtype.h"
#include "measurements/golden_reader.h"
#include "measurements/golden_writer.h"

#define RECORDED "tests/data/recorded/qemu-ovmf2022.11-systemd257/"

struct outcome {
	struct ingot_golden *golden;
	struct ingot_text why;
	int result;
};

static struct ingot_prediction_request plain_request(void)
{
	return (struct ingot_prediction_request){
		.platform = "qemu",
		.version = "1.2.3",
		.ref = "-",
		.stream = "stable",
		.banks = { { INGOT_HASH_SHA256, INGOT_HASH_SHA384 }, 2 },
		.secureboot_unknown = true,
	};
}

static struct outcome predict_profile(const struct disk_fixture *disk, int profile,
				      const struct ingot_prediction_request *request)
{
	ingot_scoped(ingot_image_scoped) struct ingot_image *image = NULL;
	struct outcome outcome = { .golden = NULL };

	outcome.result = ingot_image_new(disk_bytes(disk), profile, &image, &outcome.why);
	if (outcome.result == 0)
		outcome.result =
			ingot_prediction_make(image, NULL, request, &outcome.golden, &outcome.why);
	return outcome;
}

static struct outcome predict(const struct disk_fixture *disk,
			      const struct ingot_prediction_request *request)
{
	struct outcome outcome = predict_profile(disk, INGOT_IMAGE_PROFILE_DEFAULT, request);

	if (!CHECK(outcome.result == 0))
		fprintf(stderr, "%s\n", outcome.why.chars);
	return outcome;
}

static enum ingot_golden_status status_of(const struct outcome *outcome, unsigned pcr)
{
	const struct ingot_golden_entry *entry = &outcome->golden->entries[0];
	enum ingot_golden_status status = entry->bank[0].pcr[pcr].status;

	for (size_t i = 1; i < entry->bank_count; i++)
		CHECK(entry->bank[i].pcr[pcr].status == status);
	return status;
}

/* "type type …" of one PCR, without their common prefixes. */
static const char *types_of(const struct outcome *outcome, unsigned pcr)
{
	static char types[1024];
	const struct ingot_event_list *events = outcome->golden->entries[0].events;

	types[0] = 0;
	for (size_t i = 0; i < events->count; i++) {
		char name[INGOT_EVENTTYPE_NAME_SIZE];

		if (events->events[i].pcr != pcr)
			continue;
		ingot_eventtype_format(events->events[i].type, name);
		strncat(types, types[0] ? " " : "", sizeof(types) - strlen(types) - 1);
		strncat(types, strncmp(name, "EV_", 3) == 0 ? name + 3 : name,
			sizeof(types) - strlen(types) - 1);
	}
	return types;
}

/* What is written is read again, and gives the same bytes; so it breaks no rule of golden.h. */
static void check_golden(const struct outcome *outcome)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *again = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_scoped_free) char *second = NULL;
	struct ingot_fault fault = { 0 };
	size_t second_size;
	size_t size;

	if (!CHECK(ingot_golden_write(outcome->golden, &fault, &text, &size) == 0)) {
		fprintf(stderr, "%s\n", fault.rule);
		return;
	}
	CHECK(ingot_golden_read((struct ingot_bytes){ (const uint8_t *)text, size }, &fault,
				&again) == 0);
	CHECK(again && ingot_golden_write(again, &fault, &second, &second_size) == 0 &&
	      second_size == size && memcmp(text, second, size) == 0);
}

static void test_systemd_boot(void)
{
	static const enum ingot_golden_status want[] = {
		INGOT_GOLDEN_UNKNOWN,    INGOT_GOLDEN_UNKNOWN, INGOT_GOLDEN_UNKNOWN,
		INGOT_GOLDEN_UNKNOWN,    INGOT_GOLDEN_EXACT,   INGOT_GOLDEN_EXACT,
		INGOT_GOLDEN_UNKNOWN,    INGOT_GOLDEN_EXACT,   INGOT_GOLDEN_CONFIGURED,
		INGOT_GOLDEN_EXACT,      INGOT_GOLDEN_UNKNOWN, INGOT_GOLDEN_PHASES,
		INGOT_GOLDEN_ZERO,       INGOT_GOLDEN_ZERO,    INGOT_GOLDEN_ZERO,
		INGOT_GOLDEN_CONFIGURED,
	};
	struct ingot_prediction_request request = plain_request();
	struct disk_fixture disk;
	struct outcome outcome;

	disk_plain(&disk);
	outcome = predict(&disk, &request);
	for (unsigned i = 0; i < ARRAY_COUNT(want); i++)
		if (!CHECK(status_of(&outcome, i) == want[i]))
			fprintf(stderr, "PCR %u\n", i);
	CHECK_TEXT(types_of(&outcome, 4),
		   "EFI_ACTION SEPARATOR EFI_BOOT_SERVICES_APPLICATION "
		   "EFI_BOOT_SERVICES_APPLICATION EFI_BOOT_SERVICES_APPLICATION");
	CHECK_TEXT(types_of(&outcome, 5),
		   "SEPARATOR EFI_GPT_EVENT EVENT_TAG EFI_ACTION EFI_ACTION");
	CHECK_TEXT(types_of(&outcome, 7), "EFI_VARIABLE_DRIVER_CONFIG EFI_VARIABLE_DRIVER_CONFIG "
					  "EFI_VARIABLE_DRIVER_CONFIG EFI_VARIABLE_DRIVER_CONFIG "
					  "EFI_VARIABLE_DRIVER_CONFIG SEPARATOR");
	CHECK_TEXT(types_of(&outcome, 9), "EVENT_TAG EVENT_TAG");
	CHECK_TEXT(types_of(&outcome, 11), "IPL IPL IPL IPL IPL IPL IPL IPL "
					   "OS_PHASE OS_PHASE OS_PHASE OS_PHASE");
	CHECK_TEXT(outcome.golden->entries[0].csp, "QEMU");
	CHECK_TEXT(outcome.golden->version, "1.2.3");
	check_golden(&outcome);
	ingot_golden_free(outcome.golden);
	disk_free(&disk);
}

static void direct_disk(struct disk_fixture *disk, const struct fixture_section *sections)
{
	static struct fixture uki;

	disk_make(disk);
	disk_uki(&uki, sections);
	disk_file(disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&uki));
}

static void test_direct(void)
{
	static const struct fixture_section sections[] = {
		{ ".sdmagic", FIXTURE_MAGIC, 0 },
		{ ".osrel", DISK_OSREL, 0 },
		{ ".cmdline", DISK_CMDLINE, 0 },
		{ NULL, NULL, 0 },
	};
	struct ingot_prediction_request request = plain_request();
	struct disk_fixture disk;
	struct outcome outcome;

	direct_disk(&disk, sections);
	outcome = predict(&disk, &request);
	CHECK_TEXT(types_of(&outcome, 4), "EFI_ACTION SEPARATOR EFI_BOOT_SERVICES_APPLICATION "
					  "EFI_BOOT_SERVICES_APPLICATION");
	CHECK_TEXT(types_of(&outcome, 5), "SEPARATOR EFI_GPT_EVENT EFI_ACTION EFI_ACTION");
	check_golden(&outcome);
	ingot_golden_free(outcome.golden);
	disk_free(&disk);
}

/* Stub 262 under a system with 257, as recorded; then a system that has it too. */
static void test_newer(void)
{
	static const struct fixture_section sections[] = {
		{ ".sdmagic", "#### LoaderInfo: systemd-stub 262-1 ####", 0 },
		{ ".osrel", DISK_OSREL, 0 },
		{ ".cmdline", DISK_CMDLINE, 0 },
		{ ".initrd", "initrd", 0 },
		{ NULL, NULL, 0 },
	};
	struct ingot_prediction_request request = plain_request();
	struct disk_fixture disk;
	struct outcome outcome;

	direct_disk(&disk, sections);
	outcome = predict(&disk, &request);
	CHECK_TEXT(types_of(&outcome, 4), "EFI_ACTION SEPARATOR EFI_BOOT_SERVICES_APPLICATION");
	CHECK_TEXT(types_of(&outcome, 9), "EVENT_TAG EVENT_TAG");
	CHECK(status_of(&outcome, 9) == INGOT_GOLDEN_MACHINE);
	CHECK(outcome.golden->entries[0].bank[0].pcr[9].value_count == 0);
	CHECK(status_of(&outcome, 12) == INGOT_GOLDEN_ZERO);
	check_golden(&outcome);
	ingot_golden_free(outcome.golden);

	request.systemd = 262;
	outcome = predict(&disk, &request);
	CHECK_TEXT(types_of(&outcome, 4),
		   "EFI_ACTION SEPARATOR EFI_BOOT_SERVICES_APPLICATION OS_EVENT");
	CHECK_TEXT(types_of(&outcome, 9), "EVENT_TAG EVENT_TAG OS_EVENT OS_EVENT");
	CHECK(status_of(&outcome, 12) == INGOT_GOLDEN_EXACT);
	CHECK_TEXT(types_of(&outcome, 8), "");
	check_golden(&outcome);
	ingot_golden_free(outcome.golden);
	disk_free(&disk);
}

static void test_system_unknown(void)
{
	static const struct fixture_section sections[] = {
		{ ".sdmagic", FIXTURE_MAGIC, 0 },
		{ ".osrel", "ID=debian\nVERSION_CODENAME=forky\n", 0 },
		{ ".cmdline", DISK_CMDLINE, 0 },
		{ NULL, NULL, 0 },
	};
	struct ingot_prediction_request request = plain_request();
	struct disk_fixture disk;
	struct outcome outcome;

	direct_disk(&disk, sections);
	outcome = predict_profile(&disk, 0, &request);
	CHECK(outcome.result == -ENOTSUP && !outcome.golden &&
	      strstr(outcome.why.chars, "--systemd"));
	request.systemd = 300;
	outcome = predict_profile(&disk, 0, &request);
	CHECK(outcome.result == -ENOTSUP && strstr(outcome.why.chars, "systemd 300"));
	request.systemd = 257;
	outcome = predict(&disk, &request);
	ingot_golden_free(outcome.golden);
	/* between the versions: the stub's PCR 9 would be exact, the system's is not */
	request.systemd = 259;
	outcome = predict(&disk, &request);
	CHECK(status_of(&outcome, 9) == INGOT_GOLDEN_MACHINE);
	CHECK(status_of(&outcome, 12) == INGOT_GOLDEN_ZERO);
	ingot_golden_free(outcome.golden);
	disk_free(&disk);
}

static void test_platforms(void)
{
	struct ingot_prediction_request request = plain_request();
	struct disk_fixture disk;
	struct outcome outcome;

	disk_plain(&disk);
	request.platform = "azure";
	outcome = predict(&disk, &request);
	CHECK(status_of(&outcome, 4) == INGOT_GOLDEN_EXACT);
	CHECK(status_of(&outcome, 5) == INGOT_GOLDEN_UNKNOWN);
	CHECK(status_of(&outcome, 7) == INGOT_GOLDEN_UNKNOWN);
	check_golden(&outcome);
	ingot_golden_free(outcome.golden);
	request.secureboot_unknown = false;
	outcome = predict(&disk, &request);
	CHECK(status_of(&outcome, 7) == INGOT_GOLDEN_EXACT);
	ingot_golden_free(outcome.golden);
	/* its .osrel says another version */
	request = plain_request();
	request.version = "1.2.4";
	outcome = predict_profile(&disk, 0, &request);
	CHECK(outcome.result == -EINVAL && strstr(outcome.why.chars, "IMAGE_VERSION=1.2.3"));
	request.platform = "nowhere";
	CHECK(predict_profile(&disk, 0, &request).result == -EINVAL);
	request = plain_request();
	request.banks = (struct ingot_image_banks){ { INGOT_HASH_SHA384 }, 1 };
	CHECK(predict_profile(&disk, 0, &request).result == -EINVAL);
	disk_free(&disk);
}

static void test_profiles(void)
{
	static const struct fixture_section sections[] = {
		{ ".sdmagic", FIXTURE_MAGIC, 0 },
		{ ".osrel", DISK_OSREL, 0 },
		{ ".cmdline", DISK_CMDLINE, 0 },
		{ ".profile", "ID=main", 0 },
		{ ".profile", "ID=other", 0 },
		{ ".cmdline", "other", 0 },
		{ NULL, NULL, 0 },
	};
	/* of a boot with stub and systemd-boot 257.13; printf '@\0001\0\0\0' and '1\0\0\0' */
	static const char *const digests[] = {
		"6fe1a7eea00280541db8c092405e72ccf26d43b83795819db625e28096e14ee7",
		"60864aae264519399c7a7379382e411d40a3bd0f1641e669fb73183d223f6bd0",
	};
	size_t count = 0;
	struct ingot_prediction_request request = plain_request();
	static struct fixture program;
	struct disk_fixture disk;
	struct outcome outcome;

	disk_make(&disk);
	disk_loader(&program, DISK_BOOT_MAGIC);
	disk_file(&disk, "EFI/BOOT/BOOTX64.EFI", fixture_bytes(&program));
	disk_uki(&program, sections);
	disk_file(&disk, "EFI/Linux/node.efi", fixture_bytes(&program));
	outcome = predict_profile(&disk, 0, &request);
	CHECK(outcome.result == 0 && status_of(&outcome, 12) == INGOT_GOLDEN_ZERO);
	ingot_golden_free(outcome.golden);
	outcome = predict_profile(&disk, 1, &request);
	CHECK(outcome.result == 0 && status_of(&outcome, 12) == INGOT_GOLDEN_EXACT);
	for (size_t i = 0; outcome.golden && i < outcome.golden->entries[0].events->count; i++) {
		const struct ingot_event *event = &outcome.golden->entries[0].events->events[i];
		char text[INGOT_DIGEST_TEXT_SIZE];

		if (event->pcr != 12)
			continue;
		ingot_digest_text(ingot_event_digest(event, INGOT_HASH_SHA256), text);
		CHECK_TEXT(text, count < ARRAY_COUNT(digests) ? digests[count] : "none");
		count++;
	}
	CHECK(count == ARRAY_COUNT(digests));
	CHECK_TEXT(types_of(&outcome, 12), "IPL EVENT_TAG");
	check_golden(&outcome);
	ingot_golden_free(outcome.golden);
	disk_free(&disk);
}

/* db that allows programs by their hashes; as a signature list (UEFI 2.10, 32.4.1). */
static size_t hash_list(uint8_t *list, const struct outcome *outcome, unsigned skip)
{
	static const uint8_t owner[16] = "owner of a hash";
	const struct ingot_event_list *events = outcome->golden->entries[0].events;
	size_t size = 28;

	for (size_t i = 0; i < events->count; i++) {
		const struct ingot_event *event = &events->events[i];

		if (event->type != INGOT_EV_EFI_BOOT_SERVICES_APPLICATION || skip-- == 0)
			continue;
		memcpy(&list[size], owner, 16);
		memcpy(&list[size + 16], event->digests.digest[INGOT_HASH_SHA256].bytes, 32);
		size += 48;
	}
	memcpy(list, ingot_siglist_sha256.bytes, 16);
	disk_put(&list[16], 4, size);
	disk_put(&list[20], 4, 0);
	disk_put(&list[24], 4, 48);
	return size;
}

static void test_secure_boot(void)
{
	struct ingot_prediction_request request = plain_request();
	struct disk_fixture disk;
	struct outcome outcome;
	uint8_t list[256];
	size_t size;

	disk_plain(&disk);
	outcome = predict(&disk, &request);
	size = hash_list(list, &outcome, 99);
	request.secureboot_unknown = false;
	request.secureboot.state = INGOT_SECUREBOOT_ON;
	request.secureboot.value[INGOT_SECUREBOOT_DB] = (struct ingot_bytes){ list, size };
	ingot_golden_free(outcome.golden);
	outcome = predict(&disk, &request);
	CHECK_TEXT(types_of(&outcome, 7), "EFI_VARIABLE_DRIVER_CONFIG EFI_VARIABLE_DRIVER_CONFIG "
					  "EFI_VARIABLE_DRIVER_CONFIG EFI_VARIABLE_DRIVER_CONFIG "
					  "EFI_VARIABLE_DRIVER_CONFIG SEPARATOR "
					  "EFI_VARIABLE_AUTHORITY EFI_VARIABLE_AUTHORITY");
	/* the kernel is started behind the firmware's back */
	CHECK_TEXT(types_of(&outcome, 4), "EFI_ACTION SEPARATOR EFI_BOOT_SERVICES_APPLICATION "
					  "EFI_BOOT_SERVICES_APPLICATION");
	check_golden(&outcome);
	ingot_golden_free(outcome.golden);
	request.secureboot.state = INGOT_SECUREBOOT_OFF;
	outcome = predict(&disk, &request);
	size = hash_list(list, &outcome, 1); /* without the UKI */
	ingot_golden_free(outcome.golden);
	request.secureboot.state = INGOT_SECUREBOOT_ON;
	request.secureboot.value[INGOT_SECUREBOOT_DB] = (struct ingot_bytes){ list, size };
	outcome = predict_profile(&disk, 0, &request);
	CHECK(outcome.result == -EKEYREJECTED && !outcome.golden &&
	      strstr(outcome.why.chars, "EFI/Linux/node.efi"));
	disk_free(&disk);
}

static bool has_digest(const struct ingot_event_list *events, const struct ingot_event *wanted)
{
	for (size_t i = 0; i < events->count; i++)
		if (events->events[i].pcr == wanted->pcr &&
		    events->events[i].type == wanted->type &&
		    ingot_digest_equal(&events->events[i].digests.digest[INGOT_HASH_SHA256],
				       &wanted->digests.digest[INGOT_HASH_SHA256]) &&
		    ingot_digest_equal(&events->events[i].digests.digest[INGOT_HASH_SHA384],
				       &wanted->digests.digest[INGOT_HASH_SHA384]))
			return true;
	return false;
}

static struct ingot_file read_recorded(const char *name)
{
	struct ingot_file file = { 0 };
	char path[128];

	snprintf(path, sizeof(path), RECORDED "%s", name);
	CHECK(ingot_file_read(path, 1 << 20, &file) == 0);
	return file;
}

/* A UKI with the small sections of a recorded boot: their events are those of its log. */
static void test_recorded(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file osrel = read_recorded("osrel");
	ingot_scoped(ingot_file_close) struct ingot_file cmdline = read_recorded("cmdline");
	ingot_scoped(ingot_file_close) struct ingot_file uname = read_recorded("uname");
	ingot_scoped(ingot_file_close) struct ingot_file log = read_recorded("firmware-log.bin");
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *live = NULL;
	const struct fixture_section sections[] = {
		{ ".sdmagic", FIXTURE_MAGIC, 0 },
		{ ".osrel", (const char *)osrel.data, (uint32_t)osrel.size },
		{ ".cmdline", (const char *)cmdline.data, (uint32_t)cmdline.size },
		{ ".uname", (const char *)uname.data, (uint32_t)uname.size },
		{ ".initrd", "another", 0 },
		{ NULL, NULL, 0 },
	};
	struct ingot_prediction_request request = plain_request();
	unsigned found[INGOT_PCR_COUNT] = { 0 };
	struct disk_fixture disk;
	struct outcome outcome;

	CHECK(ingot_event_list_new(&live) == 0);
	CHECK(ingot_eventlog_append(ingot_file_bytes(&log), NULL, live) == 0);
	direct_disk(&disk, sections);
	request.systemd = 257;
	request.version = "0.1.0";
	/* its firmware had Secure Boot, off */
	request.secureboot_unknown = false;
	request.secureboot.state = INGOT_SECUREBOOT_OFF;
	outcome = predict(&disk, &request);
	for (size_t i = 0; live && outcome.golden && i < live->count; i++)
		if (live->events[i].pcr < INGOT_PCR_COUNT)
			found[live->events[i].pcr] +=
				has_digest(outcome.golden->entries[0].events, &live->events[i]);
	CHECK(found[4] == 2);  /* action and separator */
	CHECK(found[5] == 3);  /* separator and exit */
	CHECK(found[7] == 6);  /* all */
	CHECK(found[9] == 1);  /* command line */
	CHECK(found[11] == 8); /* five names, three contents */
	ingot_golden_free(outcome.golden);
	disk_free(&disk);
}

/* What the stub makes of a command line; expected digests by iconv -t UTF-16LE and sha256sum. */
static void test_cmdline(void)
{
	static const char a_b[] = /* "a b" with a NUL */
		"db6d9af6dae0cd2ee5ab7d0c937ded560d0bb02b449288f4c9e70da3ed4728f2";
	static const struct {
		const char *cmdline;
		uint32_t size;
		int want;
	} cases[] = {
		{ "a b", 0, 0 },
		{ " \t a b\n", 0, 0 },
		{ "a\nb", 0, 0 },
		{ "a b\0garbage", 11, 0 },
		{ "a b", 40, 0 },
		{ " \n", 0, -ENOTSUP },
		{ "a \303\251", 0, -ENOTSUP },
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		const struct fixture_section sections[] = {
			{ ".sdmagic", FIXTURE_MAGIC, 0 },
			{ ".osrel", DISK_OSREL, 0 },
			{ ".cmdline", cases[i].cmdline, cases[i].size },
			{ NULL, NULL, 0 },
		};
		struct ingot_prediction_request request = plain_request();
		char text[INGOT_DIGEST_TEXT_SIZE] = "";
		struct disk_fixture disk;
		struct outcome outcome;

		direct_disk(&disk, sections);
		outcome = predict_profile(&disk, 0, &request);
		if (!CHECK(outcome.result == cases[i].want))
			fprintf(stderr, "case %zu: %s\n", i, outcome.why.chars);
		for (size_t e = 0;
		     outcome.golden && !*text && e < outcome.golden->entries[0].events->count; e++)
			if (outcome.golden->entries[0].events->events[e].pcr == 9)
				ingot_digest_text(&outcome.golden->entries[0]
							   .events->events[e]
							   .digests.digest[INGOT_HASH_SHA256],
						  text);
		CHECK_TEXT(text, cases[i].want == 0 ? a_b : "");
		ingot_golden_free(outcome.golden);
		disk_free(&disk);
	}
}

int main(void)
{
	test_systemd_boot();
	test_direct();
	test_newer();
	test_system_unknown();
	test_platforms();
	test_profiles();
	test_secure_boot();
	test_recorded();
	test_cmdline();
	return check_result();
}
