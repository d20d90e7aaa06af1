/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words for the events of a recorded boot, read off the log with a hex dump and `tpm2_eventlog`, and for bodies made by hand
 * after TCG PC Client Platform Firmware Profile 1.06, 10.4.
 */
#include "measurements/event_words.h"

#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/eventlog.h"
#include "measurements/eventtype.h"
#include "tests/unit/check.h"

#define RECORDED      "tests/data/recorded/qemu-ovmf2022.11-systemd257/firmware-log.bin"
#define BODY(literal) { (const uint8_t *)(literal), sizeof(literal) - 1 }
#define ZEROS_8       "\0\0\0\0\0\0\0\0"

static const struct {
	size_t position;
	const char *words;
} recorded[] = {
	{ 0, "Spec ID Event03" },
	{ 1, "firmware version (empty)" },
	{ 2, "firmware, 917504 bytes at 0x820000" },
	{ 4, "variable SecureBoot = 00" },
	{ 5, "variable PK, 0 bytes" },
	{ 9, "separator" },
	{ 10, "variable BootOrder 0000, 0001, 0002" },
	{ 11, "variable Boot0000 \"UiApp\" Fv(7cb8bdc9-f8eb-4f34-aaea-3ee4af6516a1)/"
	      "FvFile(462caa21-7614-4503-836e-8ab6f4662331)" },
	{ 12, "variable Boot0001 \"UEFI Misc Device\" PciRoot(0x0)/Pci(0x2,0x0)" },
	{ 14, "Calling EFI Application from Boot Option" },
	{ 22, "partition table, 3 partitions: esp, root-x86-64, root-x86-64-verity" },
	{ 23,
	  "image of 124416 bytes: PciRoot(0x0)/Pci(0x2,0x0)/"
	  "HD(1,GPT,cb96a8e9-addc-4be7-b68e-69b6d1ea59cb,0x800,0x100000)/\\EFI\\BOOT\\BOOTX64.EFI" },
	{ 24, "loader.conf: loader.conf" },
	{ 26, ".linux" },
	{ 38, "image of 11737024 bytes: VenMedia(55c5d1f8-04cd-46b5-8a20-e56cbb3052d0)" },
	{ 39, "command line: LOADED_IMAGE::LoadOptions" },
	{ 40, "initrd: Linux initrd" },
	{ 42, "Exit Boot Services Returned with Success" },
};

