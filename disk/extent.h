/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_DISK_EXTENT_H
#define INGOT_DISK_EXTENT_H

#include <stdint.h>

/* Where a sparse file has data: what lies between two extents reads as zeros and need not be read.
 */

/**
 * struct ingot_extent - a range of data in a file
 * @offset: first byte
 * @size:   bytes, never 0
 */
struct ingot_extent {
	uint64_t offset;
	uint64_t size;
};

/**
 * ingot_extent_next - find the first data at or after a position
 * @fd:     open regular file or block device; its file position changes
 * @offset: where to start, bytes; at the end or beyond it there is nothing
 * @ret_extent: the data, from @offset at the earliest, to the next hole or the end of the file
 *
 * A file system (or device) that knows no holes has one extent: all of it. Data may well be zeros;
 *a hole always is.
 *
 *	for (uint64_t at = 0; (r = ingot_extent_next(fd, at, &e)) > 0; at = e.offset + e.size)
 *
 * Returns 1 with an extent; 0 if only a hole, or nothing, is left; -EINVAL if @offset exceeds what
 *a file can have; an OS error.
 */
int ingot_extent_next(int fd, uint64_t offset, struct ingot_extent *ret_extent);

#endif
