/* SPDX-License-Identifier: Apache-2.0 */
/* One line of JSON to the host: the observation, and both event logs. */
#include "bootstrapper/message.h"

#include <errno.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/scoped.h"
#include "bootstrapper/measure_log.h"

#define SEND_TIMEOUT_MS 5000

static int set_log(struct ingot_json *logs, const char *key, const struct ingot_file *log)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t capacity = ingot_base64_text_size(log->size) + 1;

	text = malloc(capacity);
	if (!text)
		return -ENOMEM;
	if (ingot_base64_encode(ingot_file_bytes(log), capacity, text) < 0)
		return -EINVAL;
	return ingot_json_set_text(logs, key, text);
}

int ingot_message_add_logs(struct ingot_json *observation, const struct ingot_message_logs *paths)
{
	ingot_scoped(ingot_file_close) struct ingot_file firmware = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file userspace = { 0 };
	struct ingot_json *logs = ingot_json_new_object();
	int r = 0;

	if (ingot_file_read(paths->firmware, INGOT_MESSAGE_FIRMWARE_LOG_SIZE_MAX, &firmware) == 0)
		r = set_log(logs, "firmware", &firmware);
	if (r == 0 && ingot_measure_log_read(paths->userspace, &userspace) == 0)
		r = set_log(logs, "userspace", &userspace);
	if (r < 0) {
		ingot_json_free(logs);
		return r;
	}
	return ingot_json_set(observation, "logs", logs);
}

int ingot_message_send(const struct ingot_json *observation, const struct ingot_port_paths *port)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_scoped_close) int fd = -1;
	size_t size;
	int r = ingot_port_open(port, &fd);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = ingot_json_write(observation, INGOT_JSON_COMPACT, &text, &size);
	if (r < 0)
		return r;
	text[size++] = '\n'; /* takes the place of the NUL: one message is one line */
	return ingot_port_write(fd, (struct ingot_bytes){ (const uint8_t *)text, size },
				SEND_TIMEOUT_MS);
}
