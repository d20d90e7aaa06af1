/* SPDX-License-Identifier: Apache-2.0 */
/* Secure Boot variables as firmware measures them into PCR 7 (TCG PC Client Firmware
 * Profile 1.06, 3.3.4.8; EDK2). */
#include "measurements/secureboot.h"

#include <errno.h>

/* Longest name: SecureBoot. */
#define NAME_UNITS_MAX 16

static const struct {
	const char *name;
	const struct ingot_guid *vendor;
} variables[INGOT_SECUREBOOT_VARIABLE_COUNT] = {
	[INGOT_SECUREBOOT_STATE] = { "SecureBoot", &ingot_efivar_global },
	[INGOT_SECUREBOOT_PK] = { "PK", &ingot_efivar_global },
	[INGOT_SECUREBOOT_KEK] = { "KEK", &ingot_efivar_global },
	[INGOT_SECUREBOOT_DB] = { "db", &ingot_efivar_security },
	[INGOT_SECUREBOOT_DBX] = { "dbx", &ingot_efivar_security },
};

/* EFI_SECURE_BOOT_ENABLE_DISABLE_GUID of EDK2 */
static const struct ingot_guid enable_vendor = { { 0xc7, 0x0b, 0xa3, 0xf0, 0x08, 0xaf, 0x56, 0x45,
						   0x99, 0xc4, 0x00, 0x10, 0x09, 0xc9, 0x3a,
						   0x44 } };

static bool known(enum ingot_secureboot_variable variable)
{
	return (unsigned)variable < INGOT_SECUREBOOT_VARIABLE_COUNT;
}

const char *ingot_secureboot_variable_name(enum ingot_secureboot_variable variable)
{
	return known(variable) ? variables[variable].name : NULL;
}

int ingot_secureboot_set(struct ingot_secureboot *set, enum ingot_secureboot_variable variable,
			 struct ingot_bytes file)
{
	struct ingot_bytes value;

	if (!known(variable) || variable == INGOT_SECUREBOOT_STATE)
		return -EINVAL;
	if (ingot_siglist_of_file(file, &value) < 0)
		return -EBADMSG;
	set->value[variable] = value;
	if (variable == INGOT_SECUREBOOT_PK)
		set->state = value.size > 0 ? INGOT_SECUREBOOT_ON : INGOT_SECUREBOOT_OFF;
	return 0;
}

/* What the firmware's authenticated variable driver makes of PK and SecureBootEnable when it
 * starts. */
static int find_state(const struct ingot_varstore *store, struct ingot_secureboot *set)
{
	struct ingot_bytes enable;
	int r;

	set->state = INGOT_SECUREBOOT_OFF;
	if (set->value[INGOT_SECUREBOOT_PK].size == 0)
		return 0;
	r = ingot_varstore_find(store, &enable_vendor, "SecureBootEnable", &enable);
	if (r < 0 && r != -ENOENT)
		return r;
	if (r == 0 && enable.size != 1)
		return -EBADMSG;
	if (r == -ENOENT || enable.data[0] == 1)
		set->state = INGOT_SECUREBOOT_ON;
	return 0;
}

int ingot_secureboot_from_store(const struct ingot_varstore *store,
				struct ingot_secureboot *ret_set)
{
	static const char *const unhandled[] = { "dbt", "dbr" };
	struct ingot_secureboot set = { .state = INGOT_SECUREBOOT_OFF };
	struct ingot_bytes value;
	int r;

	for (size_t i = 0; i < sizeof(unhandled) / sizeof(*unhandled); i++) {
		r = ingot_varstore_find(store, &ingot_efivar_security, unhandled[i], &value);
		if (r != -ENOENT)
			return r < 0 ? r : -ENOTSUP;
	}
	for (unsigned i = INGOT_SECUREBOOT_PK; i < INGOT_SECUREBOOT_VARIABLE_COUNT; i++) {
		r = ingot_varstore_find(store, variables[i].vendor, variables[i].name, &value);
		if (r == 0)
			r = ingot_siglist_of_file(value, &set.value[i]);
		if (r < 0 && r != -ENOENT)
			return r;
	}
	r = find_state(store, &set);
	if (r < 0)
		return r;
	*ret_set = set;
	return 0;
}

static int measure(enum ingot_secureboot_variable variable, struct ingot_bytes data,
		   struct ingot_hasher *hasher)
{
	uint8_t name[2 * NAME_UNITS_MAX] = { 0 };
	struct ingot_efivar efivar = { .vendor = *variables[variable].vendor, .data = data };
	size_t count = 0;

	for (; variables[variable].name[count] && count < NAME_UNITS_MAX; count++)
		name[2 * count] = (uint8_t)variables[variable].name[count];
	efivar.name = (struct ingot_bytes){ name, 2 * count };
	return ingot_efivar_measure(&efivar, hasher);
}

int ingot_secureboot_measure(const struct ingot_secureboot *set,
			     enum ingot_secureboot_variable variable, struct ingot_hasher *hasher)
{
	static const uint8_t states[] = { [INGOT_SECUREBOOT_OFF] = 0, [INGOT_SECUREBOOT_ON] = 1 };

	if (!known(variable))
		return -EINVAL;
	if (variable != INGOT_SECUREBOOT_STATE)
		return measure(variable, set->value[variable], hasher);
	if (set->state == INGOT_SECUREBOOT_ABSENT)
		return measure(variable, (struct ingot_bytes){ 0 }, hasher);
	return measure(variable, (struct ingot_bytes){ &states[set->state], 1 }, hasher);
}

int ingot_secureboot_measure_authority(const struct ingot_siglist_entry *entry,
				       struct ingot_hasher *hasher)
{
	return measure(INGOT_SECUREBOOT_DB, entry->whole, hasher);
}
