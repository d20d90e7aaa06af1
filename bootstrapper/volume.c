/* SPDX-License-Identifier: Apache-2.0 */
/* File systems by their first bytes: ECMA-119, and Microsoft's description of FAT 1.03. */
#include "bootstrapper/volume.h"

#include <stdbool.h>
#include <string.h>

#define ISO_DESCRIPTOR_OFFSET 32768
#define ISO_PRIMARY           1
#define FAT_SECTOR_SIZE       512
#define FAT_EXTENDED          0x29

/* Offsets in the boot sector: of the extended signature, the label, the type's name. */
static const struct {
	uint16_t signature;
	uint16_t label;
	uint16_t name;
	const char *is;
} fats[] = {
	{ 38, 43, 54, "FAT12   " },
	{ 38, 43, 54, "FAT16   " },
	{ 66, 71, 82, "FAT32   " },
};

#define FAT_LABEL_SIZE 11

static bool holds(struct ingot_bytes whole, uint64_t offset, struct ingot_bytes wanted)
{
	struct ingot_bytes part;

	return ingot_bytes_slice(whole, offset, wanted.size, &part) == 0 &&
	       ingot_bytes_equal(part, wanted);
}

static void set_label(struct ingot_bytes label, struct ingot_volume *volume)
{
	memset(volume->label, 0, sizeof(volume->label));
	for (size_t i = 0; i < label.size; i++)
		if (label.data[i] < ' ' || label.data[i] > '~')
			return;
	while (label.size > 0 && label.data[label.size - 1] == ' ')
		label.size--;
	if (label.size > 0 && label.size < sizeof(volume->label))
		memcpy(volume->label, label.data, label.size);
}

static int read_iso(struct ingot_bytes head, struct ingot_volume *volume)
{
	static const uint8_t start[] = { ISO_PRIMARY, 'C', 'D', '0', '0', '1' };
	struct ingot_bytes label;

	if (!holds(head, ISO_DESCRIPTOR_OFFSET, (struct ingot_bytes){ start, sizeof(start) }) ||
	    ingot_bytes_slice(head, ISO_DESCRIPTOR_OFFSET + 40, 32, &label) < 0)
		return 0;
	volume->type = "iso9660";
	set_label(label, volume);
	return 1;
}

static int read_fat(struct ingot_bytes head, struct ingot_volume *volume)
{
	static const uint8_t end[] = { 0x55, 0xaa };
	static const uint8_t extended = FAT_EXTENDED;
	struct ingot_bytes sector, label;

	if (ingot_bytes_slice(head, 0, FAT_SECTOR_SIZE, &sector) < 0 ||
	    !holds(sector, FAT_SECTOR_SIZE - sizeof(end), (struct ingot_bytes){ end, sizeof(end) }))
		return 0;
	for (size_t i = 0; i < sizeof(fats) / sizeof(fats[0]); i++) {
		if (!holds(sector, fats[i].signature, (struct ingot_bytes){ &extended, 1 }) ||
		    !holds(sector, fats[i].name, ingot_bytes_of_text(fats[i].is)) ||
		    ingot_bytes_slice(sector, fats[i].label, FAT_LABEL_SIZE, &label) < 0)
			continue;
		volume->type = "vfat";
		set_label(label, volume);
		return 1;
	}
	return 0;
}

int ingot_volume_read(struct ingot_bytes head, struct ingot_volume *ret_volume)
{
	struct ingot_volume volume;

	if (!read_iso(head, &volume) && !read_fat(head, &volume))
		return 0;
	*ret_volume = volume;
	return 1;
}
