/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/cmdline.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define HASH   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NEEDED "roothash=" HASH " ingot.platform=qemu ingot.stream=stable"
#define SHUT                                                                             \
	" systemd.verity_root_options=panic-on-corruption systemd.import_credentials=no" \
	" rd.shell=0 rd.emergency=reboot"
#define STABLE NEEDED SHUT
#define DEBUG  "roothash=" HASH " ingot.platform=aws ingot.stream=debug"

/* Words as the kernel's next_arg() and systemd's proc_cmdline_parse() both cut them. */
static const struct {
	const char *line, *key, *value;
	int want;
	bool has_value;
} words[] = {
	{ "", "", "", 0, false },
	{ " \t\n", "", "", 0, false },
	{ "quiet", "quiet", "", 1, false },
	{ "  a=b c", "a", "b", 1, true },
	{ "a=", "a", "", 1, true },
	{ "=b", "", "b", 1, true },
	{ "a=b=c", "a", "b=c", 1, true },
	{ "a=\"b c\" d", "a", "b c", 1, true },
	{ "\"a=b c\" d", "a", "b c", 1, true },
	{ "\"a b\"", "a b", "", 1, false },
	{ "a=\"\"", "a", "", 1, true },
	{ "a=\"b", "", "", -EBADMSG, false },
	{ "\"", "", "", -EBADMSG, false },
	{ "a\"b\"=c", "", "", -EBADMSG, false },
	{ "a=b\"c\"", "", "", -EBADMSG, false },
	{ "a=\"b\"c", "", "", -EBADMSG, false },
	{ "\"a=\"b\"\"", "", "", -EBADMSG, false },
	{ "a='b'", "", "", -EBADMSG, false },
	{ "a=b\\", "", "", -EBADMSG, false },
	{ "a=\xc3\xa9", "", "", -EBADMSG, false },
	{ "a\x0b=b", "", "", -EBADMSG, false },
	{ "a\r", "", "", -EBADMSG, false },
	{ "a\xa0"
	  "b",
	  "", "", -EBADMSG, false },
};

static void test_words(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
		struct ingot_bytes line = ingot_bytes_of_text(words[i].line), rest = line;
		struct ingot_cmdline_word word = { .offset = 99 };

		CHECK(ingot_cmdline_next(line, &rest, NULL, &word) == words[i].want);
		if (words[i].want < 0)
			CHECK(rest.size == line.size);
		if (words[i].want != 1) {
			CHECK(word.offset == 99);
			continue;
		}
		CHECK(ingot_bytes_equal_text(word.key, words[i].key));
		CHECK(ingot_bytes_equal_text(word.value, words[i].value));
		CHECK(word.has_value == words[i].has_value);
	}
}

static const char *const accepted[] = {
	STABLE,
	STABLE "\n",
	SHUT " " NEEDED " console=ttyS0 console=tty0 quiet panic=10",
	STABLE
	" \"dyndbg=file x +p\" root=/dev/mapper/root init_on_alloc=1 systemd.show_status=error",
	STABLE " rd.systemd.show_status=1 systemd.gpt_auto=no lockdown=integrity 2x bb",
	DEBUG,
	DEBUG " systemd.debug_shell rd.break init=/bin/sh SYSTEMD_LOG_LEVEL=debug rd.shell=1",
	"roothash=" HASH " ingot.platform=azure ingot.stream=console",
	"roothash=" HASH " ingot.platform=\"gcp\" \"ingot.stream=console\"",
	"roothash=" HASH " ingot.platform=openstack ingot.stream=debug",
};

static const struct {
	const char *line, *rule;
} refused[] = {
	{ "", "roothash= is missing" },
	{ "ingot.platform=qemu ingot.stream=stable" SHUT, "roothash= is missing" },
	{ "roothash=" HASH " ingot.stream=stable" SHUT, "ingot.platform= is missing" },
	{ "roothash=" HASH " ingot.platform=qemu" SHUT, "ingot.stream= is missing" },
	{ "roothash=" HASH "0 ingot.platform=qemu ingot.stream=stable",
	  "roothash= is not a SHA-256 in lower case" },
	{ "roothash=ABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	  " ingot.platform=qemu ingot.stream=stable",
	  "roothash= is not a SHA-256 in lower case" },
	{ "roothash ingot.platform=qemu ingot.stream=stable",
	  "roothash= is not a SHA-256 in lower case" },
	{ "roothash=" HASH " ingot.platform=vmware ingot.stream=stable",
	  "ingot.platform= is not known" },
	{ "roothash=" HASH " ingot.platform=QEMU ingot.stream=stable",
	  "ingot.platform= is not known" },
	{ "roothash=" HASH " ingot.platform= ingot.stream=stable", "ingot.platform= is not known" },
	{ "roothash=" HASH " ingot.platform=qemu ingot.stream=nightly",
	  "ingot.stream= is not known" },
	{ STABLE " roothash=" HASH, "key that may stand once stands twice" },
	{ DEBUG " ingot.stream=stable", "key that may stand once stands twice" },
	{ DEBUG " ingot.stream=debug", "key that may stand once stands twice" },
	{ STABLE " systemd.import-credentials=yes", "key that may stand once stands twice" },
	{ STABLE " rd.roothash=" HASH, "key in a spelling for the initrd alone" },
	{ STABLE " rd.systemd.import_credentials=yes", "key in a spelling for the initrd alone" },
	{ STABLE " ingot.debug=1", "ingot.* key that is not known" },
	{ DEBUG " ingot.Platform=qemu", "ingot.* key that is not known" },
	{ DEBUG " rd.ingot.x", "ingot.* key that is not known" },
	{ DEBUG " ingot", "ingot.* key that is not known" },
	{ DEBUG " a='b'", "single quote or backslash on the command line" },
	{ DEBUG " a=\x01", "character on the command line that is not printable ASCII" },
	{ DEBUG " a=\"b", "double quote that is never closed" },
	{ NEEDED " systemd.import_credentials=no rd.shell=0 rd.emergency=reboot",
	  "systemd.verity_root_options= is missing on the stable stream" },
	{ NEEDED " systemd.verity_root_options=panic-on-corruption,ignore-zero-blocks"
		 " systemd.import_credentials=no rd.shell=0 rd.emergency=reboot",
	  "systemd.verity_root_options= is not panic-on-corruption" },
	{ NEEDED " systemd.verity_root_options=panic-on-corruption rd.shell=0 rd.emergency=reboot",
	  "systemd.import_credentials= is missing on the stable stream" },
	{ NEEDED " systemd.verity_root_options=panic-on-corruption systemd.import_credentials=yes"
		 " rd.shell=0 rd.emergency=reboot",
	  "systemd.import_credentials= is not no" },
	{ NEEDED " systemd.verity_root_options=panic-on-corruption systemd.import_credentials=no"
		 " rd.emergency=reboot",
	  "rd.shell= is missing on the stable stream" },
	{ NEEDED " systemd.verity_root_options=panic-on-corruption systemd.import_credentials=no"
		 " rd.shell rd.emergency=reboot",
	  "rd.shell= is not 0" },
	{ NEEDED " systemd.verity_root_options=panic-on-corruption systemd.import_credentials=no"
		 " rd.shell=0 rd.emergency=halt",
	  "rd.emergency= is not reboot" },
	{ STABLE " init=/bin/sh", "another program would be started as init" },
};

