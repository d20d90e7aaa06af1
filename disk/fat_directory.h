/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_DISK_FAT_DIRECTORY_H
#define INGOT_DISK_FAT_DIRECTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "disk/fat.h"
#include "disk/utf16.h"

/* Directories of a FAT32 volume and their names (Microsoft FAT specification, 2005, sections 6 and
 * 7). */

#define INGOT_FAT_NAME_UNITS 255
#define INGOT_FAT_NAME_SIZE  (INGOT_FAT_NAME_UNITS * INGOT_UTF16_EXPANSION + 1)
/* Eight characters, a dot, three characters, and a NUL. */
#define INGOT_FAT_SHORT_NAME_SIZE 13

/**
 * struct ingot_fat_entry - a file or a directory
 * @name:          its long name, or its short one where it has no other; UTF-8, NUL-terminated
 * @short_name:    its short name; characters outside ASCII are given as '?'
 * @directory:     it is a directory
 * @first_cluster: where its content starts; 0 if it is empty
 * @size:          bytes of a file; 0 for a directory
 */
struct ingot_fat_entry {
	char name[INGOT_FAT_NAME_SIZE];
	char short_name[INGOT_FAT_SHORT_NAME_SIZE];
	bool directory;
	uint32_t first_cluster;
	uint32_t size;
};

/**
 * struct ingot_fat_directory - cursor over the entries of one directory
 * @fat:     volume
 * @cluster: the cluster that @rest is of
 * @rest:    what is left of it
 * @budget:  bytes of clusters that may still follow; ends loops
 */
struct ingot_fat_directory {
	const struct ingot_fat *fat;
	uint32_t cluster;
	struct ingot_bytes rest;
	uint32_t budget;
};

/** ingot_fat_root - the root directory as an entry, so that it can be opened like any other. */
struct ingot_fat_entry ingot_fat_root(const struct ingot_fat *fat);

/**
 * ingot_fat_directory_open - begin to read a directory
 * @entry: a directory of @fat
 * @ret_directory: cursor; holds nothing to free
 *
 * Returns 0; -EINVAL if @entry is no directory; -EBADMSG if its content lies outside the volume.
 */
int ingot_fat_directory_open(const struct ingot_fat *fat, const struct ingot_fat_entry *entry,
			     struct ingot_fat_directory *ret_directory);

/**
 * ingot_fat_directory_next - the next entry, in the order of the disk
 * @directory: cursor
 * @ret_entry: the entry; the volume label, "." and ".." are left out
 *
 * Long names must be complete, in order, and belong to the short one they precede.
 *
 * Returns 1 with an entry; 0 at the end; -EBADMSG.
 */
int ingot_fat_directory_next(struct ingot_fat_directory *directory,
			     struct ingot_fat_entry *ret_entry);

/**
 * ingot_fat_find - find a file or directory by its path
 * @path: names separated by single '/', without one in front; either case, ASCII only as case goes;
 *        "" is the root
 * @ret_entry: what it names
 *
 * Long and short names both count. A name that two entries of a directory have is an error: which
 * of them the firmware takes would be a guess.
 *
 * Returns 0; -ENOENT if there is none, or a file where a directory is needed; -EBADMSG.
 */
int ingot_fat_find(const struct ingot_fat *fat, const char *path,
		   struct ingot_fat_entry *ret_entry);

#endif
