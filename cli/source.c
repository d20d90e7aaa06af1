/* SPDX-License-Identifier: Apache-2.0 */
/* A publication's files, from a server or a directory. */
#include "cli/source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"

#define CHUNK_SIZE     ((size_t)64 << 10)
#define FIRST_CAPACITY ((size_t)4 << 10)
#define FILE_SCHEME    "file://"

static int open_regular(const char *path, off_t *ret_size)
{
	ingot_scoped(ingot_scoped_close) int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	int result;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -ENOTSUP;
	*ret_size = status.st_size;
	result = fd;
	fd = -1;
	return result;
}

static int pass_on(int fd, const struct ingot_source_part *part, uint64_t *offset)
{
	ingot_scoped(ingot_scoped_free) uint8_t *chunk = malloc(CHUNK_SIZE);

	if (!chunk)
		return -ENOMEM;
	for (;;) {
		ssize_t n = pread(fd, chunk, CHUNK_SIZE, (off_t)*offset);
		int r;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		if (*offset > part->size_max || (uint64_t)n > part->size_max - *offset)
			return -EFBIG;
		r = part->sink.take(part->sink.context, *offset,
				    (struct ingot_bytes){ chunk, (size_t)n });
		if (r < 0)
			return r;
		*offset += (uint64_t)n;
	}
}

static int get_file(const char *path, const struct ingot_source_part *part,
		    struct ingot_reason *reason, struct ingot_http_answer *ret_answer)
{
	off_t size = 0;
	ingot_scoped(ingot_scoped_close) int fd = open_regular(path, &size);
	uint64_t offset = part->offset;
	int r;

	if (fd < 0)
		return ingot_refuse(reason, fd, "%s",
				    fd == -ENOTSUP ? "no regular file" : strerror(-fd));
	if ((uint64_t)size > part->size_max)
		return ingot_refuse(reason, -EFBIG, "larger than %" PRIu64 " bytes",
				    part->size_max);
	if ((uint64_t)size < offset)
		offset = 0; /* what is there already is no part of it */
	r = part->sink.begin ? part->sink.begin(part->sink.context, offset, "") : 0;
	if (r == 0)
		r = pass_on(fd, part, &offset);
	if (r == -EFBIG)
		return ingot_refuse(reason, r, "larger than %" PRIu64 " bytes", part->size_max);
	if (r < 0)
		return ingot_refuse(reason, r, "%s", strerror(-r));
	*ret_answer = (struct ingot_http_answer){ .size = offset };
	return 0;
}

static int get_url(const struct ingot_source *source, const char *url,
		   const struct ingot_source_part *part, struct ingot_reason *reason,
		   struct ingot_http_answer *ret_answer)
{
	const struct ingot_http_request request = {
		.url = url,
		.size_max = part->size_max,
		.offset = part->offset,
		.validator = part->validator,
		.authorities = source->authorities,
		.limits = source->limits,
		.sink = part->sink,
	};

	return ingot_http_get(&request, reason, ret_answer);
}

/* The place and the path with one '/' between them. */
static char *joined(const char *location, const char *path)
{
	size_t size = strlen(location);
	char *result = NULL;

	while (size > 1 && location[size - 1] == '/')
		size--;
	if (asprintf(&result, "%.*s/%s", (int)size, location, path) < 0)
		return NULL;
	return result;
}

int ingot_source_get(const struct ingot_source *source, const struct ingot_source_part *part,
		     struct ingot_reason *reason, struct ingot_http_answer *ret_answer)
{
	const char *location = source->location;
	ingot_scoped(ingot_scoped_free) char *place = NULL;
	struct ingot_reason why = { .text = "" };
	int r;

	if (strncmp(location, FILE_SCHEME, strlen(FILE_SCHEME)) == 0)
		location += strlen(FILE_SCHEME);
	place = ingot_http_is_url(part->path) ? strdup(part->path) : joined(location, part->path);
	if (!place)
		return ingot_refuse(reason, -ENOMEM, "%s: out of memory", part->path);
	if (ingot_http_is_url(place))
		r = get_url(source, place, part, &why, ret_answer);
	else
		r = get_file(place, part, &why, ret_answer);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", part->path, why.text) : r;
}

/* struct memory - content that grows in memory. */
struct memory {
	struct ingot_file file;
	size_t capacity;
};

static void memory_drop(struct memory *memory)
{
	ingot_file_close(&memory->file);
}

/* One byte more than the content has: for the NUL. */
static int reserve(struct memory *memory, size_t size)
{
	size_t capacity = memory->capacity ? memory->capacity : FIRST_CAPACITY;
	uint8_t *data;

	while (capacity <= size)
		capacity *= 2;
	if (capacity == memory->capacity)
		return 0;
	data = realloc(memory->file.data, capacity);
	if (!data)
		return -ENOMEM;
	memory->file.data = data;
	memory->capacity = capacity;
	return 0;
}

static int memory_take(void *context, uint64_t offset, struct ingot_bytes data)
{
	struct memory *memory = context;
	int r;

	if (offset > memory->file.size)
		return -EIO;
	memory->file.size = (size_t)offset;
	r = reserve(memory, memory->file.size + data.size);
	if (r < 0)
		return r;
	memcpy(memory->file.data + memory->file.size, data.data, data.size);
	memory->file.size += data.size;
	return 0;
}

int ingot_source_read(const struct ingot_source *source, const char *path, size_t size_max,
		      struct ingot_reason *reason, struct ingot_file *ret_file)
{
	ingot_scoped(memory_drop) struct memory memory = { .capacity = 0 };
	const struct ingot_source_part part = { .path = path,
						.size_max = size_max,
						.sink = { &memory, memory_take, NULL } };
	struct ingot_http_answer answer;
	int r = ingot_source_get(source, &part, reason, &answer);

	if (r < 0)
		return r;
	r = reserve(&memory, memory.file.size);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: out of memory", path);
	memory.file.data[memory.file.size] = '\0';
	*ret_file = memory.file;
	memory.file = (struct ingot_file){ 0 };
	return 0;
}
