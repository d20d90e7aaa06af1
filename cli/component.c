/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a boot, and which of them an event measures. */
#include "cli/component.h"

#include <string.h>

#include "measurements/eventtype.h"
#include "measurements/uki.h"

/* Systemd-stub's and firmware's events in PCR 4, 9 and so on come in these places. */
#define PLACE_LOADER 0
#define PLACE_UKI    1

static const struct {
	const char *key;
	bool replaces;
	const char *name;
} parts[INGOT_COMPONENT_COUNT] = {
	[INGOT_COMPONENT_LOG] = { "log", false, "tampered log" },
	[INGOT_COMPONENT_SECURE_BOOT] = { "secure-boot", false, "Secure Boot" },
	[INGOT_COMPONENT_KEYS] = { "secure-boot-keys", true, "Secure Boot keys" },
	[INGOT_COMPONENT_AUTHORITY] = { "secure-boot-authority", true, "Secure Boot signer" },
	[INGOT_COMPONENT_LOADER] = { "boot-loader", true, "systemd-boot" },
	[INGOT_COMPONENT_ADDON] = { "addon", false, "addon on the ESP" },
	[INGOT_COMPONENT_PROGRAM] = { "program", true, "program at boot" },
	[INGOT_COMPONENT_ADDITION] = { "addition", false, "addition to the UKI" },
	[INGOT_COMPONENT_EXTENSION] = { "extension", false, "system extension" },
	[INGOT_COMPONENT_MACHINE_KEYS] = { "machine-keys", false, "machine owner's keys" },
	[INGOT_COMPONENT_KERNEL] = { "kernel", true, "kernel" },
	[INGOT_COMPONENT_INITRD] = { "initrd", true, "initrd" },
	[INGOT_COMPONENT_CMDLINE] = { "command-line", true, "command line" },
	[INGOT_COMPONENT_SECTION] = { "section", true, "section of the UKI" },
	[INGOT_COMPONENT_UKI] = { "uki", true, "UKI" },
	[INGOT_COMPONENT_LOADER_CONF] = { "loader-configuration", true,
					  "systemd-boot configuration" },
	[INGOT_COMPONENT_PARTITIONS] = { "partition-table", true, "partition table" },
	[INGOT_COMPONENT_OWNER] = { "owner", true, "owner of the node configuration" },
	[INGOT_COMPONENT_CONFIGURATION] = { "node-configuration", true, "node configuration" },
	[INGOT_COMPONENT_CLUSTER] = { "cluster", true, "cluster" },
	[INGOT_COMPONENT_PHASE] = { "phase", true, "boot phase" },
	[INGOT_COMPONENT_OTHER] = { "other", true, "measurement" },
};

const char *ingot_component_key(enum ingot_component part)
{
	return parts[part].key;
}

const char *ingot_component_name(enum ingot_component part)
{
	return parts[part].name;
}

unsigned ingot_component_section(const struct ingot_digest *digest)
{
	for (unsigned i = 0; i < INGOT_UKI_SECTION_COUNT; i++) {
		const char *name = ingot_uki_section_name((enum ingot_uki_section)i);
		const struct ingot_bytes bytes = { (const uint8_t *)name, strlen(name) + 1 };
		struct ingot_digest own;

		if (ingot_digest_of(digest->hash, bytes, &own) == 0 &&
		    ingot_digest_equal(&own, digest))
			return i;
	}
	return INGOT_UKI_SECTION_COUNT;
}

/* EFI_GLOBAL_VARIABLE, lengths of name and value, "SecureBoot" in UTF-16, the value. */
static const uint8_t secure_boot[] = {
	0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11, 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03,
	0x2b, 0x8c, 0x0a, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 'S',  0x00, 'e',  0x00, 'c',  0x00, 'u',  0x00, 'r',  0x00,
	'e',  0x00, 'B',  0x00, 'o',  0x00, 'o',  0x00, 't',  0x00, 0x00,
};

#define LENGTH_PLACE 24

