/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/state_disk.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/unit/check.h"

/*
 * A sysfs of files: vda is the boot disk, its partitions 2 and 3 below dm-0, which is the root. The
 * device number of the root is that of the folder which stands for it.
 */
static char top[] = "/tmp/ingot-test-disk.XXXXXX";
static char sys[64], devices[64], root[64];
static struct ingot_state_paths paths = { .sys = sys, .devices = devices, .sysroot = root };

static void make_folder(const char *name)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", top, name);
	for (char *slash = &path[strlen(top) + 1]; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		(void)mkdir(path, 0755);
		*slash = '/';
	}
	(void)mkdir(path, 0755);
}

static void put(const char *folder, const char *name, const char *content)
{
	char path[320];

	(void)snprintf(path, sizeof(path), "%s/%s/%s", top, folder, name);
	CHECK(ingot_file_write(path, ingot_bytes_of_text(content), 0644) == 0);
}

static void make_link(const char *name, const char *target)
{
	char path[320], to[320];

	(void)snprintf(path, sizeof(path), "%s/%s", top, name);
	(void)snprintf(to, sizeof(to), "%s/%s", top, target);
	(void)unlink(path);
	CHECK(symlink(to, path) == 0);
}

static void make_disk(const char *name, const char *sectors, bool removable)
{
	char folder[128];

	(void)snprintf(folder, sizeof(folder), "sys/block/%s", name);
	make_folder(folder);
	put(folder, "size", sectors);
	put(folder, "ro", "0\n");
	put(folder, "removable", removable ? "1\n" : "0\n");
	put(folder, "dev", "7:77\n");
	put("dev", name, "");
}

