/* SPDX-License-Identifier: Apache-2.0 */
/* Lines over a socket, bounded in size and time. */
#include "cli/connection.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/scoped.h"

#define FIRST_CAPACITY ((size_t)16 << 10)

int64_t ingot_connection_now(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail on Linux */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int ingot_connection_wait(int fd, short event, int64_t deadline)
{
	struct pollfd waited = { .fd = fd, .events = event };

	for (;;) {
		int64_t left = deadline - ingot_connection_now();
		int r;

		if (left <= 0)
			return -ETIMEDOUT;
		r = poll(&waited, 1, left > INT_MAX ? INT_MAX : (int)left);
		if (r > 0)
			return 0;
		if (r < 0 && errno != EINTR)
			return -errno;
	}
}

/* One read; 0 bytes is the end. */
static int read_some(const struct ingot_connection *connection, size_t capacity, uint8_t *ret_data,
		     size_t *ret_size)
{
	for (;;) {
		int r = ingot_connection_wait(connection->fd, POLLIN, connection->deadline);
		ssize_t n;

		if (r < 0)
			return r;
		n = recv(connection->fd, ret_data, capacity, 0);
		if (n >= 0) {
			*ret_size = (size_t)n;
			return 0;
		}
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
	}
}

/* Room for at least one byte more; @most is never exceeded. */
static int grow(struct ingot_file *line, size_t most, size_t *capacity)
{
	size_t wanted = *capacity ? *capacity * 2 : FIRST_CAPACITY;
	uint8_t *data;

	if (line->size < *capacity)
		return 0;
	if (line->size >= most)
		return -EFBIG;
	if (wanted > most)
		wanted = most;
	data = realloc(line->data, wanted);
	if (!data)
		return -ENOMEM;
	line->data = data;
	*capacity = wanted;
	return 0;
}

int ingot_connection_read(const struct ingot_connection *connection, size_t size_max,
			  struct ingot_file *ret_line)
{
	ingot_scoped(ingot_file_close) struct ingot_file line = { 0 };
	size_t capacity = 0;

	for (;;) {
		size_t got = 0, end;
		int r = grow(&line, size_max + 1, &capacity);

		if (r == 0)
			r = read_some(connection, capacity - line.size, &line.data[line.size],
				      &got);
		if (r < 0)
			return r;
		if (got == 0)
			return line.size == 0 ? -ENOENT : -EBADMSG;
		r = ingot_bytes_find((struct ingot_bytes){ &line.data[line.size], got }, '\n',
				     &end);
		line.size += got;
		if (r < 0)
			continue;
		if (end + 1 != got)
			return -EBADMSG;
		line.size--;
		line.data[line.size] = '\0';
		*ret_line = line;
		line = (struct ingot_file){ 0 };
		return 0;
	}
}

int ingot_connection_write(const struct ingot_connection *connection, struct ingot_bytes data)
{
	while (data.size > 0) {
		int r = ingot_connection_wait(connection->fd, POLLOUT, connection->deadline);
		ssize_t n;

		if (r < 0)
			return r;
		n = send(connection->fd, data.data, data.size, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n > 0 && ingot_bytes_skip(&data, (uint64_t)n) < 0)
			return -EIO;
	}
	return 0;
}
