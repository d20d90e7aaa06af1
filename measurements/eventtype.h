/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_EVENTTYPE_H
#define INGOT_MEASUREMENTS_EVENTTYPE_H

#include <stdint.h>

/*
 * What kind of thing was measured: one table of numbers and names.
 *
 * Numbers below 0x80000000 are the TCG's for any platform, those from 0x80000000 on are for EFI
 * (TCG PC Client Platform Firmware Profile 1.06, 10.4.1 "Event Types"). Firmware numbers its
 * events; an operating system has no numbers. Ours for those, OS_…, lie where the TCG has none and
 * never come from a firmware log.
 */
enum ingot_eventtype {
	INGOT_EV_PREBOOT_CERT = 0x00000000,
	INGOT_EV_POST_CODE = 0x00000001,
	INGOT_EV_NO_ACTION = 0x00000003,
	INGOT_EV_SEPARATOR = 0x00000004,
	INGOT_EV_ACTION = 0x00000005,
	INGOT_EV_EVENT_TAG = 0x00000006,
	INGOT_EV_S_CRTM_CONTENTS = 0x00000007,
	INGOT_EV_S_CRTM_VERSION = 0x00000008,
	INGOT_EV_CPU_MICROCODE = 0x00000009,
	INGOT_EV_PLATFORM_CONFIG_FLAGS = 0x0000000a,
	INGOT_EV_TABLE_OF_DEVICES = 0x0000000b,
	INGOT_EV_COMPACT_HASH = 0x0000000c,
	INGOT_EV_IPL = 0x0000000d,
	INGOT_EV_IPL_PARTITION_DATA = 0x0000000e,
	INGOT_EV_NONHOST_CODE = 0x0000000f,
	INGOT_EV_NONHOST_CONFIG = 0x00000010,
	INGOT_EV_NONHOST_INFO = 0x00000011,
	INGOT_EV_OMIT_BOOT_DEVICE_EVENTS = 0x00000012,
	INGOT_EV_POST_CODE2 = 0x00000013,
	INGOT_EV_EFI_VARIABLE_DRIVER_CONFIG = 0x80000001,
	INGOT_EV_EFI_VARIABLE_BOOT = 0x80000002,
	INGOT_EV_EFI_BOOT_SERVICES_APPLICATION = 0x80000003,
	INGOT_EV_EFI_BOOT_SERVICES_DRIVER = 0x80000004,
	INGOT_EV_EFI_RUNTIME_SERVICES_DRIVER = 0x80000005,
	INGOT_EV_EFI_GPT_EVENT = 0x80000006,
	INGOT_EV_EFI_ACTION = 0x80000007,
	INGOT_EV_EFI_PLATFORM_FIRMWARE_BLOB = 0x80000008,
	INGOT_EV_EFI_HANDOFF_TABLES = 0x80000009,
	INGOT_EV_EFI_PLATFORM_FIRMWARE_BLOB2 = 0x8000000a,
	INGOT_EV_EFI_HANDOFF_TABLES2 = 0x8000000b,
	INGOT_EV_EFI_VARIABLE_BOOT2 = 0x8000000c,
	INGOT_EV_EFI_GPT_EVENT2 = 0x8000000d,
	INGOT_EV_EFI_HCRTM_EVENT = 0x80000010,
	INGOT_EV_EFI_VARIABLE_AUTHORITY = 0x800000e0,
	INGOT_EV_EFI_SPDM_FIRMWARE_BLOB = 0x800000e1,
	INGOT_EV_EFI_SPDM_FIRMWARE_CONFIG = 0x800000e2,
	INGOT_EV_EFI_SPDM_DEVICE_POLICY = 0x800000e3,
	INGOT_EV_EFI_SPDM_DEVICE_AUTHORITY = 0x800000e4,
	INGOT_OS_PHASE = 0x49000001, /* systemd-pcrextend: the boot reached a named phase */
	INGOT_OS_EVENT = 0x49000002, /* any other record of systemd's userspace log, ours too */
	INGOT_OS_IMA = 0x49000003,   /* the kernel's integrity measurement, PCR 10 */
};

/* Room for any name that ingot_eventtype_format() writes, with its NUL. */
#define INGOT_EVENTTYPE_NAME_SIZE 40

/**
 * ingot_eventtype_name - the name of a type number
 *
 * Returns static text such as "EV_SEPARATOR", or NULL for a number that the table does not have.
 */
const char *ingot_eventtype_name(uint32_t type);

/**
 * ingot_eventtype_format - the name of a type number, or else the number itself
 * @type: any number
 * @name: gets the name, or "0x" and eight lower-case digits
 */
void ingot_eventtype_format(uint32_t type, char name[INGOT_EVENTTYPE_NAME_SIZE]);

/**
 * ingot_eventtype_parse - the reverse of ingot_eventtype_format()
 * @name:     NUL-terminated; a number is accepted only where the table has no name for it, so that
 *            there is one spelling for each type
 * @ret_type: the number
 *
 * Returns 0; -ENOENT for a name that the table does not have.
 */
int ingot_eventtype_parse(const char *name, uint32_t *ret_type);

#endif
