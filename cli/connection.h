/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_CONNECTION_H
#define INGOT_CLI_CONNECTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/file.h"

/*
 * A conversation in lines with somebody who may be anybody: each line bounded in size, all of it in
 * time.
 */

/**
 * struct ingot_connection - a stream socket
 * @fd:       non-blocking; borrowed
 * @deadline: CLOCK_MONOTONIC, milliseconds: when it ends at the latest
 */
struct ingot_connection {
	int fd;
	int64_t deadline;
};

/** ingot_connection_now - CLOCK_MONOTONIC, milliseconds. */
int64_t ingot_connection_now(void);

/**
 * ingot_connection_wait - until something can be done, or has gone wrong
 * @event: POLLIN or POLLOUT
 *
 * Returns 0; -ETIMEDOUT; an OS error.
 */
int ingot_connection_wait(int fd, short event, int64_t deadline);

/**
 * ingot_connection_read - read a line
 * @size_max: most bytes, without the newline
 * @ret_line: the line, and a NUL in the place of the newline; release with ingot_file_close()
 *
 * Whoever is at the other end sends a line and waits: more behind it breaks the rule.
 *
 * Returns 0; -ENOENT if the connection ended before anything came; -EBADMSG if it ended in the line,
 * or something came together with the newline and behind it; -EFBIG; -ETIMEDOUT; -ENOMEM; an OS
 * error.
 */
int ingot_connection_read(const struct ingot_connection *connection, size_t size_max,
			  struct ingot_file *ret_line);

/** ingot_connection_write - write all of @data. Returns 0; -ETIMEDOUT; an OS error. */
int ingot_connection_write(const struct ingot_connection *connection, struct ingot_bytes data);

#endif
