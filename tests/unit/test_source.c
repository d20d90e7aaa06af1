/* SPDX-License-Identifier: Apache-2.0 */
/* One configuration, or none; from each source, and from two. */
#include "bootstrapper/source.h"

#include <stdio.h>

#include "node/bundle.h"
#include "tests/unit/drive_fixture.h"

#define TABLE(string)      \
	"\x0b\x05\x00\x0e" \
	"\1" string "\0\0" \
	"\x7f\x04\x00\x7f" \
	"\0\0"

static struct drive_fixture fixture;
static const struct ingot_drive_ops ops = { &fixture, drive_mount, drive_unmount };
static const struct ingot_source_paths paths = {
	.smbios = "DMI",
	.fw_cfg = "fw_cfg",
	.drive = { "class", "dev", "mnt", &ops },
	.metadata = { "./systemctl", "node", "node.reason" },
};
static enum ingot_platform platform = INGOT_PLATFORM_QEMU;

static void expect(int want, const char *content, const char *words)
{
	struct ingot_source source = { .words = "untouched" };
	struct ingot_reason reason = { 0 };
	int r = ingot_source_read(&paths, platform, &reason, &source);

	CHECK(r == want);
	CHECK_TEXT(want < 0 ? reason.text : source.words, words);
	if (want > 0)
		CHECK_TEXT((const char *)source.content.data, content);
	else
		CHECK(!source.content.data);
	ingot_source_close(&source);
	CHECK(!source.content.data && source.words[0] == '\0');
}

static void write_bytes(const char *path, const void *data, size_t size)
{
	CHECK(ingot_file_write(path, (struct ingot_bytes){ data, size }, 0644) == 0);
}

/* A table whose one string has @size bytes behind its "=". */
static void write_table(size_t size)
{
	static const char start[] = "\x0b\x05\x00\x0e"
				    "\1ingot.node=";
	ingot_scoped(ingot_scoped_free) char *table = malloc(size + 32);

	if (!CHECK(table != NULL))
		return;
	memcpy(table, start, sizeof(start) - 1);
	memset(table + sizeof(start) - 1, 'x', size);
	memset(table + sizeof(start) - 1 + size, 0, 2);
	write_bytes("DMI", table, sizeof(start) - 1 + size + 2);
}

static void test_smbios(void)
{
	static const char one[] = TABLE("ingot.node={}"), other[] = TABLE("other");
	struct ingot_source source = { 0 };
	struct ingot_reason reason = { 0 };

	write_bytes("DMI", other, sizeof(other) - 1);
	expect(0, NULL, "untouched");
	write_bytes("DMI", one, sizeof(one) - 1);
	expect(1, "{}", "SMBIOS string ingot.node");
	write_bytes("DMI", one, sizeof(one) - 2);
	expect(-EBADMSG, NULL, "SMBIOS: malformed structure at byte 20");
	write_table(INGOT_NODE_BUNDLE_SIZE_MAX + 1);
	expect(-EFBIG, NULL,
	       "SMBIOS string ingot.node: the configuration has 270337 bytes, more than 270336");
	write_table(INGOT_NODE_BUNDLE_SIZE_MAX);
	CHECK(ingot_source_read(&paths, platform, &reason, &source) == 1 &&
	      source.content.size == INGOT_NODE_BUNDLE_SIZE_MAX);
	ingot_source_close(&source);
	write_table((size_t)4 << 20);
	expect(-EFBIG, NULL, "SMBIOS: the table has more than 4194304 bytes");
	CHECK(unlink("DMI") == 0);
}

static void test_fw_cfg(void)
{
	static uint8_t large[INGOT_NODE_BUNDLE_SIZE_MAX + 1];

	CHECK(mkdir("fw_cfg", 0755) == 0);
	drive_write("fw_cfg/raw", "{}");
	expect(1, "{}", "fw_cfg item opt/ingot.node");
	drive_write("fw_cfg/raw", "");
	expect(1, "", "fw_cfg item opt/ingot.node");
	write_bytes("fw_cfg/raw", large, sizeof(large));
	drive_write("fw_cfg/size", "2097152\n");
	expect(-EFBIG, NULL,
	       "fw_cfg item opt/ingot.node: the configuration has 2097152 bytes, more than 270336");
	CHECK(unlink("fw_cfg/size") == 0);
	expect(-EFBIG, NULL, "fw_cfg item opt/ingot.node: File too large");
	drive_write("fw_cfg/raw", "{}");
}

