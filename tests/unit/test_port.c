/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/port.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/unit/check.h"

static void test_open(void)
{
	struct ingot_port_paths paths = { "ports/link", "class", "." };
	struct ingot_bytes none = { NULL, 0 };
	int fd = -1;

	CHECK(ingot_port_open(&paths, &fd) == -ENOENT && fd == -1);
	CHECK(mkdir("class", 0755) == 0 && mkdir("class/vport1p1", 0755) == 0);
	CHECK(mkdir("class/vport1p2", 0755) == 0);
	CHECK(ingot_file_write("class/vport1p1/name", ingot_bytes_of_text("org.other\n"), 0444) ==
	      0);
	CHECK(ingot_port_open(&paths, &fd) == -ENOENT && fd == -1);
	CHECK(ingot_file_write("class/vport1p2/name", ingot_bytes_of_text(INGOT_PORT_NAME "\n"),
			       0444) == 0);
	CHECK(ingot_port_open(&paths, &fd) == -ENOENT && fd == -1); /* named, and no device */
	CHECK(ingot_file_write("vport1p2", none, 0600) == 0);
	CHECK(ingot_port_open(&paths, &fd) == 0 && fd >= 0);
	CHECK((fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK)) == (O_WRONLY | O_NONBLOCK));
	(void)close(fd);
	CHECK(mkdir("ports", 0755) == 0 && ingot_file_write("ports/link", none, 0600) == 0);
	CHECK(unlink("vport1p2") == 0);
	CHECK(ingot_port_open(&paths, &fd) == 0);
	(void)close(fd);
	CHECK(unlink("ports/link") == 0 && rmdir("ports") == 0);
	CHECK(unlink("class/vport1p1/name") == 0 && unlink("class/vport1p2/name") == 0);
	CHECK(rmdir("class/vport1p1") == 0 && rmdir("class/vport1p2") == 0 && rmdir("class") == 0);
}

struct reader {
	int fd;
	size_t received;
};

static void *read_slowly(void *context)
{
	struct reader *reader = context;
	struct timespec pause = { .tv_nsec = 1000000 };
	static char buffer[65536];
	ssize_t n;

	while ((n = read(reader->fd, buffer, sizeof(buffer))) > 0) {
		reader->received += (size_t)n;
		(void)nanosleep(&pause, NULL);
	}
	return NULL;
}

static double seconds(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void test_write(void)
{
	static uint8_t large[4 << 20];
	struct ingot_bytes message = { large, sizeof(large) };
	int ends[2];
	struct reader reader = { 0 };
	pthread_t thread;
	double start;

	/* much more than fits into the socket, to somebody who reads a little at a time */
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 &&
	      fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
	reader.fd = ends[0];
	CHECK(pthread_create(&thread, NULL, read_slowly, &reader) == 0);
	CHECK(ingot_port_write(ends[1], message, 30000) == 0);
	(void)close(ends[1]);
	CHECK(pthread_join(thread, NULL) == 0 && reader.received == sizeof(large));
	(void)close(ends[0]);

	/* to somebody who never reads: given up in time */
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 &&
	      fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
	start = seconds();
	CHECK(ingot_port_write(ends[1], message, 200) == -ETIMEDOUT);
	CHECK(seconds() - start < 2);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* A pipe whose only reader was the writer itself behaves like a port with nobody behind it. */
static void test_unconnected(void)
{
	static const uint8_t byte = 0;
	int ends[2];
	double start;

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	(void)close(ends[0]);
	start = seconds();
	/* a dead socket says POLLHUP and POLLOUT; the write then fails at once and is reported */
	CHECK(ingot_port_write(ends[1], (struct ingot_bytes){ &byte, 1 }, 5000) == -EPIPE);
	CHECK(seconds() - start < 2);
	(void)close(ends[1]);
}

int main(void)
{
	char folder[] = "/tmp/ingot-test-port.XXXXXX";

	(void)signal(SIGPIPE, SIG_IGN);
	if (!CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0))
		return check_result();
	test_open();
	test_write();
	test_unconnected();
	CHECK(rmdir(folder) == 0);
	return check_result();
}
