/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files: bounded read, read-only map, atomic write. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"

#define FIRST_CAPACITY 4096

/*
 * One byte more than asked is always kept free: for the NUL, and to see that a file exceeds its
 * limit.
 */
static int grow(struct ingot_file *file, size_t *capacity, size_t limit)
{
	size_t wanted = *capacity ? *capacity * 2 : FIRST_CAPACITY;
	uint8_t *data;

	if (wanted / 2 > limit || wanted < *capacity)
		wanted = limit + 1;
	data = realloc(file->data, wanted);
	if (!data)
		return -ENOMEM;
	file->data = data;
	*capacity = wanted;
	return 0;
}

static int read_all(int fd, size_t limit, struct ingot_file *file)
{
	size_t capacity = 0;

	for (;;) {
		ssize_t n;

		if (file->size + 1 >= capacity && grow(file, &capacity, limit + 1) < 0)
			return -ENOMEM;
		n = read(fd, file->data + file->size, capacity - file->size - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		file->size += (size_t)n;
		if (file->size > limit)
			return -EFBIG;
	}
	file->data[file->size] = '\0';
	return 0;
}

int ingot_file_read(const char *path, size_t limit, struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r;

	if (limit > SIZE_MAX / 4)
		return -EINVAL;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	r = read_all(fd, limit, &file);
	if (r < 0)
		return r;
	*ret_file = file;
	file = (struct ingot_file){ 0 };
	return 0;
}

int ingot_file_map(const char *path, struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_close) int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	void *data = NULL;
	off_t size;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
		return -ENOTSUP;
	size = lseek(fd, 0, SEEK_END); /* st_size of a block device is 0 */
	if (size < 0)
		return -errno;
	if ((uint64_t)size > SIZE_MAX / 2)
		return -EFBIG;
	if (size > 0)
		data = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return -errno;
	*ret_file = (struct ingot_file){ .data = data, .size = (size_t)size, .mapped = size > 0 };
	return 0;
}

struct ingot_bytes ingot_file_bytes(const struct ingot_file *file)
{
	return (struct ingot_bytes){ file->data, file->size };
}

void ingot_file_close(struct ingot_file *file)
{
	if (file->mapped)
		(void)munmap(file->data, file->size);
	else
		free(file->data);
	*file = (struct ingot_file){ 0 };
}

static int write_all(int fd, struct ingot_bytes rest)
{
	while (rest.size > 0) {
		ssize_t n = write(fd, rest.data, rest.size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0 || ingot_bytes_skip(&rest, (uint64_t)n) < 0)
			return -EIO;
	}
	return 0;
}

static int write_and_flush(int fd, struct ingot_bytes content, mode_t mode)
{
	int r = write_all(fd, content);

	if (r < 0)
		return r;
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

int ingot_file_flush_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	ingot_scoped(ingot_scoped_free) char *folder = NULL;
	ingot_scoped(ingot_scoped_close) int fd = -1;

	folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	if (!folder)
		return -ENOMEM;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* some file systems cannot flush a folder and say so; the rename stands all the same */
	if (fsync(fd) < 0 && errno != EINVAL)
		return -errno;
	return 0;
}

int ingot_file_write(const char *path, struct ingot_bytes content, mode_t mode)
{
	ingot_scoped(ingot_scoped_free) char *temporary = NULL;
	ingot_scoped(ingot_scoped_close) int fd = -1;
	const char *slash = strrchr(path, '/');
	size_t folder_size = slash ? (size_t)(slash - path) + 1 : 0;
	int r;

	if (path[folder_size] == '\0')
		return -EINVAL;
	if (asprintf(&temporary, "%.*s.%s.XXXXXX", (int)folder_size, path, path + folder_size) <
	    0) {
		temporary = NULL;
		return -ENOMEM;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = write_and_flush(fd, content, mode);
	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0) {
		(void)unlink(temporary);
		return r;
	}
	return ingot_file_flush_folder(path);
}