static const struct {
	const char *words;
	uint8_t length;
	uint8_t value;
} states[INGOT_COMPONENT_STATE_COUNT] = {
	{ "it is off", 1, 0 },
	{ "it is not set, so off", 0, 0 },
	{ INGOT_COMPONENT_SECURE_BOOT_ON, 1, 1 },
};

int ingot_component_state_digest(unsigned state, enum ingot_hash hash,
				 struct ingot_digest *ret_digest)
{
	uint8_t data[sizeof(secure_boot)];
	struct ingot_bytes measured = { data, sizeof(data) - 1 + states[state].length };

	memcpy(data, secure_boot, sizeof(data));
	data[LENGTH_PLACE] = states[state].length;
	data[sizeof(data) - 1] = states[state].value;
	return ingot_digest_of(hash, measured, ret_digest);
}

const char *ingot_component_secure_boot(const struct ingot_digest *digest)
{
	for (unsigned i = 0; i < INGOT_COMPONENT_STATE_COUNT; i++) {
		struct ingot_digest own;

		if (ingot_component_state_digest(i, digest->hash, &own) == 0 &&
		    ingot_digest_equal(&own, digest))
			return states[i].words;
	}
	return "it is in no state that is known";
}

bool ingot_component_replaces(enum ingot_component part)
{
	return parts[part].replaces;
}

enum ingot_component ingot_component_of_section(unsigned section)
{
	switch (section) {
	case INGOT_UKI_LINUX:
		return INGOT_COMPONENT_KERNEL;
	case INGOT_UKI_INITRD:
		return INGOT_COMPONENT_INITRD;
	case INGOT_UKI_CMDLINE:
		return INGOT_COMPONENT_CMDLINE;
	default:
		return INGOT_COMPONENT_SECTION;
	}
}

static enum ingot_component part_of_program(const struct ingot_event *event, size_t place)
{
	if (event->type != INGOT_EV_EFI_BOOT_SERVICES_APPLICATION)
		return INGOT_COMPONENT_PROGRAM;
	if (place == PLACE_LOADER)
		return INGOT_COMPONENT_LOADER;
	return place == PLACE_UKI ? INGOT_COMPONENT_UKI : INGOT_COMPONENT_KERNEL;
}

static enum ingot_component part_of_secure_boot(const struct ingot_event *event, size_t place)
{
	if (event->type == INGOT_EV_EFI_VARIABLE_AUTHORITY)
		return INGOT_COMPONENT_AUTHORITY;
	if (event->type == INGOT_EV_EFI_VARIABLE_DRIVER_CONFIG)
		return place == 0 ? INGOT_COMPONENT_SECURE_BOOT : INGOT_COMPONENT_KEYS;
	return INGOT_COMPONENT_OTHER;
}

enum ingot_component ingot_component_of(const struct ingot_event *event, size_t place)
{
	switch (event->pcr) {
	case 4:
		return part_of_program(event, place);
	case 5:
		return event->type == INGOT_EV_EFI_GPT_EVENT ? INGOT_COMPONENT_PARTITIONS
		       : event->type == INGOT_EV_EVENT_TAG   ? INGOT_COMPONENT_LOADER_CONF
							     : INGOT_COMPONENT_OTHER;
	case 7:
		return part_of_secure_boot(event, place);
	case 8:
		return place == 0 ? INGOT_COMPONENT_OWNER : INGOT_COMPONENT_CONFIGURATION;
	case 9:
		return place == 0 ? INGOT_COMPONENT_CMDLINE : INGOT_COMPONENT_INITRD;
	case 11:
		return event->phase ? INGOT_COMPONENT_PHASE : INGOT_COMPONENT_UKI;
	case 12:
		return INGOT_COMPONENT_ADDITION;
	case 13:
		return INGOT_COMPONENT_EXTENSION;
	case 14:
		return INGOT_COMPONENT_MACHINE_KEYS;
	case 15:
		return INGOT_COMPONENT_CLUSTER;
	default:
		return INGOT_COMPONENT_OTHER;
	}
}
