/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_SMBIOS_H
#define INGOT_BOOTSTRAPPER_SMBIOS_H

#include "base/bytes.h"
#include "base/reason.h"

/*
 * The machine's SMBIOS structure table, as firmware left it and the kernel shows it in
 * /sys/firmware/dmi/tables/DMI. The host writes it. Spec: DMTF DSP0134 3.7.
 */

/* Larger tables are refused unread. */
#define INGOT_SMBIOS_TABLE_SIZE_MAX ((size_t)4 << 20)

/* Whose text a type 11 string is, as systemd's "io.systemd.credential:" is systemd's. */
#define INGOT_SMBIOS_PREFIX      "ingot."
#define INGOT_SMBIOS_NODE        "ingot.node="

#define INGOT_SMBIOS_OEM_STRINGS 11
#define INGOT_SMBIOS_END         127

/**
 * struct ingot_smbios_structure - one structure of the table; views into it
 * @type:      its type, 0..255
 * @handle:    its handle
 * @formatted: what follows the four bytes of its header, up to the strings
 * @strings:   its strings, each with its NUL, without the NUL that ends them; may be empty
 */
struct ingot_smbios_structure {
	uint8_t type;
	uint16_t handle;
	struct ingot_bytes formatted;
	struct ingot_bytes strings;
};

/**
 * ingot_smbios_next - take the next structure
 * @rest: cursor over a table; advanced on success
 * @ret_structure: the structure
 *
 * The end-of-table structure (type 127) is handed out too; what is behind it is no table any more.
 * Spec: DSP0134 6.1.2 (header), 6.1.3 (strings).
 *
 * Returns 1; 0 if @rest is empty; -EBADMSG if a structure is cut, or its length under four.
 */
int ingot_smbios_next(struct ingot_bytes *rest, struct ingot_smbios_structure *ret_structure);

/**
 * ingot_smbios_find_node - the string of all type 11 structures that begins with "ingot.node="
 * @table:  the whole table
 * @reason: set on failure
 * @ret_value: what follows the "=", a view into @table; may be empty
 *
 * All strings of a structure are looked at, whatever count it states. Spec: DSP0134 7.12.
 *
 * Returns 1; 0 if there is none; -EBADMSG if the table is malformed, if there are two such strings,
 * or if another string begins with "ingot.".
 */
int ingot_smbios_find_node(struct ingot_bytes table, struct ingot_reason *reason,
			   struct ingot_bytes *ret_value);

#endif
