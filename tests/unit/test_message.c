/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/message.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "bootstrapper/measure_log.h"
#include "tests/unit/check.h"

static void check_logs(const struct ingot_message_logs *logs, const char *want)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;

	CHECK(ingot_message_add_logs(json, logs) == 0);
	CHECK(ingot_json_write(json, INGOT_JSON_COMPACT, &text, &size) == 0);
	CHECK_TEXT(text, want);
}

/*
 * The kernel's log can be large; one beyond the limit is left out, the message is sent all the
 * same.
 */
static void test_large(const struct ingot_message_logs *logs)
{
	uint8_t *large = calloc(1, INGOT_MESSAGE_FIRMWARE_LOG_SIZE_MAX + 1);
	struct ingot_bytes content = { large, INGOT_MESSAGE_FIRMWARE_LOG_SIZE_MAX + 1 };

	if (!CHECK(large != NULL))
		return;
	CHECK(ingot_file_write("firmware", content, 0600) == 0);
	check_logs(logs, "{\"logs\":{\"userspace\":\"AQ==\"}}");
	free(large);
}

int main(void)
{
	static const struct ingot_message_logs logs = { "firmware", "userspace" };
	static const struct ingot_port_paths port = { "port", "class", "." };
	char folder[] = "/tmp/ingot-test-message.XXXXXX";
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	struct ingot_file file = { 0 };

	if (!CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0))
		return check_result();
	/* base64 of these by coreutils */
	check_logs(&logs, "{\"logs\":{}}");
	CHECK(ingot_file_write("firmware", ingot_bytes_of_text("foobar"), 0600) == 0);
	check_logs(&logs, "{\"logs\":{\"firmware\":\"Zm9vYmFy\"}}");
	CHECK(ingot_file_write("userspace", ingot_bytes_of_text("\x01"), 0600) == 0);
	check_logs(&logs, "{\"logs\":{\"firmware\":\"Zm9vYmFy\",\"userspace\":\"AQ==\"}}");
	test_large(&logs);

	CHECK(ingot_json_set_integer(json, "a", 1) == 0);
	CHECK(ingot_message_send(json, &port) == 0); /* no port: nothing to do */
	CHECK(ingot_file_write("port", (struct ingot_bytes){ NULL, 0 }, 0600) == 0);
	CHECK(ingot_message_send(json, &port) == 0);
	CHECK(ingot_file_read("port", 100, &file) == 0);
	CHECK_TEXT((const char *)file.data, "{\"a\":1}\n");
	ingot_file_close(&file);

	CHECK(unlink("port") == 0 && unlink("firmware") == 0 && unlink("userspace") == 0);
	CHECK(rmdir(folder) == 0);
	return check_result();
}
