/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TESTS_UNIT_DRIVE_FIXTURE_H
#define INGOT_TESTS_UNIT_DRIVE_FIXTURE_H

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "bootstrapper/drive.h"
#include "tests/unit/check.h"

/*
 * Block devices in the current folder: class/NAME, dev/NAME with the first bytes of a real one, and
 * content/NAME, which "mounting" dev/NAME shows by a link.
 */

struct drive_fixture {
	unsigned mounts;
	unsigned unmounts;
	int mount_error;
	int unmount_error;
	char type[16];
};

static inline void drive_write(const char *path, const char *text)
{
	CHECK(ingot_file_write(path, ingot_bytes_of_text(text), 0644) == 0);
}

/* A device whose first bytes are those of @head, a file of tests/data/volume. */
static inline void drive_plug(const char *source, const char *name, const char *head, size_t offset)
{
	ingot_scoped(ingot_file_close) struct ingot_file content = { 0 };
	static uint8_t zero[40960];
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/tests/data/volume/%s", source, head);
	memset(zero, 0, sizeof(zero));
	if (CHECK(ingot_file_read(path, 2048, &content) == 0))
		memcpy(zero + offset, content.data, content.size);
	(void)snprintf(path, sizeof(path), "dev/%s", name);
	CHECK(ingot_file_write(path, (struct ingot_bytes){ zero, sizeof(zero) }, 0644) == 0);
	(void)snprintf(path, sizeof(path), "class/%s", name);
	CHECK(mkdir(path, 0755) == 0);
	(void)snprintf(path, sizeof(path), "content/%s", name);
	CHECK(mkdir(path, 0755) == 0);
}

static inline int drive_mount(void *context, const char *device, const char *type,
			      const char *folder)
{
	struct drive_fixture *fixture = context;
	struct stat status;
	char target[128];

	if (fixture->mount_error < 0)
		return fixture->mount_error;
	fixture->mounts++;
	(void)snprintf(fixture->type, sizeof(fixture->type), "%s", type);
	(void)snprintf(target, sizeof(target), "content/%s", strrchr(device, '/') + 1);
	CHECK(stat(folder, &status) == 0 && (status.st_mode & 07777) == 0700);
	return rmdir(folder) < 0 || symlink(target, folder) < 0 ? -errno : 0;
}

static inline int drive_unmount(void *context, const char *folder)
{
	struct drive_fixture *fixture = context;

	fixture->unmounts++;
	if (unlink(folder) < 0 || mkdir(folder, 0700) < 0)
		return -errno;
	return fixture->unmount_error;
}

static inline int drive_remove_one(const char *path, const struct stat *status, int kind,
				   struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

/* Removes the folder that drive_start() made. */
static inline void drive_end(const char *folder)
{
	CHECK(nftw(folder, drive_remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
}

/* Makes the folders in a new temporary one, and goes there. */
static inline void drive_start(char *folder)
{
	CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0);
	CHECK(mkdir("class", 0755) == 0 && mkdir("dev", 0755) == 0 && mkdir("content", 0755) == 0);
}

#endif
