/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Event data in words, PC Client Platform Firmware Profile 1.06, 10.4. Only for people to read:
 * lenient.
 */
#include "measurements/event_words.h"

#include <stdbool.h>

#include "measurements/device_path.h"
#include "measurements/eventtype.h"

#define GUID_SIZE          16
#define HEX_SHOWN          16
#define GPT_ENTRY_SIZE_MIN 128
#define GPT_ENTRIES_SHOWN  8

static void add_raw(struct ingot_bytes data, struct ingot_text *text)
{
	ingot_text_add(text, "%zu bytes", data.size);
	if (data.size > 0) {
		ingot_text_add(text, ": ");
		ingot_text_add_hex(text, data, HEX_SHOWN);
	}
}

/* Boot programs write ASCII and UTF-16 into the same event types. */
static bool is_utf16(struct ingot_bytes data)
{
	uint16_t unit;

	return data.size > 2 && data.size % 2 == 0 && ingot_bytes_take_le16(&data, &unit) == 0 &&
	       unit >= 0x20 && unit < 0x7f;
}

static void add_any_text(struct ingot_bytes data, struct ingot_text *text)
{
	if (is_utf16(data))
		ingot_text_add_utf16(text, data);
	else
		ingot_text_add_ascii(text, data);
}

static bool is_printable(struct ingot_bytes data)
{
	uint8_t c;

	if (data.size == 0)
		return false;
	while (ingot_bytes_take_u8(&data, &c) == 0)
		if ((c < 0x20 || c > 0x7e) && !(c == 0 && data.size == 0))
			return false;
	return true;
}

static void add_printable(struct ingot_bytes data, struct ingot_text *text)
{
	if (is_printable(data))
		ingot_text_add_ascii(text, data);
	else
		add_raw(data, text);
}

static void words_of_separator(struct ingot_bytes data, struct ingot_text *text)
{
	struct ingot_bytes rest = data;
	uint32_t value;

	if (data.size != 4 || ingot_bytes_take_le32(&rest, &value) < 0) {
		ingot_text_add(text, "separator, ");
		add_raw(data, text);
	} else if (value == 0 || value == UINT32_MAX) {
		ingot_text_add(text, "separator");
	} else if (value == 1) {
		ingot_text_add(text, "separator after an error");
	} else {
		ingot_text_add(text, "separator, ");
		add_printable(data, text);
	}
}

static void words_of_no_action(struct ingot_bytes data, struct ingot_text *text)
{
	struct ingot_bytes rest = data;
	uint8_t locality;

	if (ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("StartupLocality")) &&
	    ingot_bytes_skip(&rest, 1) == 0 && ingot_bytes_take_u8(&rest, &locality) == 0) {
		ingot_text_add(text, "startup locality %u", locality);
	} else if (ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("Spec ID Event")) ||
		   ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("SP800-155 Event"))) {
		ingot_text_add_ascii(text, data);
	} else {
		ingot_text_add(text, "information, ");
		add_raw(data, text);
	}
}

/* UTF-16 version text, or a GUID that stands for one. */
static void words_of_version(struct ingot_bytes data, struct ingot_text *text)
{
	ingot_text_add(text, "firmware version ");
	if (data.size == GUID_SIZE)
		ingot_text_add_guid(text, data);
	else if (data.size <= 2)
		ingot_text_add(text, "(empty)");
	else
		add_any_text(data, text);
}

/* UEFI_PLATFORM_FIRMWARE_BLOB, or the word that old firmware writes instead. */
static void words_of_blob(struct ingot_bytes data, struct ingot_text *text)
{
	struct ingot_bytes rest = data;
	uint64_t base, size;

	if (data.size == 16 && ingot_bytes_take_le64(&rest, &base) == 0 &&
	    ingot_bytes_take_le64(&rest, &size) == 0)
		ingot_text_add(text, "firmware, %llu bytes at 0x%llx", (unsigned long long)size,
			       (unsigned long long)base);
	else
		add_printable(data, text);
}

/* A length byte and a description, then an address range or a table of tables. */
static void words_of_blob2(struct ingot_bytes data, struct ingot_text *text)
{
	struct ingot_bytes rest = data, name;
	uint64_t base, size;
	uint8_t name_size;

	if (ingot_bytes_take_u8(&rest, &name_size) < 0 ||
	    ingot_bytes_take(&rest, name_size, &name) < 0) {
		add_raw(data, text);
		return;
	}
	ingot_text_add_ascii(text, name);
	if (rest.size == 16 && ingot_bytes_take_le64(&rest, &base) == 0 &&
	    ingot_bytes_take_le64(&rest, &size) == 0)
		ingot_text_add(text, ", %llu bytes at 0x%llx", (unsigned long long)size,
			       (unsigned long long)base);
}

static void words_of_tables(struct ingot_bytes data, struct ingot_text *text)
{
	uint64_t count;

	if (ingot_bytes_take_le64(&data, &count) == 0)
		ingot_text_add(text, "%llu configuration tables", (unsigned long long)count);
	else
		add_raw(data, text);
}

