/* SPDX-License-Identifier: Apache-2.0 */
/* A large file while it comes, that survives an interruption. */
#include "cli/part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"

#define CHUNK_SIZE ((size_t)64 << 10)
/* Holes begin and end at multiples of it on all file systems that have any. */
#define BLOCK_SIZE ((size_t)4 << 10)

void ingot_part_close(struct ingot_part *part)
{
	if (part->fd >= 0)
		(void)close(part->fd);
	ingot_hasher_free(part->hasher);
	free(part->output);
	free(part->path);
	free(part->tag);
	*part = (struct ingot_part){ .fd = -1 };
}

static int name(const char *output, struct ingot_part *part)
{
	part->output = strdup(output);
	if (!part->output || asprintf(&part->path, "%s" INGOT_PART_SUFFIX, output) < 0) {
		part->path = NULL;
		return -ENOMEM;
	}
	if (asprintf(&part->tag, "%s" INGOT_PART_TAG, part->path) < 0) {
		part->tag = NULL;
		return -ENOMEM;
	}
	return 0;
}

/* A lock of a file that has got its final name since is one of nothing. */
static int take(struct ingot_part *part)
{
	struct stat opened;
	struct stat named;

	part->fd = open(part->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0644);
	if (part->fd < 0 || fstat(part->fd, &opened) < 0)
		return -errno;
	if (!S_ISREG(opened.st_mode))
		return -ENOTSUP;
	if (flock(part->fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EBUSY : -errno;
	if (lstat(part->path, &named) < 0 || named.st_ino != opened.st_ino ||
	    named.st_dev != opened.st_dev)
		return -EBUSY;
	part->size = (uint64_t)opened.st_size;
	return 0;
}

static int hash_anew(struct ingot_part *part)
{
	const enum ingot_hash sha256 = INGOT_HASH_SHA256;

	ingot_hasher_free(part->hasher);
	part->hasher = NULL;
	return ingot_hasher_new(&sha256, 1, &part->hasher);
}

/* The first @size bytes of a file; fewer are too few. */
static int hash_file(int fd, uint64_t size, struct ingot_hasher *hasher)
{
	ingot_scoped(ingot_scoped_free) uint8_t *chunk = malloc(CHUNK_SIZE);
	uint64_t offset = 0;

	if (!chunk)
		return -ENOMEM;
	while (offset < size) {
		ssize_t n = pread(fd, chunk, CHUNK_SIZE, (off_t)offset);
		int r;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		r = ingot_hasher_update(hasher, (struct ingot_bytes){ chunk, (size_t)n });
		if (r < 0)
			return r;
		offset += (uint64_t)n;
	}
	return offset == size ? 0 : -EIO;
}

/* A tag that cannot be read is none: the digest tells whether the parts fit each other. */
static void read_tag(struct ingot_part *part)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	part->validator[0] = '\0';
	if (part->size == 0 || ingot_file_read(part->tag, sizeof(part->validator) - 1, &file) < 0 ||
	    file.size < 2 || file.data[0] != '"' || file.data[file.size - 1] != '"')
		return;
	for (size_t i = 0; i < file.size; i++)
		if (file.data[i] < 0x21 || file.data[i] > 0x7e)
			return;
	memcpy(part->validator, file.data, file.size + 1);
}

int ingot_part_open(const char *output, uint64_t size_max, struct ingot_reason *reason,
		    struct ingot_part *ret_part)
{
	ingot_scoped(ingot_part_close) struct ingot_part part = { .fd = -1 };
	int r = name(output, &part);

	if (r == 0)
		r = take(&part);
	if (r == 0)
		r = hash_anew(&part);
	if (r == 0 && part.size > size_max)
		r = ingot_part_discard(&part);
	if (r == 0)
		r = hash_file(part.fd, part.size, part.hasher);
	if (r < 0)
		return ingot_refuse(reason, r, "%s" INGOT_PART_SUFFIX ": %s", output,
				    r == -EBUSY     ? "another process is writing here"
				    : r == -ENOTSUP ? "no regular file"
						    : strerror(-r));
	read_tag(&part);
	*ret_part = part;
	part = (struct ingot_part){ .fd = -1 };
	return 0;
}

int ingot_part_discard(struct ingot_part *part)
{
	part->size = 0;
	part->validator[0] = '\0';
	if (ftruncate(part->fd, 0) < 0 || (unlink(part->tag) < 0 && errno != ENOENT))
		return -errno;
	return hash_anew(part);
}

/* The tag is there before the first byte that it is about. */
int ingot_part_begin(struct ingot_part *part, uint64_t offset, const char *validator)
{
	int r = 0;

	if (offset != 0 && offset != part->size)
		return -EIO;
	if (offset == 0)
		r = ingot_part_discard(part);
	if (r < 0 || strcmp(validator, part->validator) == 0)
		return r;
	if (strlen(validator) >= sizeof(part->validator))
		return -EIO;
	strcpy(part->validator, validator);
	return ingot_file_write(part->tag, ingot_bytes_of_text(validator), 0644);
}

static int write_all(int fd, struct ingot_bytes data, uint64_t offset)
{
	while (data.size > 0) {
		ssize_t n = pwrite(fd, data.data, data.size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		offset += (uint64_t)n;
		(void)ingot_bytes_skip(&data, (uint64_t)n);
	}
	return 0;
}

/* The bytes up to the next border of a block, and on as long as what comes is as zero, or not. */
static struct ingot_bytes take_run(struct ingot_bytes *rest, uint64_t offset, bool *ret_zero)
{
	struct ingot_bytes all = *rest;
	struct ingot_bytes piece;
	uint64_t size = 0;

	while (rest->size > 0) {
		struct ingot_bytes after = *rest;
		uint64_t room = BLOCK_SIZE - (offset + size) % BLOCK_SIZE;
		bool zero;

		if (ingot_bytes_take(&after, after.size < room ? after.size : room, &piece) < 0)
			break;
		zero = ingot_bytes_all_zero(piece);
		if (size > 0 && zero != *ret_zero)
			break;
		*ret_zero = zero;
		size += piece.size;
		*rest = after;
	}
	(void)ingot_bytes_take(&all, size, &piece);
	return piece;
}

/* Behind the part's end there is nothing yet: what is not written there is a hole. */
int ingot_part_add(struct ingot_part *part, struct ingot_bytes data)
{
	uint64_t end = part->size + data.size;
	struct ingot_bytes rest = data;
	uint64_t offset = part->size;
	bool zero = false;

	while (rest.size > 0) {
		struct ingot_bytes run = take_run(&rest, offset, &zero);
		int r = zero ? 0 : write_all(part->fd, run, offset);

		if (r < 0) /* what was written of it has not been hashed */
			return ftruncate(part->fd, (off_t)part->size) < 0 ? -errno : r;
		offset += run.size;
	}
	if (zero && ftruncate(part->fd, (off_t)end) < 0)
		return -errno;
	part->size = end;
	return ingot_hasher_update(part->hasher, data);
}

int ingot_part_digest(struct ingot_part *part, struct ingot_digest *ret_digest)
{
	return ingot_hasher_finish(part->hasher, ret_digest);
}

int ingot_part_commit(struct ingot_part *part)
{
	if (fsync(part->fd) < 0 || rename(part->path, part->output) < 0)
		return -errno;
	(void)unlink(part->tag);
	return ingot_file_flush_folder(part->output);
}

static int compare(const char *output, const struct ingot_digest *digest)
{
	ingot_scoped(ingot_scoped_close) int fd =
		open(output, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_digest found;
	struct stat status;
	int r;

	if (fd < 0 || fstat(fd, &status) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISREG(status.st_mode))
		return -ENOTSUP;
	r = ingot_hasher_new(&digest->hash, 1, &hasher);
	if (r == 0)
		r = hash_file(fd, (uint64_t)status.st_size, hasher);
	if (r == 0)
		r = ingot_hasher_finish(hasher, &found);
	return r < 0 ? r : ingot_digest_equal(&found, digest);
}

int ingot_part_is_done(const char *output, const struct ingot_digest *digest,
		       struct ingot_reason *reason)
{
	int r = compare(output, digest);

	return r < 0 ? ingot_refuse(reason, r, "%s: %s", output,
				    r == -ENOTSUP ? "no regular file" : strerror(-r))
		     : r;
}
