/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_VOLUME_H
#define INGOT_BOOTSTRAPPER_VOLUME_H

#include "base/bytes.h"

/*
 * What the first bytes of a block device say about the file system on it: as much as is needed to
 * tell a config drive from any other disk.
 */

/* How many bytes of a device are looked at: up to the end of ISO 9660's first volume descriptor. */
#define INGOT_VOLUME_HEAD_SIZE  ((size_t)34816)

#define INGOT_VOLUME_LABEL_SIZE 33

/**
 * struct ingot_volume - a file system
 * @type:  as mount(2) takes it: "iso9660" or "vfat"; static
 * @label: printable ASCII without the spaces at its end; may be empty
 */
struct ingot_volume {
	const char *type;
	char label[INGOT_VOLUME_LABEL_SIZE];
};

/**
 * ingot_volume_read - recognize ISO 9660, FAT12, FAT16 and FAT32
 * @head: the first INGOT_VOLUME_HEAD_SIZE bytes of a device, or all of a smaller one
 * @ret_volume: the file system
 *
 * A label with other than printable ASCII counts as no label. FAT's label is the boot sector's, not
 * the one of the root directory. Where both file systems are there, it is ISO 9660.
 * Spec: ECMA-119 8.4 (volume identifier); FAT: General Overview of On-Disk Format 1.03, boot sector.
 *
 * Returns 1; 0 if it is neither.
 */
int ingot_volume_read(struct ingot_bytes head, struct ingot_volume *ret_volume);

#endif