/**
 * EFI_IMAGE_LOAD_EVENT: address, length, link-time address, size of the device path, device path.
 */
static void words_of_image(struct ingot_bytes data, struct ingot_text *text)
{
	struct ingot_bytes rest = data, path;
	uint64_t base, size, path_size;

	if (ingot_bytes_take_le64(&rest, &base) < 0 || ingot_bytes_take_le64(&rest, &size) < 0 ||
	    ingot_bytes_skip(&rest, 8) < 0 || ingot_bytes_take_le64(&rest, &path_size) < 0 ||
	    ingot_bytes_take(&rest, path_size, &path) < 0) {
		ingot_text_add(text, "image, ");
		add_raw(data, text);
		return;
	}
	ingot_text_add(text, "image of %llu bytes", (unsigned long long)size);
	if (path.size > 4) {
		ingot_text_add(text, ": ");
		ingot_device_path_words(path, text);
	}
}

struct variable {
	struct ingot_bytes name; /* UTF-16, without NUL */
	struct ingot_bytes value;
};

/* UEFI_VARIABLE_DATA: GUID, characters of the name, bytes of the value, name, value. */
static int take_variable(struct ingot_bytes data, struct variable *ret_variable)
{
	struct variable v;
	uint64_t name_length, value_size;

	if (ingot_bytes_skip(&data, GUID_SIZE) < 0 ||
	    ingot_bytes_take_le64(&data, &name_length) < 0 ||
	    ingot_bytes_take_le64(&data, &value_size) < 0 || name_length > data.size / 2 ||
	    ingot_bytes_take(&data, 2 * name_length, &v.name) < 0 ||
	    ingot_bytes_take(&data, value_size, &v.value) < 0)
		return -1;
	*ret_variable = v;
	return 0;
}

/* EFI_LOAD_OPTION: attributes, size of the device path, description, device path, optional data. */
static void add_load_option(struct ingot_bytes option, struct ingot_text *text)
{
	struct ingot_bytes path;
	uint16_t path_size, unit = 1;

	if (ingot_bytes_skip(&option, 4) < 0 || ingot_bytes_take_le16(&option, &path_size) < 0)
		return;
	ingot_text_add(text, " \"");
	ingot_text_add_utf16(text, option);
	ingot_text_add(text, "\"");
	while (unit && ingot_bytes_take_le16(&option, &unit) == 0)
		; /* past the description and its NUL */
	if (ingot_bytes_take(&option, path_size, &path) == 0 && path.size > 0) {
		ingot_text_add(text, " ");
		ingot_device_path_words(path, text);
	}
}

static void add_order(struct ingot_bytes numbers, struct ingot_text *text)
{
	uint16_t number;

	for (const char *separator = " "; ingot_bytes_take_le16(&numbers, &number) == 0;
	     separator = ", ")
		ingot_text_add(text, "%s%04X", separator, number);
}

static void words_of_boot_variable(struct ingot_bytes data, struct ingot_text *text)
{
	struct ingot_text name = { 0 };
	struct variable v;

	if (take_variable(data, &v) < 0) {
		ingot_text_add(text, "boot variable, ");
		add_raw(data, text);
		return;
	}
	ingot_text_add_utf16(&name, v.name);
	ingot_text_add(text, "variable %s", name.chars);
	if (ingot_bytes_equal_text((struct ingot_bytes){ (const uint8_t *)name.chars, name.length },
				   "BootOrder"))
		add_order(v.value, text);
	else
		add_load_option(v.value, text);
}

static void words_of_variable(struct ingot_bytes data, struct ingot_text *text)
{
	struct variable v;

	if (take_variable(data, &v) < 0) {
		ingot_text_add(text, "variable, ");
		add_raw(data, text);
		return;
	}
	ingot_text_add(text, "variable ");
	ingot_text_add_utf16(text, v.name);
	if (v.value.size == 1) {
		ingot_text_add(text, " = ");
		ingot_text_add_hex(text, v.value, 1);
	} else {
		ingot_text_add(text, ", %zu bytes", v.value.size);
	}
}

static void words_of_authority(struct ingot_bytes data, struct ingot_text *text)
{
	struct variable v;

	if (take_variable(data, &v) < 0) {
		ingot_text_add(text, "authority, ");
		add_raw(data, text);
		return;
	}
	ingot_text_add(text, "authority from ");
	ingot_text_add_utf16(text, v.name);
	ingot_text_add(text, ", %zu bytes", v.value.size);
}

/* UEFI_GPT_DATA: the table's header (92 bytes), number of entries, the entries in use. */
static void words_of_gpt(struct ingot_bytes data, struct ingot_text *text)
{
	struct ingot_bytes rest = data, header, entry_size_field;
	uint64_t count;
	uint32_t entry_size;

	if (ingot_bytes_take(&rest, 92, &header) < 0 ||
	    ingot_bytes_slice(header, 84, 4, &entry_size_field) < 0 ||
	    ingot_bytes_take_le32(&entry_size_field, &entry_size) < 0 ||
	    ingot_bytes_take_le64(&rest, &count) < 0 || entry_size < GPT_ENTRY_SIZE_MIN) {
		ingot_text_add(text, "partition table, ");
		add_raw(data, text);
		return;
	}
	ingot_text_add(text, "partition table, %llu partitions", (unsigned long long)count);
	for (size_t i = 0; i < GPT_ENTRIES_SHOWN; i++) {
		struct ingot_bytes entry, name;

		if (ingot_bytes_take(&rest, entry_size, &entry) < 0 ||
		    ingot_bytes_slice(entry, 56, 72, &name) < 0)
			return;
		ingot_text_add(text, "%s", i ? ", " : ": ");
		ingot_text_add_utf16(text, name);
	}
}