static void make_partition(const char *disk, const char *name, const char *start, const char *size)
{
	char folder[128];

	(void)snprintf(folder, sizeof(folder), "sys/block/%s/%s", disk, name);
	make_folder(folder);
	put(folder, "partition", "1\n");
	put(folder, "start", start);
	put(folder, "size", size);
	put("dev", name, "");
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static void remove_disk(const char *name)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/sys/block/%s", top, name);
	CHECK(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
	(void)snprintf(path, sizeof(path), "%s/dev/%s", top, name);
	CHECK(unlink(path) == 0);
}

static void make_machine(void)
{
	char name[128];
	struct stat status;

	make_folder("root");
	make_folder("dev/disk/by-id");
	make_disk("vda", "8388608\n", false);
	make_partition("vda", "vda2", "1050624\n", "1000000\n");
	make_partition("vda", "vda3", "2050624\n", "10000\n");
	make_folder("sys/block/dm-0/slaves");
	put("sys/block/dm-0", "size", "8388608\n");
	put("sys/block/dm-0", "ro", "0\n");
	make_link("sys/block/dm-0/slaves/vda2", "sys/block/vda/vda2");
	make_link("sys/block/dm-0/slaves/vda3", "sys/block/vda/vda3");
	make_folder("sys/dev/block");
	CHECK(stat(root, &status) == 0);
	(void)snprintf(name, sizeof(name), "sys/dev/block/%u:%u", major(status.st_dev),
		       minor(status.st_dev));
	make_link(name, "sys/block/dm-0");
	make_disk("loop0", "8388608\n", false);
	make_disk("sr0", "8388608\n", true);
	make_disk("zram0", "8388608\n", false);
	make_disk("vdx", "2097151\n", false); /* one sector short of 1 GiB */
	make_disk("sdu", "8388608\n", true);  /* a memory stick */
}

static int find(const char *configured, struct ingot_reason *reason, const char *want)
{
	struct ingot_state_disk disk = { .name = "untouched" };
	char path[128];
	int r;

	(void)snprintf(path, sizeof(path), "%s/%s", top, configured ? configured : "");
	reason->text[0] = '\0';
	r = ingot_state_disk_find(&paths, configured ? path : NULL, 0, reason, &disk);
	CHECK_TEXT(disk.name, r == 0 ? want : "untouched");
	CHECK((reason->text[0] == '\0') == (r == 0));
	return r;
}

static void test_only(void)
{
	struct ingot_reason reason;

	CHECK(find(NULL, &reason, NULL) == -ENOENT);
	make_disk("vdb", "2097152\n", false);
	CHECK(find(NULL, &reason, "vdb") == 0);
	make_disk("nvme0n1", "8388608\n", false);
	CHECK(find(NULL, &reason, NULL) == -EINVAL);
	CHECK(strstr(reason.text, "vdb") && strstr(reason.text, "nvme0n1") &&
	      !strstr(reason.text, "vda") && !strstr(reason.text, "sdu"));
	put("sys/block/nvme0n1", "ro", "1\n");
	CHECK(find(NULL, &reason, "vdb") == 0);
	put("sys/block/nvme0n1", "ro", "0\n");
	put("sys/block/nvme0n1", "hidden", "1\n");
	CHECK(find(NULL, &reason, "vdb") == 0);
	/* sizes that are none */
	put("sys/block/vdb", "size", "2097152");
	CHECK(find(NULL, &reason, NULL) == -ENOENT);
	put("sys/block/vdb", "size", "99999999999999999999999\n");
	CHECK(find(NULL, &reason, NULL) == -ENOENT);
	put("sys/block/vdb", "size", "18446744073709551615\n");
	CHECK(find(NULL, &reason, NULL) == -ENOENT);
	put("sys/block/vdb", "size", "2097152\n");
	remove_disk("nvme0n1");
}

static void test_configured(void)
{
	struct ingot_reason reason;

	make_partition("vdb", "vdb1", "2048\n", "2095104\n");
	make_link("dev/disk/by-id/state", "dev/vdb");
	make_link("dev/disk/by-id/boot", "dev/vda");
	make_link("dev/disk/by-id/away", "sys/block");
	CHECK(find("dev/vdb", &reason, "vdb") == 0);
	CHECK(find("dev/disk/by-id/state", &reason, "vdb") == 0);
	/* a memory stick, if it is named */
	CHECK(find("dev/sdu", &reason, "sdu") == 0);
	CHECK(find("dev/vda", &reason, NULL) == -EINVAL);
	CHECK(strstr(reason.text, "is the boot disk"));
	CHECK(find("dev/disk/by-id/boot", &reason, NULL) == -EINVAL);
	CHECK(strstr(reason.text, "is the boot disk"));
	CHECK(find("dev/vdb1", &reason, NULL) == -EINVAL);
	CHECK(strstr(reason.text, "no whole disk"));
	CHECK(find("dev/vdx", &reason, NULL) == -EINVAL);
	CHECK(find("dev/loop0", &reason, NULL) == -EINVAL);
	CHECK(find("dev/disk/by-id/away", &reason, NULL) == -EINVAL);
	CHECK(find("dev/vdz", &reason, NULL) == -ENOENT);
}

static void test_partition(void)
{
	const struct ingot_state_disk disk = { .name = "vdb", .size = UINT64_C(1) << 30 };
	char name[INGOT_STATE_NAME_SIZE] = "untouched";

	CHECK(ingot_state_disk_partition(&paths, &disk, name) == 0);
	CHECK_TEXT(name, "vdb1");
	/* elsewhere, beyond the end, not alone, not there */
	(void)strcpy(name, "untouched");
	make_partition("vdb", "vdb1", "4096\n", "2093056\n");
	CHECK(ingot_state_disk_partition(&paths, &disk, name) == -EBADMSG);
	make_partition("vdb", "vdb1", "2048\n", "2095105\n");
	CHECK(ingot_state_disk_partition(&paths, &disk, name) == -EBADMSG);
	make_partition("vdb", "vdb1", "2048\n", "1000\n");
	make_partition("vdb", "vdb2", "2048\n", "1000\n");
	CHECK(ingot_state_disk_partition(&paths, &disk, name) == -EBADMSG);
	remove_disk("vdb");
	make_disk("vdb", "2097152\n", false);
	CHECK(ingot_state_disk_partition(&paths, &disk, name) == -ENOENT);
	CHECK_TEXT(name, "untouched");
}

/* What is below /dev is no device here, let alone the one that sysfs speaks of. */
static void test_open(void)
{
	const struct ingot_state_disk disk = { .name = "vdb" };
	int fd = -7;

	CHECK(ingot_state_disk_open(&paths, &disk, 0, &fd) == -ENODEV);
	CHECK(fd == -7);
}

int main(void)
{
	if (!mkdtemp(top))
		return EXIT_FAILURE;
	(void)snprintf(sys, sizeof(sys), "%s/sys", top);
	(void)snprintf(devices, sizeof(devices), "%s/dev", top);
	(void)snprintf(root, sizeof(root), "%s/root", top);
	make_machine();
	test_only();
	test_configured();
	test_partition();
	test_open();
	CHECK(nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
	return check_result();
}
