/* SPDX-License-Identifier: Apache-2.0 */
/* Lines over a socket pair: whole, cut, too long, too late. */
#include "cli/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

#define MOST 10

static const struct {
	const char *sent;
	bool open; /* more could come */
	int want;
	const char *line;
} cases[] = {
	{ "abc\n", true, 0, "abc" },           { "\n", true, 0, "" },
	{ "abc\n", false, 0, "abc" },          { "0123456789\n", true, 0, "0123456789" },
	{ "0123456789a", true, -EFBIG, NULL }, { "0123456789a\n", true, -EFBIG, NULL },
	{ "abc\nd", true, -EBADMSG, NULL },    { "abc\n\n", true, -EBADMSG, NULL },
	{ "abc", false, -EBADMSG, NULL },      { "", false, -ENOENT, NULL },
	{ "", true, -ETIMEDOUT, NULL },        { "abc", true, -ETIMEDOUT, NULL },
};

static void test_read(size_t i)
{
	ingot_scoped(ingot_file_close) struct ingot_file line = { 0 };
	struct ingot_connection connection;
	int ends[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
	CHECK(write(ends[1], cases[i].sent, strlen(cases[i].sent)) ==
	      (ssize_t)strlen(cases[i].sent));
	if (!cases[i].open)
		CHECK(shutdown(ends[1], SHUT_WR) == 0);
	connection = (struct ingot_connection){ ends[0], ingot_connection_now() + 100 };
	CHECK(ingot_connection_read(&connection, MOST, &line) == cases[i].want);
	if (cases[i].want == 0)
		CHECK(line.size == strlen(cases[i].line) &&
		      strcmp((char *)line.data, cases[i].line) == 0);
	else
		CHECK(!line.data && line.size == 0);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static void test_write(void)
{
	static const uint8_t much[1 << 20];
	struct ingot_connection connection;
	int ends[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
	connection = (struct ingot_connection){ ends[0], ingot_connection_now() + 200 };
	CHECK(ingot_connection_write(&connection, ingot_bytes_of_text("abc\n")) == 0);
	CHECK(ingot_connection_write(&connection, (struct ingot_bytes){ much, sizeof(much) }) ==
	      -ETIMEDOUT);
	(void)close(ends[1]);
	connection.deadline = ingot_connection_now() + 200;
	CHECK(ingot_connection_write(&connection, ingot_bytes_of_text("abc\n")) == -EPIPE);
	(void)close(ends[0]);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_read(i);
	test_write();
	return check_result();
}