static const struct {
	uint32_t type;
	struct ingot_bytes body;
	const char *words;
} made[] = {
	{ INGOT_EV_SEPARATOR, BODY("\1\0\0\0"), "separator after an error" },
	{ INGOT_EV_SEPARATOR, BODY("\xff\xff\xff\xff"), "separator" },
	{ INGOT_EV_SEPARATOR, BODY("WBCL"), "separator, WBCL" },
	{ INGOT_EV_SEPARATOR, BODY(""), "separator, 0 bytes" },
	{ INGOT_EV_NO_ACTION, BODY("StartupLocality\0\3"), "startup locality 3" },
	{ INGOT_EV_NO_ACTION, BODY("\x01\x02"), "information, 2 bytes: 0102" },
	{ INGOT_EV_S_CRTM_VERSION,
	  BODY("2\0.\0"
	       "1\0\0\0"),
	  "firmware version 2.1" },
	{ INGOT_EV_POST_CODE, BODY("ACPI DATA"), "ACPI DATA" },
	{ INGOT_EV_POST_CODE, BODY("\0\0\0\1\0\0\0\0\0\1\0\0\0\0\0\0"),
	  "firmware, 256 bytes at 0x1000000" },
	{ INGOT_EV_EFI_PLATFORM_FIRMWARE_BLOB2, BODY("\2FV\0\0\0\1\0\0\0\0\0\1\0\0\0\0\0\0"),
	  "FV, 256 bytes at 0x1000000" },
	{ INGOT_EV_EFI_PLATFORM_FIRMWARE_BLOB2,
	  BODY("\x09"
	       "FV"),
	  "3 bytes: 094656" },
	{ INGOT_EV_EFI_HANDOFF_TABLES,
	  BODY("\2"
	       "\0\0\0\0\0\0\0"),
	  "2 configuration tables" },
	{ INGOT_EV_IPL, BODY("grub_cmd: set a=b\0"), "grub_cmd: set a=b" },
	{ INGOT_EV_IPL, BODY("MokList\0"), "MokList" },
	{ INGOT_EV_IPL, BODY("a\0\x1b\0[\0\0\0"), "a\\u001b[" },
	{ INGOT_EV_IPL, BODY(""), "empty" },
	{ INGOT_EV_IPL, BODY("\0"), "empty" },
	{ INGOT_EV_EVENT_TAG, BODY("\xbc\x7c\xcb\xd5\6\0\0\0x\0y\0\0\0"), "SMBIOS: xy" },
	{ INGOT_EV_EVENT_TAG, BODY("\4\3\2\1\2\0\0\0\1\2"), "tag 0x01020304: 2 bytes: 0102" },
	{ INGOT_EV_EVENT_TAG, BODY("LOADED_IMAGE::LoadOptions\0"), "LOADED_IMAGE::LoadOptions" },
	{ INGOT_EV_EFI_VARIABLE_AUTHORITY,
	  BODY(ZEROS_8 ZEROS_8 "\2\0\0\0\0\0\0\0"
			       "\3\0\0\0\0\0\0\0"
			       "d\0b\0"
			       "abc"),
	  "authority from db, 3 bytes" },
	{ INGOT_EV_EFI_VARIABLE_BOOT,
	  BODY(ZEROS_8 ZEROS_8 "\xff\xff\xff\xff\xff\xff\xff\xff" ZEROS_8 "d\0b\0"),
	  "boot variable, 36 bytes: 00000000000000000000000000000000..." },
	{ INGOT_EV_EFI_BOOT_SERVICES_DRIVER, BODY("short"), "image, 5 bytes: 73686f7274" },
	{ 0x8401, BODY("\1"), "1 bytes: 01" },
};

static void test_made(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(made); i++) {
		struct ingot_text text = { 0 };

		ingot_event_words(made[i].type, made[i].body, &text);
		CHECK_TEXT(text.chars, made[i].words);
	}
}

/* Whatever is cut off, or taken for what it is not: one line of printable ASCII, and no read past the end. */
static void try_all(struct ingot_bytes body)
{
	for (size_t size = 0; size <= body.size; size++)
		for (uint64_t type = 0; type <= 0x800000e4;
		     type += type == 0x13 ? 0x80000001 - 0x13 : 1) {
			struct ingot_text text = { 0 };

			if (type > 0x80000010 && type < 0x800000e0)
				continue;
			ingot_event_words((uint32_t)type, (struct ingot_bytes){ body.data, size },
					  &text);
			CHECK(ingot_text_is_line(text.chars) && strlen(text.chars) == text.length);
		}
}

static void test_recorded(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *list = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_log_entry entry;
	struct ingot_eventlog log;

	if (!CHECK(ingot_file_read(RECORDED, INGOT_EVENTLOG_SIZE_MAX, &file) == 0))
		return;
	CHECK(ingot_event_list_new(&list) == 0);
	CHECK(ingot_eventlog_append(ingot_file_bytes(&file), NULL, list) == 0);
	for (size_t i = 0; i < ARRAY_COUNT(recorded); i++)
		if (CHECK(recorded[i].position < list->count))
			CHECK_TEXT(list->events[recorded[i].position].description,
				   recorded[i].words);

	CHECK(ingot_eventlog_open(ingot_file_bytes(&file), NULL, &log) == 0);
	while (ingot_eventlog_next(&log, NULL, &entry) > 0)
		if (entry.data.size < 160)
			try_all(entry.data);
}

int main(void)
{
	test_made();
	test_recorded();
	return check_result();
}
