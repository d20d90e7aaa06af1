/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_EROFS_MAP_H
#define INGOT_VERITY_EROFS_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Where a compressed file of erofs has its bytes: its content is cut into clusters of one size, and
 * each has an entry that says whether compressed data begins in it, and where that is. Entries are
 * eight bytes each, or packed into two or four.
 *
 * Spec: Linux, fs/erofs/erofs_fs.h (struct z_erofs_map_header and what follows it) and zmap.c.
 */

/**
 * struct ingot_erofs_map - cursor over the entries of one file
 * @volume:       the file system; borrowed
 * @start:        first byte of the entries
 * @block_bits:   of the file system
 * @cluster_bits: of the file's clusters
 * @size:         bytes of the file
 * @count:        clusters
 * @at:           next one
 * @is_packed:    entries are packed
 * @first_count:  packed ones of four bytes in front
 * @small_count:  packed ones of two bytes behind these; then again four bytes each
 * @is_big:       compressed data of heads may be longer than a block: [0] kind 1, [1] kind 2
 * @has_rest:     the end of the file is with its inode, or with other files
 */
struct ingot_erofs_map {
	struct ingot_bytes volume;
	uint64_t start;
	unsigned block_bits;
	unsigned cluster_bits;
	uint64_t size;
	uint64_t count;
	uint64_t at;
	bool is_packed;
	uint64_t first_count;
	uint64_t small_count;
	bool is_big[2];
	bool has_rest;
};

/**
 * struct ingot_erofs_data - compressed data
 * @content: what it holds begins here in the file, bytes
 * @offset:  where it is in the volume, bytes
 * @size:    its bytes, whole blocks
 */
struct ingot_erofs_data {
	uint64_t content;
	uint64_t offset;
	uint64_t size;
};

/**
 * struct ingot_erofs_file - what is known of a file
 * @end:       first byte behind its inode and extended attributes
 * @size:      bytes of content
 * @is_packed: as in struct ingot_erofs_map
 */
struct ingot_erofs_file {
	uint64_t end;
	uint64_t size;
	bool is_packed;
};

/**
 * ingot_erofs_map_open - begin to read the entries of a file
 * @volume, @block_bits: the file system
 * @file: the file
 * @ret_map: cursor; holds nothing to free
 *
 * Returns 0; -EBADMSG; -ENOTSUP for clusters of sizes that are not handled, or a file that is wholly
 * with others.
 */
int ingot_erofs_map_open(struct ingot_bytes volume, unsigned block_bits,
			 const struct ingot_erofs_file *file, struct ingot_erofs_map *ret_map);

/**
 * ingot_erofs_map_next - the next compressed data
 *
 * Looks at one entry more each time, so that whoever calls can count: data begins not in each.
 *
 * Returns 1 with data; 2 if none begins there; 0 at the end; -EBADMSG.
 */
int ingot_erofs_map_next(struct ingot_erofs_map *map, struct ingot_erofs_data *ret_data);

#endif
