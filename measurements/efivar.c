/* SPDX-License-Identifier: Apache-2.0 */
/* UEFI_VARIABLE_DATA: EFI variables as firmware measures them (TCG PC Client Firmware
 * Profile 1.06, 10.2.6). */
#include "measurements/efivar.h"

#include <errno.h>

#define UNIT_SIZE 2

const struct ingot_guid ingot_efivar_global = { { 0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11,
						  0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b,
						  0x8c } };
const struct ingot_guid ingot_efivar_security = { { 0xcb, 0xb2, 0x19, 0xd7, 0x3a, 0x3d, 0x96, 0x45,
						    0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65,
						    0x6f } };

int ingot_efivar_parse(struct ingot_bytes event, struct ingot_efivar *ret_variable)
{
	struct ingot_efivar variable;
	struct ingot_bytes rest = event;
	uint64_t name_units;
	uint64_t data_size;
	uint64_t name_size;

	if (ingot_guid_take(&rest, &variable.vendor) < 0 ||
	    ingot_bytes_take_le64(&rest, &name_units) < 0 ||
	    ingot_bytes_take_le64(&rest, &data_size) < 0 ||
	    __builtin_mul_overflow(name_units, UNIT_SIZE, &name_size) ||
	    ingot_bytes_take(&rest, name_size, &variable.name) < 0 ||
	    ingot_bytes_take(&rest, data_size, &variable.data) < 0 || rest.size != 0)
		return -EBADMSG;
	*ret_variable = variable;
	return 0;
}

static int feed_le64(struct ingot_hasher *hasher, uint64_t value)
{
	uint8_t bytes[sizeof(value)];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
	return ingot_hasher_update(hasher, (struct ingot_bytes){ bytes, sizeof(bytes) });
}

int ingot_efivar_measure(const struct ingot_efivar *variable, struct ingot_hasher *hasher)
{
	if (variable->name.size % UNIT_SIZE != 0)
		return -EINVAL;
	if (ingot_hasher_update(hasher, ingot_guid_bytes(&variable->vendor)) < 0 ||
	    feed_le64(hasher, variable->name.size / UNIT_SIZE) < 0 ||
	    feed_le64(hasher, variable->data.size) < 0 ||
	    ingot_hasher_update(hasher, variable->name) < 0 ||
	    ingot_hasher_update(hasher, variable->data) < 0)
		return -EIO;
	return 0;
}

bool ingot_efivar_is(const struct ingot_efivar *variable, const struct ingot_guid *vendor,
		     const char *name)
{
	struct ingot_bytes rest = variable->name;
	uint16_t unit;

	for (; *name; name++)
		if (ingot_bytes_take_le16(&rest, &unit) < 0 || unit != (uint8_t)*name)
			return false;
	return rest.size == 0 && ingot_guid_equal(&variable->vendor, vendor);
}
