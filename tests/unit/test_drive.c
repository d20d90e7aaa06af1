/* SPDX-License-Identifier: Apache-2.0 */
/* Config drives whose mounting is a link; mount(2) itself is met in the boot tests. */
#include "bootstrapper/drive.h"

#include <stdio.h>

#include "tests/unit/drive_fixture.h"

#define ISO_OFFSET 32768
#define LIMIT      64

static struct drive_fixture fixture;
static const struct ingot_drive_ops ops = { &fixture, drive_mount, drive_unmount };
static const struct ingot_drive_paths paths = { "class", "dev", "mnt", &ops };

static void expect(int want, const char *content, const char *words)
{
	struct ingot_drive drive = { .words = "untouched" };
	struct ingot_reason reason = { 0 };
	int r;

	fixture.mounts = fixture.unmounts = 0;
	r = ingot_drive_read(&paths, LIMIT, &reason, &drive);
	CHECK(r == want);
	CHECK_TEXT(want < 0 ? reason.text : drive.words, words);
	CHECK(fixture.mounts == fixture.unmounts && access("mnt", F_OK) < 0);
	if (want > 0)
		CHECK_TEXT((const char *)drive.content.data, content);
	else
		CHECK(!drive.content.data);
	if (r > 0)
		ingot_file_close(&drive.content);
}

static void test_ingot(void)
{
	expect(-EBADMSG, NULL, "config drive vdb (label ingot): there is no file ingot.node");
	drive_write("content/vdb/ingot.node", "{}\n");
	expect(1, "{}\n", "config drive vdb (label ingot)");
	CHECK_TEXT(fixture.type, "iso9660");
	drive_write("content/vdb/ingot.node", "not checked here");
	expect(1, "not checked here", "config drive vdb (label ingot)");
	drive_write("content/vdb/ingot.node",
		    "0123456789012345678901234567890123456789012345678901234567890123");
	expect(1, "0123456789012345678901234567890123456789012345678901234567890123",
	       "config drive vdb (label ingot)");
	drive_write("content/vdb/ingot.node",
		    "01234567890123456789012345678901234567890123456789012345678901234");
	expect(-EFBIG, NULL,
	       "config drive vdb (label ingot): the configuration has 65 bytes, more than 64");

	CHECK(unlink("content/vdb/ingot.node") == 0 &&
	      symlink("/etc/hostname", "content/vdb/ingot.node") == 0);
	expect(-EBADMSG, NULL,
	       "config drive vdb (label ingot): the configuration is no regular file");
	CHECK(unlink("content/vdb/ingot.node") == 0 && mkfifo("content/vdb/ingot.node", 0644) == 0);
	expect(-EBADMSG, NULL,
	       "config drive vdb (label ingot): the configuration is no regular file");
	CHECK(unlink("content/vdb/ingot.node") == 0 && mkdir("content/vdb/ingot.node", 0755) == 0);
	expect(-EBADMSG, NULL,
	       "config drive vdb (label ingot): the configuration is no regular file");
	CHECK(rmdir("content/vdb/ingot.node") == 0);
	drive_write("content/vdb/ingot.node", "{}\n");

	fixture.mount_error = -EINVAL;
	expect(-EINVAL, NULL, "config drive vdb (label ingot): cannot mount it: Invalid argument");
	fixture.mount_error = 0;
	fixture.unmount_error = -EBUSY;
	expect(-EBUSY, NULL,
	       "config drive vdb (label ingot): cannot unmount it: Device or resource busy");
	fixture.unmount_error = 0;
}

