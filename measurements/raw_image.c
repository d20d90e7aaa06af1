/* SPDX-License-Identifier: Apache-2.0 */
/* Disk images as files of a release. */
#include "measurements/raw_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "command/report.h"
#include "measurements/platform.h"

#define BLOCK_SIZE ((size_t)64 << 10)

int ingot_raw_image_read(const char *verb, const char *argument, struct ingot_raw_image *ret_image)
{
	const char *equals = strchr(argument, '=');
	struct ingot_raw_image image = { .path = equals ? equals + 1 : "" };
	const struct ingot_platform *platform;
	char name[16];

	if (!equals || !equals[1] || equals - argument >= (int)sizeof(name))
		return ingot_cmd_usage(verb, "an image is PLATFORM=FILE, not %s", argument);
	(void)snprintf(name, sizeof(name), "%.*s", (int)(equals - argument), argument);
	platform = ingot_platform_find(name);
	if (!platform)
		return ingot_cmd_usage(verb, "unknown platform: %s", name);
	image.platform = platform->name;
	(void)snprintf(image.name, sizeof(image.name), "%s.raw", platform->name);
	*ret_image = image;
	return INGOT_EXIT_OK;
}

static int write_block(int fd, struct ingot_bytes block, uint64_t offset)
{
	while (block.size > 0) {
		ssize_t n = pwrite(fd, block.data, block.size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		offset += (uint64_t)n;
		(void)ingot_bytes_skip(&block, (uint64_t)n);
	}
	return 0;
}

/* One block, less only at the end of the file; 0 there. */
static ssize_t read_block(int fd, uint8_t *block)
{
	size_t size = 0;

	while (size < BLOCK_SIZE) {
		ssize_t n = read(fd, &block[size], BLOCK_SIZE - size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		size += (size_t)n;
	}
	return (ssize_t)size;
}

/* struct pass - one reading of an image; written to @to unless that is negative. */
struct pass {
	int to;
	struct ingot_hasher *hasher;
	uint64_t size;
};

static int run(struct pass *pass, int from)
{
	ingot_scoped(ingot_scoped_free) uint8_t *block = malloc(BLOCK_SIZE);
	ssize_t n;
	int r = 0;

	if (!block)
		return -ENOMEM;
	while (r == 0 && (n = read_block(from, block)) > 0) {
		struct ingot_bytes bytes = { block, (size_t)n };

		if (pass->to >= 0 && !ingot_bytes_all_zero(bytes))
			r = write_block(pass->to, bytes, pass->size);
		if (r == 0)
			r = ingot_hasher_update(pass->hasher, bytes);
		pass->size += (uint64_t)n;
	}
	if (r == 0 && n < 0)
		r = (int)n;
	if (r == 0 && pass->to >= 0 &&
	    (ftruncate(pass->to, (off_t)pass->size) < 0 || fsync(pass->to) < 0))
		r = -errno;
	return r;
}

static int read_through(const char *path, int to, uint64_t *ret_size,
			struct ingot_digest *ret_digest)
{
	ingot_scoped(ingot_scoped_close) int from =
		open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	const enum ingot_hash hash = INGOT_HASH_SHA256;
	struct pass pass = { .to = to };
	struct stat status;
	int r;

	if (from < 0 || fstat(from, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -ENOTSUP;
	r = ingot_hasher_new(&hash, 1, &hasher);
	pass.hasher = hasher;
	if (r == 0)
		r = run(&pass, from);
	if (r == 0)
		r = ingot_hasher_finish(hasher, ret_digest);
	if (r == 0)
		*ret_size = pass.size;
	return r;
}

int ingot_raw_image_measure(struct ingot_raw_image *image)
{
	int r = read_through(image->path, -1, &image->size, &image->digest);

	if (r == 0 && image->size == 0)
		return ingot_cmd_refuse(image->path, "is empty");
	return r < 0 ? ingot_cmd_fail(image->path, r, NULL) : INGOT_EXIT_OK;
}

static bool is_same(const struct ingot_raw_image *image, uint64_t size,
		    const struct ingot_digest *digest)
{
	return size == image->size && ingot_digest_equal(digest, &image->digest);
}

int ingot_raw_image_copy(const struct ingot_raw_image *image, const char *path)
{
	ingot_scoped(ingot_scoped_close) int to =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	struct ingot_digest digest;
	uint64_t size;
	int r;

	if (to < 0)
		return ingot_cmd_fail(path, -errno, NULL);
	r = read_through(image->path, to, &size, &digest);
	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	if (!is_same(image, size, &digest))
		return ingot_cmd_refuse(image->path, "was changed while it was published");
	return INGOT_EXIT_OK;
}

int ingot_raw_image_check(const struct ingot_raw_image *image, const char *path)
{
	struct ingot_digest digest;
	uint64_t size;
	int r = read_through(path, -1, &size, &digest);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	if (!is_same(image, size, &digest)) {
		(void)ingot_cmd_refuse(path, "is not the image that info.json names");
		return INGOT_EXIT_UNTRUSTED;
	}
	return INGOT_EXIT_OK;
}
