/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_PORT_H
#define INGOT_BOOTSTRAPPER_PORT_H

#include "base/bytes.h"

/*
 * The virtio-serial port named ingot.measurements, over which a host that wants to may read what
 * the guest measured. Output only: nothing is ever read from it. A guest without it, or with nobody
 * at its other end, boots all the same.
 */

#define INGOT_PORT_NAME "ingot.measurements"

/**
 * struct ingot_port_paths - where ports are found
 * @link:    name that udev makes: /dev/virtio-ports/ingot.measurements
 * @class:   /sys/class/virtio-ports, searched where the link is not there
 * @devices: /dev
 */
struct ingot_port_paths {
	const char *link;
	const char *class;
	const char *devices;
};

/**
 * ingot_port_open - find and open the port for writing, without blocking
 * @paths: where to look
 * @ret_fd: descriptor; owned by the caller
 *
 * Returns 0; -ENOENT if there is no such port; -ENOMEM; an OS error.
 */
int ingot_port_open(const struct ingot_port_paths *paths, int *ret_fd);

/**
 * ingot_port_write - write a message, within a bounded time
 * @fd:      as ingot_port_open() gave it
 * @message: all its bytes
 * @timeout_ms: milliseconds for the whole message; with nobody at the other end it waits a second
 *              at most
 *
 * Returns 0; -ETIMEDOUT if the other end did not read in time: a part may have been written; an OS
 * error.
 */
int ingot_port_write(int fd, struct ingot_bytes message, unsigned timeout_ms);

#endif
