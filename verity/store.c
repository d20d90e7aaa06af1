/* SPDX-License-Identifier: Apache-2.0 */
/* Files as stores: pread(2), pwrite(2), and their holes. */
#include "verity/store.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"

#define SCAN_SIZE ((size_t)64 << 10)

static int read_file(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data)
{
	const struct ingot_verity_file *file = context;

	for (uint64_t done = 0; done < size;) {
		ssize_t n = pread(file->fd, &ret_data[done], size - done,
				  (off_t)(file->offset + offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		done += (uint64_t)n;
	}
	return 0;
}

static int write_file(void *context, uint64_t offset, struct ingot_bytes data)
{
	const struct ingot_verity_file *file = context;
	uint64_t at = file->offset + offset;

	while (data.size > 0) {
		ssize_t n = pwrite(file->fd, data.data, data.size, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0 || ingot_bytes_skip(&data, (uint64_t)n) < 0)
			return -EIO;
		at += (uint64_t)n;
	}
	return 0;
}

static int next_extent(void *context, uint64_t offset, struct ingot_extent *ret_extent)
{
	const struct ingot_verity_file *file = context;
	struct ingot_extent extent;
	int r;

	if (offset >= file->size)
		return 0;
	r = ingot_extent_next(file->fd, file->offset + offset, &extent);
	if (r <= 0)
		return r;
	extent.offset -= file->offset;
	if (extent.offset >= file->size)
		return 0;
	if (extent.size > file->size - extent.offset)
		extent.size = file->size - extent.offset;
	*ret_extent = extent;
	return 1;
}

int ingot_verity_file_open(int fd, struct ingot_verity_file *ret_file)
{
	struct stat status;
	off_t size;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
		return -ENOTSUP;
	size = lseek(fd, 0, SEEK_END); /* st_size of a block device is 0 */
	if (size < 0)
		return -errno;
	*ret_file = (struct ingot_verity_file){ .fd = fd, .size = (uint64_t)size };
	return 0;
}

struct ingot_verity_store ingot_verity_file_store(struct ingot_verity_file *file)
{
	return (struct ingot_verity_store){
		.context = file,
		.size = file->size,
		.read = read_file,
		.write = write_file,
		.extent = next_extent,
	};
}

/* @bytes: room for SCAN_SIZE of them. */
static int scan(const struct ingot_verity_store *store, struct ingot_extent range, uint8_t *bytes,
		uint64_t *ret_offset)
{
	while (range.size > 0) {
		uint64_t size = range.size < SCAN_SIZE ? range.size : SCAN_SIZE;
		int r = store->read(store->context, range.offset, size, bytes);

		if (r < 0)
			return r;
		for (uint64_t i = 0; i < size; i++) {
			if (bytes[i] == 0)
				continue;
			*ret_offset = range.offset + i;
			return 1;
		}
		range.offset += size;
		range.size -= size;
	}
	return 0;
}

int ingot_verity_store_find(const struct ingot_verity_store *store, uint64_t offset, uint64_t end,
			    uint64_t *ret_offset)
{
	ingot_scoped(ingot_scoped_free) uint8_t *bytes = malloc(SCAN_SIZE);
	int r = 0;

	if (!bytes)
		return -ENOMEM;
	while (r == 0 && offset < end) {
		struct ingot_extent extent = { offset, end - offset };

		if (store->extent) {
			r = store->extent(store->context, offset, &extent);
			if (r <= 0)
				return r;
		}
		if (extent.offset >= end)
			return 0;
		if (extent.size > end - extent.offset)
			extent.size = end - extent.offset;
		offset = extent.offset + extent.size;
		r = scan(store, extent, bytes, ret_offset);
	}
	return r;
}
