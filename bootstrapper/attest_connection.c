/* SPDX-License-Identifier: Apache-2.0 */
/* Lines from and to a client that may be anybody. */
#include "bootstrapper/attest_connection.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail on Linux */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int make_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

int ingot_attest_connection_start(int in, int out, struct ingot_attest_connection *ret_connection)
{
	int r = make_nonblocking(in);

	if (r == 0)
		r = make_nonblocking(out);
	if (r == 0)
		*ret_connection =
			(struct ingot_attest_connection){ in, out,
							  now_ms() + INGOT_ATTEST_TOTAL_MS };
	return r;
}

static int wait_for(int fd, short event, int64_t deadline)
{
	struct pollfd waited = { .fd = fd, .events = event };
	int64_t now = now_ms();
	int64_t end = now + INGOT_ATTEST_WAIT_MS < deadline ? now + INGOT_ATTEST_WAIT_MS : deadline;

	for (; now < end; now = now_ms()) {
		int r = poll(&waited, 1, (int)(end - now));

		if (r > 0)
			return 0; /* also where the other side is gone: read and write say how */
		if (r < 0 && errno != EINTR)
			return -errno;
	}
	return -ETIMEDOUT;
}

/* One read; 0 bytes is the end. */
static int read_some(const struct ingot_attest_connection *connection, size_t capacity,
		     uint8_t *ret_data, size_t *ret_size)
{
	for (;;) {
		int r = wait_for(connection->in, POLLIN, connection->deadline);
		ssize_t n;

		if (r < 0)
			return r;
		n = read(connection->in, ret_data, capacity);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n >= 0) {
			*ret_size = (size_t)n;
			return 0;
		}
	}
}

int ingot_attest_connection_read(const struct ingot_attest_connection *connection, size_t capacity,
				 uint8_t *ret_line, size_t *ret_size)
{
	size_t size = 0;

	while (size < capacity) {
		size_t got = 0, end;
		int r = read_some(connection, capacity - size, &ret_line[size], &got);

		if (r < 0)
			return r;
		if (got == 0)
			return size == 0 ? -ENOENT : -EBADMSG;
		r = ingot_bytes_find((struct ingot_bytes){ &ret_line[size], got }, '\n', &end);
		if (r == 0 && end + 1 != got)
			return -EBADMSG;
		size += got;
		if (r == 0) {
			*ret_size = size - 1;
			return 0;
		}
	}
	return -EFBIG;
}

int ingot_attest_connection_write(const struct ingot_attest_connection *connection,
				  struct ingot_bytes data)
{
	while (data.size > 0) {
		int r = wait_for(connection->out, POLLOUT, connection->deadline);
		ssize_t n;

		if (r < 0)
			return r;
		n = write(connection->out, data.data, data.size);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n > 0 && ingot_bytes_skip(&data, (uint64_t)n) < 0)
			return -EIO;
	}
	return 0;
}
