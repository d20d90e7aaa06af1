/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_OSRELEASE_H
#define INGOT_MEASUREMENTS_OSRELEASE_H

#include <stddef.h>

#include "base/bytes.h"

/**
 * ingot_osrelease_find - look up a field of an os-release file
 * @file:     its bytes, such as a UKI's section .osrel
 * @name:     the field, such as "IMAGE_VERSION"
 * @capacity: bytes at @ret_value
 * @ret_value: its value and a NUL; printable ASCII; owned by the caller
 *
 * A value may stand in single or double quotes; one with escapes or quotes inside is not read. The
 * last line of a name counts. Spec: os-release(5).
 *
 * Returns 0; -ENOENT if there is none; -EBADMSG if its value is not of that form; -EFBIG if it does
 * not fit.
 */
int ingot_osrelease_find(struct ingot_bytes file, const char *name, size_t capacity,
			 char *ret_value);

#endif
