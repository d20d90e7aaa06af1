/* SPDX-License-Identifier: Apache-2.0 */
/* The SMBIOS structure table, DMTF DSP0134 3.7. */
#include "bootstrapper/smbios.h"

#include <errno.h>
#include <stdbool.h>

#define HEADER_SIZE 4

/* Takes the strings and the NUL that ends them; a structure without strings has two NULs there. */
static int take_strings(struct ingot_bytes *rest, struct ingot_bytes *ret_strings)
{
	struct ingot_bytes walk = *rest, text;
	size_t size = 0;
	uint8_t end;

	for (;;) {
		if (ingot_bytes_take_string(&walk, &text) < 0)
			return -EBADMSG;
		if (text.size == 0)
			break;
		size += text.size + 1;
	}
	if (size == 0 && (ingot_bytes_take_u8(&walk, &end) < 0 || end != 0))
		return -EBADMSG;
	if (ingot_bytes_take(rest, size, ret_strings) < 0)
		return -EBADMSG;
	*rest = walk;
	return 0;
}

int ingot_smbios_next(struct ingot_bytes *rest, struct ingot_smbios_structure *ret_structure)
{
	struct ingot_smbios_structure structure;
	struct ingot_bytes walk = *rest;
	uint8_t length;

	if (walk.size == 0)
		return 0;
	if (ingot_bytes_take_u8(&walk, &structure.type) < 0 ||
	    ingot_bytes_take_u8(&walk, &length) < 0 || length < HEADER_SIZE ||
	    ingot_bytes_take_le16(&walk, &structure.handle) < 0 ||
	    ingot_bytes_take(&walk, length - HEADER_SIZE, &structure.formatted) < 0 ||
	    take_strings(&walk, &structure.strings) < 0)
		return -EBADMSG;
	*rest = walk;
	*ret_structure = structure;
	return 1;
}

/* Looks at one structure's strings. Returns 1 if @ret_value was set; 0; -EBADMSG. */
static int find_in_strings(struct ingot_bytes strings, bool found, struct ingot_reason *reason,
			   struct ingot_bytes *ret_value)
{
	struct ingot_bytes text;

	while (ingot_bytes_take_string(&strings, &text) == 0) {
		struct ingot_bytes value = text;

		if (ingot_bytes_take_prefix(&value, ingot_bytes_of_text(INGOT_SMBIOS_NODE))) {
			if (found)
				return ingot_refuse(reason, -EBADMSG,
						    "SMBIOS: two strings " INGOT_SMBIOS_NODE);
			*ret_value = value;
			found = true;
		} else if (ingot_bytes_take_prefix(&value,
						   ingot_bytes_of_text(INGOT_SMBIOS_PREFIX))) {
			return ingot_refuse(
				reason, -EBADMSG, "SMBIOS: string that is not known: %.*s",
				(int)(text.size < 64 ? text.size : 64), (const char *)text.data);
		}
	}
	return found;
}

int ingot_smbios_find_node(struct ingot_bytes table, struct ingot_reason *reason,
			   struct ingot_bytes *ret_value)
{
	struct ingot_bytes rest = table, value = { 0 };
	struct ingot_smbios_structure structure;
	int found = 0;
	int r;

	while ((r = ingot_smbios_next(&rest, &structure)) > 0 &&
	       structure.type != INGOT_SMBIOS_END) {
		if (structure.type != INGOT_SMBIOS_OEM_STRINGS)
			continue;
		found = find_in_strings(structure.strings, found, reason, &value);
		if (found < 0)
			return found;
	}
	if (r < 0)
		return ingot_refuse(reason, r, "SMBIOS: malformed structure at byte %zu",
				    table.size - rest.size);
	if (found)
		*ret_value = value;
	return found;
}
