/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_EFIVAR_H
#define INGOT_MEASUREMENTS_EFIVAR_H

#include "base/bytes.h"
#include "base/digest.h"
#include "disk/guid.h"

/* EFI variables as firmware measures them: UEFI_VARIABLE_DATA (TCG PC Client Platform Firmware
 * Profile 1.06, 10.2.6). */

extern const struct ingot_guid ingot_efivar_global; /* EFI_GLOBAL_VARIABLE */
extern const struct ingot_guid
	ingot_efivar_security; /* EFI_IMAGE_SECURITY_DATABASE_GUID: db, dbx */

/**
 * struct ingot_efivar - a variable
 * @vendor: whose it is
 * @name:   UTF-16LE, without a NUL; borrowed
 * @data:   its value; borrowed; empty for a variable that is not set
 */
struct ingot_efivar {
	struct ingot_guid vendor;
	struct ingot_bytes name;
	struct ingot_bytes data;
};

/**
 * ingot_efivar_parse - read the data of an EV_EFI_VARIABLE_… event
 * @event:   all of the event's data; borrowed
 * @ret_variable: the variable; views into @event
 *
 * Returns 0; -EBADMSG if the lengths inside do not make up exactly @event.
 */
int ingot_efivar_parse(struct ingot_bytes event, struct ingot_efivar *ret_variable);

/**
 * ingot_efivar_measure - feed what firmware measures of a variable
 * @variable: the variable
 * @hasher:   gets the UEFI_VARIABLE_DATA: vendor, length of the name in units, length of the data,
 *            name, data
 *
 * The digest of an EV_EFI_VARIABLE_DRIVER_CONFIG or EV_EFI_VARIABLE_AUTHORITY event is the hash of
 * exactly these bytes.
 *
 * Returns 0; -EINVAL if the name has an odd size; -EIO if hashing fails.
 */
int ingot_efivar_measure(const struct ingot_efivar *variable, struct ingot_hasher *hasher);

/** ingot_efivar_is - the variable is @vendor's and has exactly this name, ASCII. */
bool ingot_efivar_is(const struct ingot_efivar *variable, const struct ingot_guid *vendor,
		     const char *name);

#endif
