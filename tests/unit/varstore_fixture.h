/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_VARSTORE_FIXTURE_H
#define INGOT_TESTS_UNIT_VARSTORE_FIXTURE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "disk/guid.h"

/* A small variable store as OVMF keeps it (EDK2, PiFirmwareVolume.h and VariableFormat.h). */

#define VARSTORE_AT         72
#define VARSTORE_SIZE       8192
#define VARSTORE_STORE_SIZE (VARSTORE_SIZE - VARSTORE_AT)

struct varstore_fixture {
	uint8_t data[VARSTORE_SIZE];
	size_t end;
};

static inline void varstore_put(uint8_t *at, unsigned width, uint64_t value)
{
	for (unsigned i = 0; i < width; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static inline void varstore_make(struct varstore_fixture *f)
{
	static const uint8_t volume[16] = { 0x8d, 0x2b, 0xf1, 0xff, 0x96, 0x76, 0x8b, 0x4c,
					    0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50 };
	static const uint8_t store[16] = { 0x78, 0x2c, 0xf3, 0xaa, 0x7b, 0x94, 0x9a, 0x43,
					   0xa1, 0x80, 0x2e, 0x14, 0x4e, 0xc3, 0x77, 0x92 };
	uint16_t sum = 0;

	memset(f->data, 0xff, sizeof(f->data));
	memset(f->data, 0, VARSTORE_AT);
	memcpy(&f->data[16], volume, sizeof(volume));
	varstore_put(&f->data[32], 8, VARSTORE_SIZE);
	memcpy(&f->data[40], "_FVH", 4);
	varstore_put(&f->data[48], 2, VARSTORE_AT);
	varstore_put(&f->data[56], 4, 2);
	varstore_put(&f->data[60], 4, 4096);
	for (unsigned i = 0; i < VARSTORE_AT; i += 2)
		sum = (uint16_t)(sum + f->data[i] + (f->data[i + 1] << 8));
	varstore_put(&f->data[50], 2, (uint16_t)-sum);
	memcpy(&f->data[VARSTORE_AT], store, sizeof(store));
	varstore_put(&f->data[VARSTORE_AT + 16], 4, VARSTORE_STORE_SIZE);
	varstore_put(&f->data[VARSTORE_AT + 20], 2, 0xfe5a);
	f->end = VARSTORE_AT + 28;
}

static inline void varstore_add_bytes(struct varstore_fixture *f, uint8_t state,
				      const struct ingot_guid *vendor, const char *name,
				      struct ingot_bytes value)
{
	uint8_t *at = &f->data[f->end];
	size_t name_size = 2 * (strlen(name) + 1);

	if (f->end + 60 + name_size + value.size > sizeof(f->data))
		abort();
	memset(at, 0, 60 + name_size);
	varstore_put(&at[0], 2, 0x55aa);
	at[2] = state;
	varstore_put(&at[4], 4, 0x27);
	varstore_put(&at[36], 4, name_size);
	varstore_put(&at[40], 4, value.size);
	memcpy(&at[44], vendor->bytes, 16);
	for (size_t i = 0; name[i]; i++)
		at[60 + 2 * i] = (uint8_t)name[i];
	memcpy(&at[60 + name_size], value.data, value.size);
	f->end += (60 + name_size + value.size + 3) / 4 * 4;
}

static inline void varstore_add(struct varstore_fixture *f, uint8_t state,
				const struct ingot_guid *vendor, const char *name,
				const char *value)
{
	varstore_add_bytes(f, state, vendor, name, ingot_bytes_of_text(value));
}

static inline struct ingot_bytes varstore_bytes(const struct varstore_fixture *f)
{
	return (struct ingot_bytes){ f->data, sizeof(f->data) };
}

#endif