static void test_lines(void)
{
	struct ingot_cmdline cmdline;

	for (size_t i = 0; i < ARRAY_COUNT(accepted); i++) {
		struct ingot_fault fault = { 0 };

		if (!CHECK(ingot_cmdline_parse(ingot_bytes_of_text(accepted[i]), &fault,
					       &cmdline) == 0))
			fprintf(stderr, "%s: %s\n", accepted[i], fault.rule);
	}
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		struct ingot_bytes line = ingot_bytes_of_text(refused[i].line);
		struct ingot_fault fault = { 0 };

		cmdline.platform = INGOT_PLATFORM_COUNT;
		CHECK(ingot_cmdline_parse(line, &fault, &cmdline) == -EBADMSG);
		CHECK_TEXT(fault.rule, refused[i].rule);
		CHECK(fault.offset <= line.size && cmdline.platform == INGOT_PLATFORM_COUNT);
		CHECK(ingot_cmdline_parse(line, NULL, &cmdline) == -EBADMSG);
	}
}

static void test_values(void)
{
	struct ingot_bytes line = ingot_bytes_of_text(STABLE);
	struct ingot_cmdline cmdline = { 0 };
	char text[INGOT_DIGEST_TEXT_SIZE];

	CHECK(ingot_cmdline_parse(line, NULL, &cmdline) == 0);
	ingot_digest_text(&cmdline.roothash, text);
	CHECK_TEXT(text, HASH);
	CHECK(cmdline.roothash.hash == INGOT_HASH_SHA256);
	CHECK_TEXT(ingot_platform_name(cmdline.platform), "qemu");
	CHECK_TEXT(ingot_stream_name(cmdline.stream), "stable");
	CHECK(!ingot_platform_name(INGOT_PLATFORM_COUNT) && !ingot_stream_name(INGOT_STREAM_COUNT));
	/* cut anywhere, something that has to be there is missing or cut itself */
	for (size_t size = 0; size < line.size; size++)
		CHECK(ingot_cmdline_parse((struct ingot_bytes){ line.data, size }, NULL,
					  &cmdline) == -EBADMSG);
}

static void test_size(void)
{
	static char line[INGOT_CMDLINE_SIZE_MAX + 2];
	struct ingot_cmdline cmdline;
	struct ingot_fault fault = { 0 };

	memset(line, ' ', sizeof(line) - 1);
	memcpy(line, STABLE, strlen(STABLE));
	CHECK(ingot_cmdline_parse((struct ingot_bytes){ (uint8_t *)line, INGOT_CMDLINE_SIZE_MAX },
				  &fault, &cmdline) == 0);
	CHECK(ingot_cmdline_parse(ingot_bytes_of_text(line), &fault, &cmdline) == -EFBIG);
	CHECK_TEXT(fault.rule, "command line is too long");
}

/* What images are built with must be what the bootstrapper accepts. */
static void test_image(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_bytes rest, option;
	struct ingot_cmdline cmdline;
	struct ingot_fault fault = { 0 };
	char line[INGOT_CMDLINE_SIZE_MAX] = NEEDED;

	if (ingot_file_read("image/cmdline", INGOT_CMDLINE_SIZE_MAX / 2, &file) < 0)
		return; /* not started in the source folder */
	rest = ingot_file_bytes(&file);
	while (rest.size > 0) {
		(void)ingot_bytes_take_until(&rest, '\n', &option);
		if (option.size > 0 && option.data[0] != '#' &&
		    !ingot_bytes_take_prefix(&option, ingot_bytes_of_text("ingot."))) {
			strcat(line, " ");
			strncat(line, (const char *)option.data, option.size);
		}
	}
	if (!CHECK(ingot_cmdline_parse(ingot_bytes_of_text(line), &fault, &cmdline) == 0))
		fprintf(stderr, "image/cmdline: %s\n", fault.rule);
}

int main(void)
{
	test_words();
	test_lines();
	test_values();
	test_size();
	test_image();
	return check_result();
}
