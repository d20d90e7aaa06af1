/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_DISK_PARTITION_TYPE_H
#define INGOT_DISK_PARTITION_TYPE_H

#include "disk/guid.h"

/**
 * ingot_partition_type_words - what a partition type GUID means
 * @type: type of a partition
 *
 * Knows the types of the UAPI Discoverable Partitions Specification for x86-64 and arm64, and those
 * that cloud images have. Only for people: nothing is decided by it.
 *
 * Returns static text such as "EFI system partition"; NULL for a type that is not in the table.
 */
const char *ingot_partition_type_words(const struct ingot_guid *type);

#endif