/* Tags that boot programs use; the text behind the tag is theirs. */
static const char *tag_name(uint32_t tag)
{
	static const struct {
		uint32_t tag;
		const char *name;
	} tags[] = {
		{ 0x8f3b22ec, "initrd" },           /* Linux, EFI stub */
		{ 0x8f3b22ed, "command line" },     /* Linux, EFI stub */
		{ 0xf5bc582a, "loader.conf" },      /* systemd-boot */
		{ 0xd5cb7cbc, "SMBIOS" },           /* systemd-boot 262 */
		{ 0x6c46f751, "devicetree addon" }, /* systemd-stub */
		{ 0x40010001, "Windows" },          /* a container of further tags */
	};

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (tags[i].tag == tag)
			return tags[i].name;
	return NULL;
}

/* TCG_PCClientTaggedEvent: tag, size, data. */
static void words_of_tag(struct ingot_bytes data, struct ingot_text *text)
{
	struct ingot_bytes rest = data, body;
	const char *name;
	uint32_t tag, size;

	if (ingot_bytes_take_le32(&rest, &tag) < 0 || ingot_bytes_take_le32(&rest, &size) < 0 ||
	    ingot_bytes_take(&rest, size, &body) < 0) {
		add_printable(data, text);
		return;
	}
	name = tag_name(tag);
	if (name)
		ingot_text_add(text, "%s: ", name);
	else
		ingot_text_add(text, "tag 0x%08x: ", tag);
	if (is_utf16(body))
		ingot_text_add_utf16(text, body);
	else
		add_printable(body, text);
}

static void words_of_post_code(struct ingot_bytes data, struct ingot_text *text)
{
	if (data.size == 16)
		words_of_blob(data, text);
	else
		add_printable(data, text);
}

static const struct {
	uint32_t type;
	void (*words)(struct ingot_bytes data, struct ingot_text *text);
} bodies[] = {
	{ INGOT_EV_POST_CODE, words_of_post_code },
	{ INGOT_EV_POST_CODE2, words_of_blob2 },
	{ INGOT_EV_NO_ACTION, words_of_no_action },
	{ INGOT_EV_SEPARATOR, words_of_separator },
	{ INGOT_EV_ACTION, add_any_text },
	{ INGOT_EV_EVENT_TAG, words_of_tag },
	{ INGOT_EV_S_CRTM_CONTENTS, add_printable },
	{ INGOT_EV_S_CRTM_VERSION, words_of_version },
	{ INGOT_EV_PLATFORM_CONFIG_FLAGS, add_printable },
	{ INGOT_EV_IPL, add_any_text },
	{ INGOT_EV_EFI_VARIABLE_DRIVER_CONFIG, words_of_variable },
	{ INGOT_EV_EFI_VARIABLE_BOOT, words_of_boot_variable },
	{ INGOT_EV_EFI_VARIABLE_BOOT2, words_of_boot_variable },
	{ INGOT_EV_EFI_BOOT_SERVICES_APPLICATION, words_of_image },
	{ INGOT_EV_EFI_BOOT_SERVICES_DRIVER, words_of_image },
	{ INGOT_EV_EFI_RUNTIME_SERVICES_DRIVER, words_of_image },
	{ INGOT_EV_EFI_GPT_EVENT, words_of_gpt },
	{ INGOT_EV_EFI_GPT_EVENT2, words_of_gpt },
	{ INGOT_EV_EFI_ACTION, add_any_text },
	{ INGOT_EV_EFI_PLATFORM_FIRMWARE_BLOB, words_of_blob },
	{ INGOT_EV_EFI_PLATFORM_FIRMWARE_BLOB2, words_of_blob2 },
	{ INGOT_EV_EFI_HANDOFF_TABLES, words_of_tables },
	{ INGOT_EV_EFI_HANDOFF_TABLES2, words_of_blob2 },
	{ INGOT_EV_EFI_HCRTM_EVENT, add_printable },
	{ INGOT_EV_EFI_VARIABLE_AUTHORITY, words_of_authority },
};

static void add_words(uint32_t type, struct ingot_bytes data, struct ingot_text *text)
{
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		if (bodies[i].type == type) {
			bodies[i].words(data, text);
			return;
		}
	add_raw(data, text);
}

void ingot_event_words(uint32_t type, struct ingot_bytes data, struct ingot_text *text)
{
	size_t before = text->length;

	add_words(type, data, text);
	if (text->length == before)
		ingot_text_add(text, "empty");
}
