/* SPDX-License-Identifier: Apache-2.0 */
/* Output of packing: an atomic file with holes, or a pipe. */
#include "upload/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"

#define ZEROS_SIZE ((size_t)64 << 10)
#define MODE       0644
#define NAMES_MAX  100 /* names that may be taken already */

/**
 * struct ingot_sink - an output
 * @fd:        -1: none
 * @is_pipe:   @fd is borrowed and has no positions
 * @path:      name of the file in the end
 * @folder:    where that is, with its '/'; empty: here
 * @temporary: name of the unfinished file; NULL if it has none
 * @size:      bytes so far, holes included
 */
struct ingot_sink {
	int fd;
	bool is_pipe;
	char *path;
	char *folder;
	char *temporary;
	uint64_t size;
	int error;
	struct ingot_hasher *hasher;
};

static const uint8_t zeros[ZEROS_SIZE];

static int fail(struct ingot_sink *sink, int error)
{
	if (sink->error == 0)
		sink->error = error;
	return error;
}

static const char *folder_of(const struct ingot_sink *sink)
{
	return sink->folder[0] ? sink->folder : ".";
}

static const char *name_of(const struct ingot_sink *sink)
{
	return &sink->path[strlen(sink->folder)];
}

/* /proc is what gives such a file its name later. */
static int open_nameless(struct ingot_sink *sink)
{
	if (access("/proc/self/fd", X_OK) < 0)
		return -1;
	return open(folder_of(sink), O_TMPFILE | O_WRONLY | O_CLOEXEC, MODE);
}

static int open_file(struct ingot_sink *sink)
{
	sink->fd = open_nameless(sink);
	if (sink->fd < 0) {
		if (asprintf(&sink->temporary, "%s.%s.XXXXXX", sink->folder, name_of(sink)) < 0) {
			sink->temporary = NULL;
			return -ENOMEM;
		}
		sink->fd = mkostemp(sink->temporary, O_CLOEXEC);
	}
	if (sink->fd < 0) {
		int error = errno;

		free(sink->temporary);
		sink->temporary = NULL;
		return -error;
	}
	return fchmod(sink->fd, MODE) < 0 ? -errno : 0;
}

static struct ingot_sink *sink_new(void)
{
	struct ingot_sink *sink = calloc(1, sizeof(*sink));

	if (sink)
		sink->fd = -1;
	return sink;
}

int ingot_sink_file(const char *path, struct ingot_sink **ret_sink)
{
	ingot_scoped(ingot_sink_scoped) struct ingot_sink *sink = sink_new();
	const char *slash = strrchr(path, '/');
	struct stat status;
	int r;

	if (!sink)
		return -ENOMEM;
	if (path[slash ? slash - path + 1 : 0] == '\0')
		return -EINVAL;
	/* a device, as /dev/null is one, must not become a file */
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return -EINVAL;
	sink->path = strdup(path);
	sink->folder = strndup(path, slash ? (size_t)(slash - path) + 1 : 0);
	if (!sink->path || !sink->folder)
		return -ENOMEM;
	r = open_file(sink);
	if (r < 0)
		return r;
	*ret_sink = sink;
	sink = NULL;
	return 0;
}

int ingot_sink_pipe(int fd, struct ingot_sink **ret_sink)
{
	struct ingot_sink *sink = sink_new();

	if (!sink)
		return -ENOMEM;
	sink->fd = fd;
	sink->is_pipe = true;
	*ret_sink = sink;
	return 0;
}

int ingot_sink_hash(struct ingot_sink *sink)
{
	static const enum ingot_hash sha256 = INGOT_HASH_SHA256;

	return sink->size > 0 ? -EINVAL : ingot_hasher_new(&sha256, 1, &sink->hasher);
}

static int put(struct ingot_sink *sink, struct ingot_bytes rest)
{
	while (rest.size > 0) {
		ssize_t n = sink->is_pipe
				    ? write(sink->fd, rest.data, rest.size)
				    : pwrite(sink->fd, rest.data, rest.size, (off_t)sink->size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0 || ingot_bytes_skip(&rest, (uint64_t)n) < 0)
			return -EIO;
		sink->size += (uint64_t)n;
	}
	return 0;
}

int ingot_sink_write(struct ingot_sink *sink, struct ingot_bytes bytes)
{
	int r = sink->hasher ? ingot_hasher_update(sink->hasher, bytes) : 0;

	if (r == 0)
		r = put(sink, bytes);
	return r < 0 ? fail(sink, r) : 0;
}

int ingot_sink_zeros(struct ingot_sink *sink, uint64_t offset)
{
	if (offset < sink->size)
		return -EINVAL;
	if (!sink->is_pipe && !sink->hasher)
		sink->size = offset;
	while (sink->size < offset) {
		uint64_t left = offset - sink->size;
		const struct ingot_bytes part = { zeros, left < ZEROS_SIZE ? left : ZEROS_SIZE };
		int r = sink->hasher ? ingot_hasher_update(sink->hasher, part) : 0;

		if (r == 0 && sink->is_pipe)
			r = put(sink, part);
		else if (r == 0)
			sink->size += part.size;
		if (r < 0)
			return fail(sink, r);
	}
	return 0;
}

uint64_t ingot_sink_size(const struct ingot_sink *sink)
{
	return sink->size;
}

int ingot_sink_error(const struct ingot_sink *sink)
{
	return sink->error;
}

/* A name beside the final one, since linkat() replaces nothing. */
static int give_name(struct ingot_sink *sink)
{
	char self[32];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", sink->fd);
	for (unsigned i = 0; i < NAMES_MAX; i++) {
		ingot_scoped(ingot_scoped_free) char *name = NULL;

		if (asprintf(&name, "%s.%s.%d-%u", sink->folder, name_of(sink), (int)getpid(), i) <
		    0) {
			name = NULL;
			return -ENOMEM;
		}
		if (linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0) {
			sink->temporary = name;
			name = NULL;
			return 0;
		}
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

static int commit_file(struct ingot_sink *sink)
{
	/* the first: a hole may be the last */
	if (ftruncate(sink->fd, (off_t)sink->size) < 0 || fsync(sink->fd) < 0)
		return -errno;
	if (!sink->temporary) {
		int r = give_name(sink);

		if (r < 0)
			return r;
	}
	if (rename(sink->temporary, sink->path) < 0)
		return -errno;
	free(sink->temporary);
	sink->temporary = NULL;
	return ingot_file_flush_folder(sink->path);
}

int ingot_sink_commit(struct ingot_sink *sink, struct ingot_digest *ret_digest)
{
	struct ingot_digest digest;
	int r = sink->hasher ? ingot_hasher_finish(sink->hasher, &digest) : 0;

	if (r == 0 && !sink->is_pipe)
		r = commit_file(sink);
	if (r < 0)
		return fail(sink, r);
	if (sink->hasher && ret_digest)
		*ret_digest = digest;
	return 0;
}

void ingot_sink_free(struct ingot_sink *sink)
{
	if (!sink)
		return;
	if (sink->temporary)
		(void)unlink(sink->temporary);
	if (!sink->is_pipe)
		ingot_scoped_close(&sink->fd);
	ingot_hasher_free(sink->hasher);
	free(sink->temporary);
	free(sink->path);
	free(sink->folder);
	free(sink);
}

void ingot_sink_scoped(struct ingot_sink **sink)
{
	ingot_sink_free(*sink);
}
