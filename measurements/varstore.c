/* SPDX-License-Identifier: Apache-2.0 */
/* OVMF's variable store: firmware volume, authenticated variable store (EDK2, VariableFormat.h). */
#include "measurements/varstore.h"

#include <errno.h>
#include <stdbool.h>

#define VOLUME_SIGNATURE   "_FVH"
#define VOLUME_HEADER_SIZE 72 /* with a block map of one entry and its end */
#define STORE_HEADER_SIZE  28
#define STORE_FORMATTED    0x5a
#define STORE_HEALTHY      0xfe

#define VARIABLE_START     0x55aa
#define VARIABLE_ALIGNMENT 4
#define VARIABLE_ADDED     0x3f
/* A replacement of it is being written; until that is complete, this one counts. */
#define VARIABLE_IN_TRANSITION 0x3e

/* EFI_SYSTEM_NV_DATA_FV_GUID, EFI_AUTHENTICATED_VARIABLE_GUID, EFI_VARIABLE_GUID */
static const struct ingot_guid volume_guid = { { 0x8d, 0x2b, 0xf1, 0xff, 0x96, 0x76, 0x8b, 0x4c,
						 0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50 } };
static const struct ingot_guid authenticated_guid = { { 0x78, 0x2c, 0xf3, 0xaa, 0x7b, 0x94, 0x9a,
							0x43, 0xa1, 0x80, 0x2e, 0x14, 0x4e, 0xc3,
							0x77, 0x92 } };
static const struct ingot_guid plain_guid = { { 0x16, 0x36, 0xcf, 0xdd, 0x75, 0x32, 0x64, 0x41,
						0x98, 0xb6, 0xfe, 0x85, 0x70, 0x7f, 0xfe, 0x7d } };

struct variable {
	uint8_t state;
	struct ingot_efivar efivar;
};

static bool sums_to_zero(struct ingot_bytes header)
{
	uint16_t sum = 0;
	uint16_t word;

	while (ingot_bytes_take_le16(&header, &word) == 0)
		sum = (uint16_t)(sum + word);
	return sum == 0;
}

static int take_volume_header(struct ingot_bytes *rest, struct ingot_fault *fault)
{
	struct ingot_bytes whole = *rest;
	struct ingot_bytes header;
	struct ingot_guid guid;
	uint64_t volume_size;
	uint16_t header_size;

	if (ingot_bytes_skip(rest, 16) < 0 || ingot_guid_take(rest, &guid) < 0 ||
	    ingot_bytes_take_le64(rest, &volume_size) < 0 ||
	    !ingot_bytes_take_prefix(rest, ingot_bytes_of_text(VOLUME_SIGNATURE)) ||
	    ingot_bytes_skip(rest, 4) < 0 || ingot_bytes_take_le16(rest, &header_size) < 0)
		return ingot_fault_at(fault, 0, "no firmware volume header");
	if (!ingot_guid_equal(&guid, &volume_guid))
		return ingot_fault_at(fault, 16, "firmware volume does not hold variables");
	if (header_size != VOLUME_HEADER_SIZE ||
	    ingot_bytes_slice(whole, 0, header_size, &header) < 0 || !sums_to_zero(header))
		return ingot_fault_at(fault, 48,
				      "size or checksum of the firmware volume header is wrong");
	if (volume_size < header_size ||
	    ingot_bytes_slice(whole, header_size, volume_size - header_size, rest) < 0)
		return ingot_fault_at(fault, 32, "firmware volume is larger than the file");
	return 0;
}

int ingot_varstore_open(struct ingot_bytes file, struct ingot_varstore *ret_store,
			struct ingot_fault *fault)
{
	struct ingot_bytes rest = file;
	struct ingot_guid guid;
	struct ingot_bytes variables;
	uint32_t size;
	uint8_t format;
	uint8_t state;

