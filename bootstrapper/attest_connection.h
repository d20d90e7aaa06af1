/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_ATTEST_CONNECTION_H
#define INGOT_BOOTSTRAPPER_ATTEST_CONNECTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * A connection to a client that may be anybody: lines, each bounded in size, all of it bounded in
 * time.
 */

/* One wait for the client; and everything together. */
#define INGOT_ATTEST_WAIT_MS  10000
#define INGOT_ATTEST_TOTAL_MS 30000

/**
 * struct ingot_attest_connection - where lines come from and go to
 * @in, @out: sockets or pipes, maybe the same one; borrowed, and made non-blocking
 * @deadline: CLOCK_MONOTONIC, milliseconds
 */
struct ingot_attest_connection {
	int in;
	int out;
	int64_t deadline;
};

/**
 * ingot_attest_connection_start - begin to count
 * @in, @out: as in the structure
 * @ret_connection: the connection
 *
 * Returns 0; an OS error.
 */
int ingot_attest_connection_start(int in, int out, struct ingot_attest_connection *ret_connection);

/**
 * ingot_attest_connection_read - read the one line that the client sends
 * @connection: connection
 * @capacity: most bytes, with the newline
 * @ret_line: the line, without the newline; undefined on failure
 * @ret_size: its bytes
 *
 * Returns 0; -ENOENT if the client left without having sent anything; -EBADMSG if it left in the
 * middle of the line, or if something comes together with the newline and behind it; -EFBIG if the
 * line is too long; -ETIMEDOUT; an OS error.
 */
int ingot_attest_connection_read(const struct ingot_attest_connection *connection, size_t capacity,
				 uint8_t *ret_line, size_t *ret_size);

/**
 * ingot_attest_connection_write - write all of @data
 *
 * SIGPIPE has to be ignored. Returns 0; -ETIMEDOUT; an OS error.
 */
int ingot_attest_connection_write(const struct ingot_attest_connection *connection,
				  struct ingot_bytes data);

#endif
