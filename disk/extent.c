/* SPDX-License-Identifier: Apache-2.0 */
/* Data ranges of sparse files: SEEK_DATA and SEEK_HOLE of lseek(2). */
#include "disk/extent.h"

#include <errno.h>
#include <unistd.h>

static int whole_rest(int fd, off_t offset, struct ingot_extent *ret_extent)
{
	off_t end = lseek(fd, 0, SEEK_END);

	if (end < 0)
		return -errno;
	if (end <= offset)
		return 0;
	*ret_extent = (struct ingot_extent){ (uint64_t)offset, (uint64_t)(end - offset) };
	return 1;
}

int ingot_extent_next(int fd, uint64_t offset, struct ingot_extent *ret_extent)
{
	off_t start;
	off_t end;

	if (offset > INT64_MAX)
		return -EINVAL;
	start = lseek(fd, (off_t)offset, SEEK_DATA);
	if (start < 0 && errno == ENXIO)
		return 0;
	if (start < 0 && (errno == EINVAL || errno == EOPNOTSUPP))
		return whole_rest(fd, (off_t)offset, ret_extent);
	if (start < 0)
		return -errno;
	end = lseek(fd, start, SEEK_HOLE);
	if (end < 0)
		return -errno;
	*ret_extent = (struct ingot_extent){ (uint64_t)start, (uint64_t)(end - start) };
	return 1;
}
