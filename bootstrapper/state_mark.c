/* SPDX-License-Identifier: Apache-2.0 */
/* The mark of a state disk, and whether a disk without one is empty. */
#include "bootstrapper/state_mark.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/scoped.h"

#define HEAD_SIZE    ((uint64_t)16 << 20)
#define TAIL_SIZE    ((uint64_t)1 << 20)
#define BUFFER_SIZE  ((size_t)1 << 20)
#define SAMPLE_SIZE  ((size_t)4096)
#define SAMPLE_COUNT 1024

static const char text_new[] = "ingot.state/1 new\n";
static const char text_complete[] = "ingot.state/1 complete\n";

static int read_all(int fd, uint64_t offset, size_t size, uint8_t *ret_data)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = pread(fd, &ret_data[done], size - done, (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		done += (size_t)n;
	}
	return 0;
}

/* Returns 1 if all bytes of the range are zero; 0; a negative errno. */
static int is_zero(int fd, uint64_t offset, uint64_t size, uint8_t *buffer)
{
	while (size > 0) {
		size_t part = size < BUFFER_SIZE ? (size_t)size : BUFFER_SIZE;
		int r = read_all(fd, offset, part, buffer);

		if (r < 0)
			return r;
		if (!ingot_bytes_all_zero((struct ingot_bytes){ buffer, part }))
			return 0;
		offset += part;
		size -= part;
	}
	return 1;
}

static int is_empty(int fd, uint64_t size)
{
	ingot_scoped(ingot_scoped_free) uint8_t *buffer = malloc(BUFFER_SIZE);
	uint64_t distance = size / SAMPLE_COUNT / SAMPLE_SIZE * SAMPLE_SIZE;
	int r;

	if (!buffer)
		return -ENOMEM;
	r = is_zero(fd, 0, size < HEAD_SIZE ? size : HEAD_SIZE, buffer);
	if (r > 0 && size > TAIL_SIZE)
		r = is_zero(fd, size - TAIL_SIZE, TAIL_SIZE, buffer);
	for (uint64_t i = 0; r > 0 && distance > 0 && i < SAMPLE_COUNT; i++)
		r = is_zero(fd, i * distance, SAMPLE_SIZE, buffer);
	return r;
}

/* @text, and zeros to the end of the sector. */
static bool is_mark(struct ingot_bytes sector, const char *text)
{
	return ingot_bytes_take_prefix(&sector, ingot_bytes_of_text(text)) &&
	       ingot_bytes_all_zero(sector);
}

int ingot_state_mark_read(int fd, uint64_t size, enum ingot_state_mark *ret_mark)
{
	uint8_t data[INGOT_STATE_MARK_SIZE];
	const struct ingot_bytes sector = { data, sizeof(data) };
	int r = read_all(fd, INGOT_STATE_MARK_OFFSET, sizeof(data), data);

	if (r < 0)
		return r;
	if (is_mark(sector, text_new)) {
		*ret_mark = INGOT_STATE_NEW;
		return 0;
	}
	if (is_mark(sector, text_complete)) {
		*ret_mark = INGOT_STATE_COMPLETE;
		return 0;
	}
	r = is_empty(fd, size);
	if (r < 0)
		return r;
	*ret_mark = r > 0 ? INGOT_STATE_EMPTY : INGOT_STATE_FOREIGN;
	return 0;
}

int ingot_state_mark_write(int fd, enum ingot_state_mark mark)
{
	uint8_t sector[INGOT_STATE_MARK_SIZE] = { 0 };
	ssize_t n;

	if (mark == INGOT_STATE_NEW)
		memcpy(sector, text_new, sizeof(text_new) - 1);
	else if (mark == INGOT_STATE_COMPLETE)
		memcpy(sector, text_complete, sizeof(text_complete) - 1);
	else
		return -EINVAL;
	if (fsync(fd) < 0)
		return -errno;
	n = pwrite(fd, sector, sizeof(sector), (off_t)INGOT_STATE_MARK_OFFSET);
	if (n != (ssize_t)sizeof(sector))
		return n < 0 ? -errno : -EIO;
	return fsync(fd) < 0 ? -errno : 0;
}