	if (take_volume_header(&rest, fault) < 0)
		return -EBADMSG;
	if (ingot_guid_take(&rest, &guid) < 0 || ingot_bytes_take_le32(&rest, &size) < 0 ||
	    ingot_bytes_take_u8(&rest, &format) < 0 || ingot_bytes_take_u8(&rest, &state) < 0 ||
	    ingot_bytes_skip(&rest, 6) < 0)
		return ingot_fault_at(fault, VOLUME_HEADER_SIZE, "no variable store header");
	if (ingot_guid_equal(&guid, &plain_guid)) {
		(void)ingot_fault_at(fault, VOLUME_HEADER_SIZE,
				     "variable store has no authenticated variables");
		return -ENOTSUP;
	}
	if (!ingot_guid_equal(&guid, &authenticated_guid))
		return ingot_fault_at(fault, VOLUME_HEADER_SIZE, "no variable store header");
	if (format != STORE_FORMATTED || state != STORE_HEALTHY)
		return ingot_fault_at(fault, VOLUME_HEADER_SIZE + 20,
				      "variable store is not formatted and healthy");
	if (size < STORE_HEADER_SIZE ||
	    ingot_bytes_take(&rest, size - STORE_HEADER_SIZE, &variables) < 0)
		return ingot_fault_at(fault, VOLUME_HEADER_SIZE + 16,
				      "variable store is larger than its volume");
	*ret_store = (struct ingot_varstore){ variables };
	return 0;
}

/* 1 = a variable in any state, 0 = the end. */
static int take_variable(const struct ingot_varstore *store, size_t *cursor, struct variable *v)
{
	struct ingot_bytes rest = store->variables;
	struct ingot_efivar *e = &v->efivar;
	uint16_t start;
	uint32_t name_size;
	uint32_t data_size;
	size_t end;

	if (ingot_bytes_skip(&rest, *cursor) < 0)
		return -EBADMSG;
	if (ingot_bytes_take_le16(&rest, &start) < 0 || start != VARIABLE_START)
		return 0;
	if (ingot_bytes_take_u8(&rest, &v->state) < 0 ||
	    ingot_bytes_skip(&rest, 33) < 0 || /* attributes, count, time, key */
	    ingot_bytes_take_le32(&rest, &name_size) < 0 ||
	    ingot_bytes_take_le32(&rest, &data_size) < 0 ||
	    ingot_guid_take(&rest, &e->vendor) < 0 ||
	    ingot_bytes_take(&rest, name_size, &e->name) < 0 ||
	    ingot_bytes_take(&rest, data_size, &e->data) < 0)
		return -EBADMSG;
	end = store->variables.size - rest.size;
	end += -end % VARIABLE_ALIGNMENT;
	*cursor = end < store->variables.size ? end : store->variables.size;
	return 1;
}

/* Drops the NUL that the store counts as part of a name. */
static bool trim_name(struct ingot_efivar *e)
{
	struct ingot_bytes name = e->name;
	uint16_t unit;

	if (name.size < 4 || name.size % 2 != 0 || ingot_bytes_skip(&name, name.size - 2) < 0 ||
	    ingot_bytes_take_le16(&name, &unit) < 0 || unit != 0)
		return false;
	e->name.size -= 2;
	return true;
}

static int next_in_state(const struct ingot_varstore *store, size_t *cursor, uint8_t state,
			 struct ingot_efivar *ret_variable)
{
	size_t at = *cursor;
	struct variable v;
	int r;

	while ((r = take_variable(store, &at, &v)) > 0) {
		if (v.state != state)
			continue;
		if (!trim_name(&v.efivar) || v.efivar.data.size == 0)
			return -EBADMSG;
		*cursor = at;
		*ret_variable = v.efivar;
		return 1;
	}
	return r;
}

static int find_in_state(const struct ingot_varstore *store, uint8_t state,
			 const struct ingot_guid *vendor, const char *name,
			 struct ingot_bytes *data)
{
	struct ingot_efivar variable;
	size_t cursor = 0;
	bool found = false;
	int r;

	while ((r = next_in_state(store, &cursor, state, &variable)) > 0) {
		if (!ingot_efivar_is(&variable, vendor, name))
			continue;
		if (found)
			return -EBADMSG;
		found = true;
		*data = variable.data;
	}
	if (r < 0)
		return r;
	return found ? 0 : -ENOENT;
}

int ingot_varstore_next(const struct ingot_varstore *store, size_t *cursor,
			struct ingot_efivar *ret_variable)
{
	return next_in_state(store, cursor, VARIABLE_ADDED, ret_variable);
}

int ingot_varstore_find(const struct ingot_varstore *store, const struct ingot_guid *vendor,
			const char *name, struct ingot_bytes *ret_data)
{
	struct ingot_bytes data;
	int r = find_in_state(store, VARIABLE_ADDED, vendor, name, &data);

	if (r == -ENOENT)
		r = find_in_state(store, VARIABLE_IN_TRANSITION, vendor, name, &data);
	if (r < 0)
		return r;
	*ret_data = data;
	return 0;
}
