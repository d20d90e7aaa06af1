/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_COMPONENT_H
#define INGOT_CLI_COMPONENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "measurements/event.h"

/*
 * The parts of a boot that a measurement may be of, as a person names them.
 */

/** enum ingot_component - in the order in which they are told: what explains most is first. */
enum ingot_component {
	INGOT_COMPONENT_LOG,          /* the log is not that of the values */
	INGOT_COMPONENT_SECURE_BOOT,  /* on or off */
	INGOT_COMPONENT_KEYS,         /* Secure Boot's variables */
	INGOT_COMPONENT_AUTHORITY,    /* which of the keys were used */
	INGOT_COMPONENT_LOADER,       /* systemd-boot */
	INGOT_COMPONENT_ADDON,        /* a file beside the UKI that adds to it */
	INGOT_COMPONENT_PROGRAM,      /* another program that the firmware started */
	INGOT_COMPONENT_ADDITION,     /* command line or credentials that are not the UKI's own */
	INGOT_COMPONENT_EXTENSION,    /* of the system */
	INGOT_COMPONENT_MACHINE_KEYS, /* shim's */
	INGOT_COMPONENT_KERNEL,
	INGOT_COMPONENT_INITRD,
	INGOT_COMPONENT_CMDLINE,
	INGOT_COMPONENT_SECTION, /* another section of the UKI */
	INGOT_COMPONENT_UKI,     /* as a whole */
	INGOT_COMPONENT_LOADER_CONF,
	INGOT_COMPONENT_PARTITIONS,
	INGOT_COMPONENT_OWNER, /* of the node configuration */
	INGOT_COMPONENT_CONFIGURATION,
	INGOT_COMPONENT_CLUSTER,
	INGOT_COMPONENT_PHASE,
	INGOT_COMPONENT_OTHER,
	INGOT_COMPONENT_COUNT
};

/** ingot_component_key - "secure-boot", "kernel", … for JSON; static. */
const char *ingot_component_key(enum ingot_component part);

/** ingot_component_name - "Secure Boot", "kernel", … for people; static. */
const char *ingot_component_name(enum ingot_component part);

/** ingot_component_replaces - each boot has such a part: one that differs is another, and not one more. */
bool ingot_component_replaces(enum ingot_component part);

/**
 * ingot_component_of - what an event measures
 * @event: of golden values, whose words and causes are ours, or of a log
 * @place: how many events of its PCR and type come before it
 *
 * Of a log nothing but PCR, type and place is used, for its words are not what was measured.
 */
enum ingot_component ingot_component_of(const struct ingot_event *event, size_t place);

#define INGOT_COMPONENT_SECURE_BOOT_ON "it is on"

/* States of Secure Boot: those below the next number are off. */
#define INGOT_COMPONENT_STATE_OFF_COUNT 2
#define INGOT_COMPONENT_STATE_COUNT     3

/**
 * ingot_component_state_digest - what is extended for a state of Secure Boot
 * @state: 0..INGOT_COMPONENT_STATE_COUNT - 1
 *
 * Returns 0; errors of ingot_digest_of().
 */
int ingot_component_state_digest(unsigned state, enum ingot_hash hash,
				 struct ingot_digest *ret_digest);

/**
 * ingot_component_secure_boot - what the first event of PCR 7 says of Secure Boot
 * @digest: of the event
 *
 * It measures the variable SecureBoot: TCG PC Client Platform Firmware Profile 1.06, 3.3.4.8 and
 * 10.2.6 "UEFI_VARIABLE_DATA".
 *
 * Returns INGOT_COMPONENT_SECURE_BOOT_ON, "it is off", "it is not set, so off", or "it is in no state that
 * is known"; static.
 */
const char *ingot_component_secure_boot(const struct ingot_digest *digest);

/**
 * ingot_component_section - which section of a UKI an event of PCR 11 names
 * @digest: of the event
 *
 * systemd-stub(7): the stub measures the name with its NUL, then the content.
 *
 * Returns one of enum ingot_uki_section; INGOT_UKI_SECTION_COUNT if it is no such name.
 */
unsigned ingot_component_section(const struct ingot_digest *digest);

/** ingot_component_of_section - the part that a section of a UKI is. */
enum ingot_component ingot_component_of_section(unsigned section);

#endif
