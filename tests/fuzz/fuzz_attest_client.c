/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: what somebody says who plays a node of ingot.attest/1: a greeting, a newline, an
 * answer, a newline. The secret is drawn anew each time, so nobody can have opened the credential.
 */
#include <stdlib.h>
#include <sys/socket.h>

#include "base/scoped.h"
#include "cli/attest_client.h"

/* The reader's room is a multiple of it, so that no packet is cut. */
#define PACKET_SIZE ((size_t)4096)
#define BUFFER_SIZE (1 << 20)
#define TIME_MS     5000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A packet never reaches beyond a newline: as if whoever speaks waited for the challenge. */
static int say(int fd, struct ingot_bytes *rest)
{
	struct ingot_bytes packet;
	size_t most = rest->size < PACKET_SIZE ? rest->size : PACKET_SIZE, newline;

	if (ingot_bytes_find(*rest, '\n', &newline) == 0 && newline < most)
		most = newline + 1;
	if (ingot_bytes_take(rest, most, &packet) < 0)
		return -1;
	return send(fd, packet.data, packet.size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_attest_answer_drop) struct ingot_attest_answer answer = { 0 };
	ingot_scoped(ingot_scoped_close) int ours = -1;
	ingot_scoped(ingot_scoped_close) int theirs = -1;
	struct ingot_bytes rest = { data, size };
	const int buffer = BUFFER_SIZE;
	struct ingot_connection connection;
	struct ingot_reason reason = { .text = "" };
	int ends[2], r;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) < 0)
		return 0;
	ours = ends[0];
	theirs = ends[1];
	(void)setsockopt(theirs, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
	while (rest.size > 0 && say(theirs, &rest) == 0)
		;
	(void)shutdown(theirs, SHUT_WR);
	connection = (struct ingot_connection){ ours, ingot_connection_now() + TIME_MS };
	r = ingot_attest_client_ask(&connection, &reason, &answer);
	if (r < 0 && (!reason.text[0] || answer.held || answer.root))
		abort();
	if (r == 0 && (!answer.held || answer.opened || answer.held->parts.bank_count == 0))
		abort();
	return 0;
}
