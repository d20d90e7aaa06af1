/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_VARSTORE_H
#define INGOT_MEASUREMENTS_VARSTORE_H

#include "base/bytes.h"
#include "disk/guid.h"
#include "measurements/efivar.h"

/*
 * The file in which QEMU keeps OVMF's variables (OVMF_VARS.fd): a firmware volume whose content is
 * an authenticated variable store (UEFI Platform Initialization 1.8, volume 3, 3.2.1; EDK2,
 * VariableFormat.h).
 */

/**
 * struct ingot_varstore - a store whose headers have been checked
 * @variables: everything behind the headers; view into the file
 */
struct ingot_varstore {
	struct ingot_bytes variables;
};

/**
 * ingot_varstore_open - check the headers of a variable store
 * @file:  the whole file; borrowed, and must outlive @ret_store
 * @ret_store: the store; holds nothing to free
 * @fault: where the format breaks, bytes from the start of @file; may be NULL
 *
 * Returns 0; -EBADMSG; -ENOTSUP for a store without authenticated variables.
 */
int ingot_varstore_open(struct ingot_bytes file, struct ingot_varstore *ret_store,
			struct ingot_fault *fault);

/**
 * ingot_varstore_next - the next variable that is set; deleted and half-written ones are passed
 * over
 * @cursor: 0 at first, then as the last call left it
 * @ret_variable: the variable; views into the file
 *
 * Returns 1 with a variable; 0 at the end; -EBADMSG.
 */
int ingot_varstore_next(const struct ingot_varstore *store, size_t *cursor,
			struct ingot_efivar *ret_variable);

/**
 * ingot_varstore_find - the value of a variable
 * @vendor: whose it is
 * @name:   its name, ASCII
 * @ret_data: its value, never empty; view into the file
 *
 * Returns 0; -ENOENT if it is not set; -EBADMSG, also if it is set twice.
 */
int ingot_varstore_find(const struct ingot_varstore *store, const struct ingot_guid *vendor,
			const char *name, struct ingot_bytes *ret_data);

#endif
