/* SPDX-License-Identifier: Apache-2.0 */
/* Where a node answers: what users write, and connections that come about or do not. */
#include "cli/endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/scoped.h"
#include "cli/connection.h"
#include "tests/unit/check.h"

static const struct {
	const char *text;
	const char *host; /* NULL: refused */
	unsigned port;
} written[] = {
	{ "node", "node", 30081 },
	{ "node:1", "node", 1 },
	{ "node.example:65535", "node.example", 65535 },
	{ "10.0.0.7", "10.0.0.7", 30081 },
	{ "10.0.0.7:443", "10.0.0.7", 443 },
	{ "::1", "::1", 30081 },
	{ "[::1]", "::1", 30081 },
	{ "[::1]:22", "::1", 22 },
	{ "fe80::1%eth0", "fe80::1%eth0", 30081 },
	{ "", NULL, 0 },
	{ ":", NULL, 0 },
	{ ":1", NULL, 0 },
	{ "node:", NULL, 0 },
	{ "node:0", NULL, 0 },
	{ "node:65536", NULL, 0 },
	{ "node:000001", NULL, 0 },
	{ "node:1x", NULL, 0 },
	{ "node:-1", NULL, 0 },
	{ "node:+1", NULL, 0 },
	{ "[]", NULL, 0 },
	{ "[::1", NULL, 0 },
	{ "[::1]1", NULL, 0 },
	{ "[::1]:", NULL, 0 },
	{ "[[a]", NULL, 0 }, /* would be written so that it cannot be read again */
	{ "a]", NULL, 0 },
	{ "node\x7f", NULL, 0 },
	{ "a b", NULL, 0 },
	{ "http://node", NULL, 0 },
	{ "node\n", NULL, 0 },
};

static void test_read(void)
{
	char longest[INGOT_ENDPOINT_HOST_SIZE + 1];
	struct ingot_endpoint endpoint;

	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		struct ingot_endpoint before = { .host = "x", .port = 9 };
		int r;

		endpoint = before;
		r = ingot_endpoint_read(written[i].text, &endpoint);
		CHECK(r == (written[i].host ? 0 : -EINVAL));
		CHECK(strcmp(endpoint.host, written[i].host ? written[i].host : "x") == 0);
		CHECK(endpoint.port == (written[i].host ? written[i].port : 9));
	}
	memset(longest, 'a', sizeof(longest));
	longest[INGOT_ENDPOINT_HOST_SIZE - 1] = '\0';
	CHECK(ingot_endpoint_read(longest, &endpoint) == 0);
	longest[INGOT_ENDPOINT_HOST_SIZE - 1] = 'a';
	longest[INGOT_ENDPOINT_HOST_SIZE] = '\0';
	CHECK(ingot_endpoint_read(longest, &endpoint) == -EINVAL);
}

static void test_connect(void)
{
	ingot_scoped(ingot_scoped_close) int listener = socket(AF_INET, SOCK_STREAM, 0);
	ingot_scoped(ingot_scoped_close) int fd = -1;
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(address);
	struct ingot_endpoint endpoint = { .host = "127.0.0.1" };
	struct ingot_reason reason = { .text = "" };
	int64_t deadline = ingot_connection_now() + 10000;
	int refused = -1;

	CHECK(bind(listener, (struct sockaddr *)&address, size) == 0);
	CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
	endpoint.port = ntohs(address.sin_port);
	CHECK(ingot_endpoint_connect(&endpoint, deadline, &reason, &refused) == -ECONNREFUSED);
	CHECK(refused == -1 && strcmp(reason.text, "cannot connect: Connection refused") == 0);
	CHECK(listen(listener, 1) == 0);
	CHECK(ingot_endpoint_connect(&endpoint, deadline, &reason, &fd) == 0);
	CHECK(fd >= 0);
	strcpy(endpoint.host, "1.2.3.4.5.invalid");
	CHECK(ingot_endpoint_connect(&endpoint, deadline, &reason, &refused) < 0);
	CHECK(refused == -1);
}

int main(void)
{
	test_read();
	test_connect();
	return check_result();
}
