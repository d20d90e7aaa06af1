/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_DISK_FAT_CHECK_H
#define INGOT_DISK_FAT_CHECK_H

#include "disk/fat.h"

/**
 * ingot_fat_check - check a whole FAT32 volume
 * @fat:   volume that ingot_fat_open() gave
 * @fault: where and how it is broken, bytes from the start of the volume; may be NULL. Of what
 *         concerns a file, the offset is that of its first cluster
 *
 * The allocation tables are the same, and so are the boot sector and its backup; every directory can
 * be read; every file has exactly the clusters that its size needs; no cluster belongs to two files;
 * no cluster is taken that no file has. Memory: one bit for each cluster.
 *
 * Returns 0; -EBADMSG; -EFBIG for more directories inside each other, or more entries, than we
 * follow; -ENOMEM.
 */
int ingot_fat_check(const struct ingot_fat *fat, struct ingot_fault *fault);

#endif
