/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_MESSAGE_H
#define INGOT_BOOTSTRAPPER_MESSAGE_H

#include "base/json.h"
#include "bootstrapper/port.h"

/*
 * A message to the host: one line of JSON, the observation, to which both event logs may be added:
 *
 *	logs  firmware, userspace: base64 of the log's bytes; a log that is not there, or too
 *	      large, is left out
 */

#define INGOT_MESSAGE_FIRMWARE_LOG_SIZE_MAX ((size_t)8 << 20)

/** struct ingot_message_logs - paths of both logs. */
struct ingot_message_logs {
	const char *firmware;
	const char *userspace;
};

/**
 * ingot_message_add_logs - put both event logs into an observation
 * @observation: changed; its member logs is set
 * @logs: where they are
 *
 * A message without its logs is still of use, so a log that cannot be read is no error.
 *
 * Returns 0; -ENOMEM.
 */
int ingot_message_add_logs(struct ingot_json *observation, const struct ingot_message_logs *logs);

/**
 * ingot_message_send - write an observation to the port, if there is one
 * @observation: with or without logs
 * @port: where to look for it
 *
 * Bounded in time: five seconds. Returns 0, also where there is no port; -ENOMEM; -ETIMEDOUT; an OS
 * error.
 */
int ingot_message_send(const struct ingot_json *observation, const struct ingot_port_paths *port);

#endif