/* A systemctl that notes how it was called, and does what the unit would. */
static void write_systemctl(const char *action)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "#!/bin/sh\necho \"$*\" >>asked\n%s\n", action);
	CHECK(ingot_file_write("systemctl", ingot_bytes_of_text(text), 0755) == 0);
}

/* How often it was called, each time as it should. */
static void expect_asked(size_t count)
{
	static const char line[] = "start ingot-metadata@aws.service\n";
	ingot_scoped(ingot_file_close) struct ingot_file asked = { 0 };
	struct ingot_bytes rest;

	(void)ingot_file_read("asked", 4096, &asked);
	(void)unlink("asked");
	rest = ingot_file_bytes(&asked);
	for (size_t i = 0; i < count; i++)
		CHECK(ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(line)));
	CHECK(rest.size == 0);
	CHECK(access("node", F_OK) < 0 && access("node.reason", F_OK) < 0);
}

static void test_metadata(void)
{
	platform = INGOT_PLATFORM_AWS;
	expect(-ENOENT, NULL, "metadata service of aws: ./systemctl: No such file or directory");
	write_systemctl("echo ' {}' >node");
	expect(1, " {}\n", "metadata service of aws");
	drive_write("node", "{ \"stale\": 1 }");
	drive_write("node.reason", "stale");
	write_systemctl("");
	expect(0, NULL, "untouched");
	expect_asked(2);
	write_systemctl("echo '#cloud-config' >node");
	expect(-EBADMSG, NULL,
	       "metadata service of aws: what it has is no node configuration, it does not begin "
	       "with a brace");
	write_systemctl(": >node");
	expect(-EBADMSG, NULL,
	       "metadata service of aws: what it has is no node configuration, it does not begin "
	       "with a brace");
	write_systemctl("head -c 270337 /dev/zero >node");
	expect(-EFBIG, NULL,
	       "metadata service of aws: the configuration has more than 270336 bytes");
	write_systemctl("echo {} >node; echo 'no\033 network' >node.reason; exit 1");
	expect(-EIO, NULL, "metadata service of aws: no? network");
	write_systemctl("echo 'Unit not found.' >&2; exit 5");
	expect(-EIO, NULL, "metadata service of aws: exit code 5: Unit not found.");
	expect_asked(5);
	/* nobody is asked where there is a configuration already */
	drive_write("fw_cfg/raw", "{}");
	expect(1, "{}", "fw_cfg item opt/ingot.node");
	CHECK(unlink("fw_cfg/raw") == 0);
	expect_asked(0);
	platform = INGOT_PLATFORM_QEMU;
	expect(0, NULL, "untouched");
	expect_asked(0);
}

/* A config drive that has none is the platform's answer. */
static void test_idle_drive(const char *source)
{
	platform = INGOT_PLATFORM_AWS;
	drive_plug(source, "sr0", "iso-xorriso", 32768);
	expect(0, NULL, "untouched");
	expect_asked(0);
	platform = INGOT_PLATFORM_QEMU;
}

int main(void)
{
	static const char one[] = TABLE("ingot.node={}");
	char folder[] = "/tmp/ingot-test-source.XXXXXX";
	ingot_scoped(ingot_scoped_free) char *source = getcwd(NULL, 0);

	if (!CHECK(source != NULL))
		return check_result();
	drive_start(folder);
	expect(0, NULL, "untouched");
	test_smbios();
	test_fw_cfg();

	write_bytes("DMI", one, sizeof(one) - 1);
	expect(-EBADMSG, NULL,
	       "two configurations: SMBIOS string ingot.node and fw_cfg item opt/ingot.node");
	CHECK(unlink("DMI") == 0);
	drive_plug(source, "vdb", "fat12", 0);
	drive_write("content/vdb/ingot.node", "{}");
	expect(-EBADMSG, NULL,
	       "two configurations: fw_cfg item opt/ingot.node and config drive vdb (label ingot)");
	CHECK(unlink("fw_cfg/raw") == 0);
	expect(1, "{}", "config drive vdb (label ingot)");
	CHECK(unlink("content/vdb/ingot.node") == 0 && unlink("dev/vdb") == 0);
	test_metadata();
	test_idle_drive(source);
	drive_end(folder);
	return check_result();
}
