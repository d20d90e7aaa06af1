/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtio-serial port ingot.measurements; Linux drivers/char/virtio_console.c says how one
 * behaves.
 */
#include "bootstrapper/port.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"

#define OPEN_FLAGS          (O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
#define UNCONNECTED_WAIT_MS 1000
#define PAUSE_MS            20

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

static bool has_our_name(const char *class, const char *entry)
{
	ingot_scoped(ingot_file_close) struct ingot_file name = { 0 };
	ingot_scoped(ingot_scoped_free) char *path = NULL;

	if (entry[0] == '.' || asprintf(&path, "%s/%s/name", class, entry) < 0) {
		path = NULL;
		return false;
	}
	return ingot_file_read(path, 256, &name) == 0 &&
	       ingot_bytes_equal_text(ingot_file_bytes(&name), INGOT_PORT_NAME "\n");
}

static int open_entry(const char *devices, const char *entry)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int fd;

	if (asprintf(&path, "%s/%s", devices, entry) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	fd = open(path, OPEN_FLAGS);
	return fd < 0 ? -errno : fd;
}

int ingot_port_open(const struct ingot_port_paths *paths, int *ret_fd)
{
	ingot_scoped(close_folder) DIR *folder = NULL;
	int fd = open(paths->link, OPEN_FLAGS);
	struct dirent *entry;

	if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
		return -errno;
	if (fd < 0) {
		folder = opendir(paths->class);
		while (folder && fd < 0 && (entry = readdir(folder)))
			if (has_our_name(paths->class, entry->d_name)) {
				fd = open_entry(paths->devices, entry->d_name);
				if (fd < 0)
					return fd;
			}
	}
	if (fd < 0)
		return -ENOENT;
	*ret_fd = fd;
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail on Linux */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Waits until the port can take more. A port with nobody at its other end says POLLHUP at once, all
 * the time.
 */
static int wait_writable(int fd, int64_t start, int64_t deadline)
{
	struct pollfd waited = { .fd = fd, .events = POLLOUT };

	for (;;) {
		int64_t now = now_ms();

		if (now >= deadline)
			return -ETIMEDOUT;
		if (poll(&waited, 1, (int)(deadline - now)) < 0 && errno != EINTR)
			return -errno;
		if (waited.revents & POLLOUT)
			return 0;
		if (waited.revents & (POLLHUP | POLLERR | POLLNVAL)) {
			if (now - start >= UNCONNECTED_WAIT_MS)
				return -ETIMEDOUT;
			(void)poll(NULL, 0, PAUSE_MS);
		}
	}
}

int ingot_port_write(int fd, struct ingot_bytes message, unsigned timeout_ms)
{
	int64_t start = now_ms();

	while (message.size > 0) {
		int r = wait_writable(fd, start, start + timeout_ms);
		ssize_t n;

		if (r < 0)
			return r;
		n = write(fd, message.data, message.size);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n > 0 && ingot_bytes_skip(&message, (uint64_t)n) < 0)
			return -EIO;
		if (n <= 0) /* said to be writable, and was not: never spin */
			(void)poll(NULL, 0, PAUSE_MS);
	}
	return 0;
}
