/* SPDX-License-Identifier: Apache-2.0 */
/* Event type numbers and names, TCG PC Client Platform Firmware Profile 1.06, 10.4.1. */
#include "measurements/eventtype.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
	uint32_t type;
	const char *name;
} eventtypes[] = {
	{ INGOT_EV_PREBOOT_CERT, "EV_PREBOOT_CERT" },
	{ INGOT_EV_POST_CODE, "EV_POST_CODE" },
	{ INGOT_EV_NO_ACTION, "EV_NO_ACTION" },
	{ INGOT_EV_SEPARATOR, "EV_SEPARATOR" },
	{ INGOT_EV_ACTION, "EV_ACTION" },
	{ INGOT_EV_EVENT_TAG, "EV_EVENT_TAG" },
	{ INGOT_EV_S_CRTM_CONTENTS, "EV_S_CRTM_CONTENTS" },
	{ INGOT_EV_S_CRTM_VERSION, "EV_S_CRTM_VERSION" },
	{ INGOT_EV_CPU_MICROCODE, "EV_CPU_MICROCODE" },
	{ INGOT_EV_PLATFORM_CONFIG_FLAGS, "EV_PLATFORM_CONFIG_FLAGS" },
	{ INGOT_EV_TABLE_OF_DEVICES, "EV_TABLE_OF_DEVICES" },
	{ INGOT_EV_COMPACT_HASH, "EV_COMPACT_HASH" },
	{ INGOT_EV_IPL, "EV_IPL" },
	{ INGOT_EV_IPL_PARTITION_DATA, "EV_IPL_PARTITION_DATA" },
	{ INGOT_EV_NONHOST_CODE, "EV_NONHOST_CODE" },
	{ INGOT_EV_NONHOST_CONFIG, "EV_NONHOST_CONFIG" },
	{ INGOT_EV_NONHOST_INFO, "EV_NONHOST_INFO" },
	{ INGOT_EV_OMIT_BOOT_DEVICE_EVENTS, "EV_OMIT_BOOT_DEVICE_EVENTS" },
	{ INGOT_EV_POST_CODE2, "EV_POST_CODE2" },
	{ INGOT_EV_EFI_VARIABLE_DRIVER_CONFIG, "EV_EFI_VARIABLE_DRIVER_CONFIG" },
	{ INGOT_EV_EFI_VARIABLE_BOOT, "EV_EFI_VARIABLE_BOOT" },
	{ INGOT_EV_EFI_BOOT_SERVICES_APPLICATION, "EV_EFI_BOOT_SERVICES_APPLICATION" },
	{ INGOT_EV_EFI_BOOT_SERVICES_DRIVER, "EV_EFI_BOOT_SERVICES_DRIVER" },
	{ INGOT_EV_EFI_RUNTIME_SERVICES_DRIVER, "EV_EFI_RUNTIME_SERVICES_DRIVER" },
	{ INGOT_EV_EFI_GPT_EVENT, "EV_EFI_GPT_EVENT" },
	{ INGOT_EV_EFI_ACTION, "EV_EFI_ACTION" },
	{ INGOT_EV_EFI_PLATFORM_FIRMWARE_BLOB, "EV_EFI_PLATFORM_FIRMWARE_BLOB" },
	{ INGOT_EV_EFI_HANDOFF_TABLES, "EV_EFI_HANDOFF_TABLES" },
	{ INGOT_EV_EFI_PLATFORM_FIRMWARE_BLOB2, "EV_EFI_PLATFORM_FIRMWARE_BLOB2" },
	{ INGOT_EV_EFI_HANDOFF_TABLES2, "EV_EFI_HANDOFF_TABLES2" },
	{ INGOT_EV_EFI_VARIABLE_BOOT2, "EV_EFI_VARIABLE_BOOT2" },
	{ INGOT_EV_EFI_GPT_EVENT2, "EV_EFI_GPT_EVENT2" },
	{ INGOT_EV_EFI_HCRTM_EVENT, "EV_EFI_HCRTM_EVENT" },
	{ INGOT_EV_EFI_VARIABLE_AUTHORITY, "EV_EFI_VARIABLE_AUTHORITY" },
	{ INGOT_EV_EFI_SPDM_FIRMWARE_BLOB, "EV_EFI_SPDM_FIRMWARE_BLOB" },
	{ INGOT_EV_EFI_SPDM_FIRMWARE_CONFIG, "EV_EFI_SPDM_FIRMWARE_CONFIG" },
	{ INGOT_EV_EFI_SPDM_DEVICE_POLICY, "EV_EFI_SPDM_DEVICE_POLICY" },
	{ INGOT_EV_EFI_SPDM_DEVICE_AUTHORITY, "EV_EFI_SPDM_DEVICE_AUTHORITY" },
	{ INGOT_OS_PHASE, "OS_PHASE" },
	{ INGOT_OS_EVENT, "OS_EVENT" },
	{ INGOT_OS_IMA, "OS_IMA" },
};

const char *ingot_eventtype_name(uint32_t type)
{
	for (size_t i = 0; i < sizeof eventtypes / sizeof *eventtypes; i++)
		if (eventtypes[i].type == type)
			return eventtypes[i].name;
	return NULL;
}

void ingot_eventtype_format(uint32_t type, char name[INGOT_EVENTTYPE_NAME_SIZE])
{
	const char *known = ingot_eventtype_name(type);

	if (known)
		snprintf(name, INGOT_EVENTTYPE_NAME_SIZE, "%s", known);
	else
		snprintf(name, INGOT_EVENTTYPE_NAME_SIZE, "0x%08x", type);
}

/* Only the spelling that ingot_eventtype_format() gives: "0x" and eight lower-case digits. */
static int parse_number(const char *name, uint32_t *ret_type)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t type = 0;

	if (strlen(name) != 10 || name[0] != '0' || name[1] != 'x')
		return -ENOENT;
	for (const char *c = name + 2; *c; c++) {
		const char *digit = strchr(digits, *c);

		if (!digit)
			return -ENOENT;
		type = type << 4 | (uint32_t)(digit - digits);
	}
	if (ingot_eventtype_name(type))
		return -ENOENT;
	*ret_type = type;
	return 0;
}

int ingot_eventtype_parse(const char *name, uint32_t *ret_type)
{
	for (size_t i = 0; i < sizeof eventtypes / sizeof *eventtypes; i++)
		if (strcmp(eventtypes[i].name, name) == 0) {
			*ret_type = eventtypes[i].type;
			return 0;
		}
	return parse_number(name, ret_type);
}
