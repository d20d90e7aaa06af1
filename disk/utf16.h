/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_DISK_UTF16_H
#define INGOT_DISK_UTF16_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Little-endian UTF-16 names, as GPT, FAT and EFI variables have them. */

/* Bytes of UTF-8 that one UTF-16 unit needs at most. */
#define INGOT_UTF16_EXPANSION 3

/**
 * ingot_utf16_text - turn a name into UTF-8
 * @name: UTF-16LE units; ends at the first NUL unit, or with the view
 * @capacity: bytes that @ret_text holds; INGOT_UTF16_EXPANSION for each unit of @name and 1 always
 *            suffice
 * @ret_text: the text and a NUL; owned by the caller
 *
 * Control characters are refused, so that the text is safe to print. Spec: RFC 2781, RFC 3629.
 *
 * Returns 0; -EBADMSG if @name has an odd size, a lone surrogate, or a control character; -EFBIG if
 * it does not fit.
 */
int ingot_utf16_text(struct ingot_bytes name, size_t capacity, char *ret_text);

#endif
