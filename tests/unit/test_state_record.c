/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/state_record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

static char folder[] = "/tmp/ingot-test-record.XXXXXX";

static void put(const char *name, const char *content)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	(void)unlink(path);
	if (content)
		CHECK(ingot_file_write(path, ingot_bytes_of_text(content), 0600) == 0);
}

static struct ingot_file get(const char *name)
{
	struct ingot_file file = { 0 };
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	CHECK(ingot_file_read(path, 1024, &file) == 0);
	return file;
}

/* What is there, the configuration's serial number, the answer, and what is there afterwards. */
static const struct {
	const char *before;
	int64_t serial;
	int want;
	const char *after;
} serials[] = {
	{ NULL, 1, 0, "1\n" },
	{ "1\n", 1, 0, "1\n" },
	{ "1\n", 2, 0, "2\n" },
	{ "41\n", 9007199254740991, 0, "9007199254740991\n" },
	{ "2\n", 1, -EKEYREJECTED, "2\n" },
	{ "10\n", 9, -EKEYREJECTED, "10\n" },
	{ "9007199254740991\n", 9007199254740990, -EKEYREJECTED, "9007199254740991\n" },
	{ "1\n", 0, -EINVAL, "1\n" },
	{ "1\n", 9007199254740992, -EINVAL, "1\n" },
	/* damaged: what was accepted is not known, so nothing is */
	{ "", 5, -EBADMSG, "" },
	{ "\n", 5, -EBADMSG, "\n" },
	{ "1", 5, -EBADMSG, "1" },
	{ "01\n", 5, -EBADMSG, "01\n" },
	{ "-1\n", 5, -EBADMSG, "-1\n" },
	{ "1 \n", 5, -EBADMSG, "1 \n" },
	{ "9007199254740992\n", 5, -EBADMSG, "9007199254740992\n" },
	{ "99999999999999999999999999\n", 5, -EBADMSG, "99999999999999999999999999\n" },
};

static void test_serial(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(serials); i++) {
		ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
		struct ingot_reason reason = { "" };

		put("serial", serials[i].before);
		CHECK(ingot_state_record_serial(folder, serials[i].serial, &reason) ==
		      serials[i].want);
		CHECK((reason.text[0] == '\0') == (serials[i].want == 0));
		file = get("serial");
		CHECK_TEXT((char *)file.data, serials[i].after);
	}
}

static void test_machine_id(void)
{
	static const char *const damaged[] = {
		"",
		"0123456789abcdef0123456789abcdef",
		"0123456789ABCDEF0123456789abcdef\n",
		"0123456789abcdef0123456789abcdef\n\n",
		"00000000000000000000000000000000\n",
		"uninitialized\n",
	};
	struct ingot_reason reason = { "" };
	struct ingot_file first, second;
	char path[128], link_path[128];

	put("machine-id", NULL);
	CHECK(ingot_state_record_machine_id(folder, &reason) == 0);
	first = get("machine-id");
	CHECK(first.size == 33 && first.data[32] == '\n');
	/* RFC 9562: version 4, variant 10 */
	CHECK(first.data[12] == '4' && strchr("89ab", first.data[16]));
	CHECK(ingot_state_record_machine_id(folder, &reason) == 0);
	second = get("machine-id");
	CHECK_TEXT((char *)second.data, (char *)first.data);
	ingot_file_close(&second);
	put("machine-id", NULL);
	CHECK(ingot_state_record_machine_id(folder, &reason) == 0);
	second = get("machine-id");
	CHECK(memcmp(second.data, first.data, 33) != 0);
	ingot_file_close(&first);
	ingot_file_close(&second);
	for (size_t i = 0; i < ARRAY_COUNT(damaged); i++) {
		put("machine-id", damaged[i]);
		CHECK(ingot_state_record_machine_id(folder, &reason) == -EBADMSG);
	}
	CHECK_TEXT(reason.text, "machine-id on the state disk: damaged");
	/* a link, also one that leads to a good file, is none of ours */
	put("other", "0123456789abcdef0123456789abcdef\n");
	put("machine-id", NULL);
	(void)snprintf(path, sizeof(path), "%s/other", folder);
	(void)snprintf(link_path, sizeof(link_path), "%s/machine-id", folder);
	CHECK(symlink(path, link_path) == 0);
	CHECK(ingot_state_record_machine_id(folder, &reason) == -EBADMSG);
}

int main(void)
{
	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	test_serial();
	test_machine_id();
	put("serial", NULL);
	put("machine-id", NULL);
	put("other", NULL);
	(void)rmdir(folder);
	return check_result();
}