static void test_config_2(void)
{
	expect(1, "{}\n", "config drive vdb (label ingot)"); /* config-2 has none: no second one */
	CHECK(mkdir("content/sda1/openstack", 0755) == 0);
	expect(1, "{}\n", "config drive vdb (label ingot)");
	CHECK(mkdir("content/sda1/openstack/latest", 0755) == 0);
	CHECK(unlink("content/vdb/ingot.node") == 0 && unlink("dev/vdb") == 0);
	expect(0, NULL, "config drive sda1 (label config-2)");
	drive_write("content/sda1/openstack/latest/user_data", "{ }");
	expect(1, "{ }", "config drive sda1 (label config-2)");
	CHECK_TEXT(fixture.type, "vfat");
	drive_write("content/sda1/openstack/latest/user_data", " \t\r\n{ }");
	expect(1, " \t\r\n{ }", "config drive sda1 (label config-2)");
	drive_write("content/sda1/openstack/latest/user_data", "#cloud-config\n{}");
	expect(-EBADMSG, NULL,
	       "config drive sda1 (label config-2): user_data is no node configuration, it does "
	       "not begin with a brace");
	drive_write("content/sda1/openstack/latest/user_data", "");
	expect(-EBADMSG, NULL,
	       "config drive sda1 (label config-2): user_data is no node configuration, it does "
	       "not begin with a brace");
	drive_write("content/sda1/openstack/latest/user_data", "{ }");

	/* a link on the way */
	CHECK(rename("content/sda1/openstack", "content/sda1/elsewhere") == 0 &&
	      symlink("elsewhere", "content/sda1/openstack") == 0);
	expect(-EBADMSG, NULL,
	       "config drive sda1 (label config-2): the configuration is no regular file");
	CHECK(unlink("content/sda1/openstack") == 0 &&
	      rename("content/sda1/elsewhere", "content/sda1/openstack") == 0);
}

static void test_two(const char *source)
{
	struct ingot_drive drive = { .words = "untouched" };
	struct ingot_reason reason = { 0 };

	drive_plug(source, "sr0", "iso-xorriso", ISO_OFFSET);
	CHECK(mkdir("content/sr0/openstack", 0755) == 0 &&
	      mkdir("content/sr0/openstack/latest", 0755) == 0);
	drive_write("content/sr0/openstack/latest/user_data", "{ }");
	CHECK(ingot_drive_read(&paths, LIMIT, &reason, &drive) == -EBADMSG);
	CHECK(strncmp(reason.text, "two configurations: config drive s", 34) == 0 &&
	      strstr(reason.text, "sr0") && strstr(reason.text, "sda1") &&
	      strstr(reason.text, " and config drive s"));
	CHECK(fixture.mounts == fixture.unmounts && !drive.content.data);
	CHECK(unlink("dev/sr0") == 0);
}

int main(void)
{
	char folder[] = "/tmp/ingot-test-drive.XXXXXX";
	ingot_scoped(ingot_scoped_free) char *source = getcwd(NULL, 0);
	struct ingot_drive_paths nowhere = paths;
	struct ingot_reason reason = { 0 };
	struct ingot_drive drive;

	if (!CHECK(source != NULL))
		return check_result();
	drive_start(folder);
	expect(0, NULL, "untouched");
	nowhere.class = "nonexistent";
	CHECK(ingot_drive_read(&nowhere, LIMIT, &reason, &drive) == 0);

	/* what is no config drive is not mounted, whatever is in it */
	drive_plug(source, "vda", "plain", 0);
	drive_plug(source, "loop0", "iso-genisoimage", ISO_OFFSET);
	drive_plug(source, "dm-0", "iso-genisoimage", ISO_OFFSET);
	drive_plug(source, "zram0", "iso-genisoimage", ISO_OFFSET);
	CHECK(mkdir("class/sdz", 0755) == 0); /* no such device node */
	drive_write("dev/short", "x");
	CHECK(mkdir("class/short", 0755) == 0);
	expect(0, NULL, "untouched");
	CHECK(fixture.mounts == 0);

	drive_plug(source, "vdb", "iso-genisoimage", ISO_OFFSET);
	test_ingot();
	drive_plug(source, "sda1", "fat16", 0);
	test_config_2();
	test_two(source);
	drive_end(folder);
	return check_result();
}
