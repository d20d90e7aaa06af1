/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_ENDPOINT_H
#define INGOT_CLI_ENDPOINT_H

#include <stdint.h>

#include "base/reason.h"

/* Where a node answers, and the way there. */

#define INGOT_ENDPOINT_HOST_SIZE    254 /* RFC 1035, 2.3.4, and a NUL */
#define INGOT_ENDPOINT_NAME_SIZE    (INGOT_ENDPOINT_HOST_SIZE + 8)
#define INGOT_ENDPOINT_PORT_DEFAULT 30081
/* Addresses of one name that are tried. */
#define INGOT_ENDPOINT_ADDRESSES_MAX 8

/**
 * struct ingot_endpoint - a name or address, and a port
 * @host: never empty; an IPv6 address without brackets
 * @port: 1..65535
 */
struct ingot_endpoint {
	char host[INGOT_ENDPOINT_HOST_SIZE];
	uint16_t port;
};

/**
 * ingot_endpoint_read - read what a user wrote
 * @text: HOST, HOST:PORT, [IPV6]:PORT, [IPV6] or IPV6
 * @ret_endpoint: with INGOT_ENDPOINT_PORT_DEFAULT where no port is named
 *
 * Whether there is such a host nothing here says. Returns 0; -EINVAL.
 */
int ingot_endpoint_read(const char *text, struct ingot_endpoint *ret_endpoint);

/** ingot_endpoint_name - HOST:PORT or [IPV6]:PORT, as ingot_endpoint_read() takes it. */
void ingot_endpoint_name(const struct ingot_endpoint *endpoint,
			 char ret_name[INGOT_ENDPOINT_NAME_SIZE]);

/**
 * ingot_endpoint_connect - look the name up and connect by TCP
 * @endpoint: where to; an address is not looked up, so that names which take their time do not hold
 *            it up
 * @deadline: CLOCK_MONOTONIC, milliseconds; of several addresses, each is given its share of the
 *            time that is left
 * @reason: set on failure, without the name
 * @ret_fd: socket, non-blocking, closed on exec; owned by the caller
 *
 * Returns 0; -ENOENT if there is no such name; -ETIMEDOUT; -ENOMEM; an OS error: that of the last
 * address.
 */
int ingot_endpoint_connect(const struct ingot_endpoint *endpoint, int64_t deadline,
			   struct ingot_reason *reason, int *ret_fd);

#endif
