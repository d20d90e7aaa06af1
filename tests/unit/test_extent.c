/* SPDX-License-Identifier: Apache-2.0 */
/* Extents of a sparse file: they cover all data; what lies between them is zeros. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "disk/extent.h"

#define FILE_SIZE ((off_t)8 << 20)
#define DATA_AT   ((off_t)4 << 20)

static void test_file(int fd)
{
	struct ingot_extent extent = { 0 };
	uint64_t at = 0;
	uint64_t covered = 0;
	int found = 0;
	int r;

	while ((r = ingot_extent_next(fd, at, &extent)) > 0) {
		CHECK(extent.size > 0 && extent.offset >= at);
		found |= extent.offset <= (uint64_t)DATA_AT &&
			 extent.offset + extent.size > (uint64_t)DATA_AT;
		covered += extent.size;
		at = extent.offset + extent.size;
	}
	CHECK(r == 0);
	CHECK(found);
	CHECK(at <= (uint64_t)FILE_SIZE);
	/* all of it, on a file system that knows no holes */
	CHECK(covered == (uint64_t)FILE_SIZE || covered < (uint64_t)1 << 20);
}

int main(void)
{
	char path[] = "/tmp/ingot-extent-XXXXXX";
	struct ingot_extent extent = { 7, 7 };
	int fd = mkstemp(path);

	if (!CHECK(fd >= 0))
		return check_result();
	CHECK(ingot_extent_next(fd, 0, &extent) == 0);
	CHECK(ftruncate(fd, FILE_SIZE) == 0);
	CHECK(pwrite(fd, "data", 4, DATA_AT) == 4);
	test_file(fd);
	CHECK(ingot_extent_next(fd, FILE_SIZE, &extent) == 0);
	CHECK(ingot_extent_next(fd, (uint64_t)1 << 40, &extent) == 0);
	CHECK(ingot_extent_next(fd, UINT64_MAX, &extent) == -EINVAL);
	CHECK(close(fd) == 0 && unlink(path) == 0);
	CHECK(ingot_extent_next(-1, 0, &extent) == -EBADF);
	CHECK(extent.offset == 7 && extent.size == 7);
	return check_result();
}
