/* SPDX-License-Identifier: Apache-2.0 */
/* Where the root shows the state. */
#include "bootstrapper/state_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "bootstrapper/state_filesystem.h"
#include "bootstrapper/state_record.h"

#define PATH_SIZE 256

/* What is mounted from the state's own folder on a place in the root, after /var itself. */
static const struct {
	const char *from;
	const char *on;
	unsigned long flags;
} places[] = {
	{ "etc/kubernetes", "etc/kubernetes", MS_NOSUID | MS_NODEV | MS_NOEXEC },
	{ "etc/cni", "etc/cni", MS_NOSUID | MS_NODEV | MS_NOEXEC },
	{ INGOT_STATE_MACHINE_ID_NAME, "etc/machine-id",
	  MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY },
};

/* Folders to be made, each after the one it is in. */
static const struct {
	const char *path;
	mode_t mode;
} folders[] = {
	{ "lib", 0755 },
	{ "lib/ingot", 0700 },
	{ "lib/ingot/etc", 0755 },
	{ "lib/ingot/etc/kubernetes", 0755 },
	{ "lib/ingot/etc/cni", 0755 },
};

static int below(const char *folder, const char *name, char ret_path[PATH_SIZE])
{
	return snprintf(ret_path, PATH_SIZE, "%s/%s", folder, name) < PATH_SIZE ? 0 : -EINVAL;
}

/* A folder, and no link to one: whoever could write here before may not lead us elsewhere. */
static int make_folder(const char *path, mode_t mode)
{
	struct stat status;

	if (mkdir(path, mode) == 0)
		return chmod(path, mode) < 0 ? -errno : 0; /* whatever the umask */
	if (errno != EEXIST)
		return -errno;
	if (lstat(path, &status) < 0)
		return -errno;
	return S_ISDIR(status.st_mode) ? 0 : -ENOTDIR;
}

static int make_folders(const char *var, struct ingot_reason *reason)
{
	char path[PATH_SIZE];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		int r = below(var, folders[i].path, path);

		if (r == 0)
			r = make_folder(path, folders[i].mode);
		if (r < 0)
			return ingot_refuse(reason, r, "/var/%s on the state disk: %s",
					    folders[i].path, strerror(-r));
	}
	return 0;
}

static int mount_places(const struct ingot_state_paths *paths, const char *own,
			struct ingot_reason *reason)
{
	char from[PATH_SIZE], on[PATH_SIZE];

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (below(own, places[i].from, from) < 0 ||
		    below(paths->sysroot, places[i].on, on) < 0)
			return ingot_refuse(reason, -EINVAL, "path too long");
		if (mount(from, on, NULL, MS_BIND, NULL) < 0 ||
		    mount(NULL, on, NULL, MS_BIND | MS_REMOUNT | MS_NOATIME | places[i].flags,
			  NULL) < 0)
			return ingot_refuse(reason, -errno, "mounting /%s from the state disk: %s",
					    places[i].on, strerror(errno));
	}
	return 0;
}

static int fill(const struct ingot_state_paths *paths, int64_t serial, struct ingot_reason *reason)
{
	char var[PATH_SIZE], own[PATH_SIZE];
	int r;

	if (below(paths->sysroot, "var", var) < 0 || below(var, "lib/ingot", own) < 0)
		return ingot_refuse(reason, -EINVAL, "path too long");
	r = make_folders(var, reason);
	if (r == 0)
		r = ingot_state_record_serial(own, serial, reason);
	if (r == 0)
		r = ingot_state_record_machine_id(own, reason);
	return r < 0 ? r : mount_places(paths, own, reason);
}

int ingot_state_tree_mount(const struct ingot_state_paths *paths, int64_t serial,
			   struct ingot_reason *reason)
{
	int r = ingot_state_filesystem_mount(paths, reason);

	if (r < 0)
		return r;
	r = fill(paths, serial, reason);
	if (r < 0)
		ingot_state_tree_unmount(paths);
	return r;
}

void ingot_state_tree_unmount(const struct ingot_state_paths *paths)
{
	char on[PATH_SIZE];

	for (size_t i = sizeof(places) / sizeof(places[0]); i > 0; i--)
		if (below(paths->sysroot, places[i - 1].on, on) == 0)
			(void)umount2(on, UMOUNT_NOFOLLOW);
	if (below(paths->sysroot, "var", on) == 0)
		(void)umount2(on, UMOUNT_NOFOLLOW);
}
