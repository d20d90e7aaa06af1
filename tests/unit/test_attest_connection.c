/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/attest_connection.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/check.h"

static struct ingot_attest_connection connect_pair(int fd[2])
{
	struct ingot_attest_connection connection = { -1, -1, 0 };

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) == 0);
	CHECK(ingot_attest_connection_start(fd[0], fd[0], &connection) == 0);
	return connection;
}

static void test_read(void)
{
	static const struct {
		const char *sent;
		int want;
		size_t size;
	} lines[] = {
		{ "", -ENOENT, 0 },        { "\n", 0, 0 },
		{ "abc\n", 0, 3 },         { "abcdefg\n", 0, 7 },
		{ "abcdefgh", -EFBIG, 0 }, { "abcdefghi\n", -EFBIG, 0 },
		{ "abc", -EBADMSG, 0 },    { "a\nb", -EBADMSG, 0 },
		{ "a\n\n", -EBADMSG, 0 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		int fd[2];
		struct ingot_attest_connection connection = connect_pair(fd);
		size_t sent = strlen(lines[i].sent), size = 77;
		uint8_t line[8];

		CHECK(write(fd[1], lines[i].sent, sent) == (ssize_t)sent);
		CHECK(shutdown(fd[1], SHUT_WR) == 0);
		CHECK(ingot_attest_connection_read(&connection, sizeof(line), line, &size) ==
		      lines[i].want);
		CHECK(size == (lines[i].want ? 77 : lines[i].size));
		(void)close(fd[0]);
		(void)close(fd[1]);
	}
}

static void test_time(void)
{
	int fd[2];
	struct ingot_attest_connection connection = connect_pair(fd);
	struct timespec now;
	uint8_t line[8];
	size_t size;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	connection.deadline = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 50;
	CHECK(ingot_attest_connection_read(&connection, sizeof(line), line, &size) == -ETIMEDOUT);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

/* More than a socket takes at once, to a client that reads none of it, and to one that left. */
static void test_write(void)
{
	static uint8_t large[8 << 20];
	int fd[2];
	struct ingot_attest_connection connection = connect_pair(fd);
	struct ingot_bytes data = { large, sizeof(large) };
	struct timespec now;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	connection.deadline = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 50;
	CHECK(ingot_attest_connection_write(&connection, data) == -ETIMEDOUT);
	(void)close(fd[1]);
	(void)signal(SIGPIPE, SIG_IGN);
	CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	connection.deadline = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 5000;
	CHECK(ingot_attest_connection_write(&connection, data) == -EPIPE);
	(void)close(fd[0]);
}

int main(void)
{
	struct ingot_attest_connection untouched = { 7, 7, 7 };

	CHECK(ingot_attest_connection_start(-1, -1, &untouched) == -EBADF && untouched.in == 7);
	test_read();
	test_time();
	test_write();
	return check_result();
}
