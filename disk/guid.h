/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_DISK_GUID_H
#define INGOT_DISK_GUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* GUIDs as EFI stores them: the first three fields little-endian (UEFI 2.10, appendix A). */

#define INGOT_GUID_SIZE 16
/* 36 characters and a NUL. */
#define INGOT_GUID_TEXT_SIZE 37

/**
 * struct ingot_guid - a GUID
 * @bytes: in the order of the disk
 */
struct ingot_guid {
	uint8_t bytes[INGOT_GUID_SIZE];
};

/**
 * ingot_guid_take - take a GUID from the front
 * @rest: cursor
 * @ret_guid: copy of its 16 bytes
 *
 * Returns 0; -EBADMSG if fewer than 16 bytes are left.
 */
int ingot_guid_take(struct ingot_bytes *rest, struct ingot_guid *ret_guid);

/**
 * ingot_guid_parse - read the usual text form
 * @text: exactly 36 characters, "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", either case
 * @ret_guid: the GUID
 *
 * Returns 0; -EBADMSG if @text is not that.
 */
int ingot_guid_parse(struct ingot_bytes text, struct ingot_guid *ret_guid);

/** ingot_guid_text - write @guid in the usual text form, lower case. */
void ingot_guid_text(const struct ingot_guid *guid, char ret_text[INGOT_GUID_TEXT_SIZE]);

/** ingot_guid_bytes - view of the 16 bytes; valid while @guid lives. */
struct ingot_bytes ingot_guid_bytes(const struct ingot_guid *guid);

/** ingot_guid_equal - same GUID. */
bool ingot_guid_equal(const struct ingot_guid *a, const struct ingot_guid *b);

/** ingot_guid_is_zero - all 16 bytes are 0. */
bool ingot_guid_is_zero(const struct ingot_guid *guid);

#endif
