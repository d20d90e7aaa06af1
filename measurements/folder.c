/* SPDX-License-Identifier: Apache-2.0 */
/* Folders on disk, made and removed whole. */
#include "measurements/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"

#define OPEN_FOLDERS_MAX 16

int ingot_folder_join(const char *folder, const char *name, char **ret_path)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return -ENOMEM;
	*ret_path = path;
	return 0;
}

bool ingot_folder_exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 || errno != ENOENT;
}

int ingot_folder_flush(const char *path)
{
	ingot_scoped(ingot_scoped_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* some file systems cannot flush a folder and say so */
	if (fsync(fd) < 0 && errno != EINVAL)
		return -errno;
	return 0;
}

/* @path up to @end, which is where its last name begins. */
static int flush_parent(const char *path, size_t end)
{
	ingot_scoped(ingot_scoped_free) char *parent = end > 0 ? strndup(path, end) : strdup(".");

	return parent ? ingot_folder_flush(parent) : -ENOMEM;
}

/* The folder that the first @end characters of @path name. */
static int make_one(const char *path, size_t begin, size_t end)
{
	ingot_scoped(ingot_scoped_free) char *folder = strndup(path, end);

	if (!folder)
		return -ENOMEM;
	if (mkdir(folder, 0755) < 0)
		return errno == EEXIST ? 0 : -errno;
	return flush_parent(path, begin);
}

int ingot_folder_make(const char *path)
{
	size_t begin = 0, end = 0;
	int r = 0;

	while (r == 0 && path[begin] != '\0') {
		end = begin + strcspn(&path[begin], "/");
		if (end > begin)
			r = make_one(path, begin, end);
		begin = end + (path[end] == '/');
	}
	return r;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path) < 0 ? -errno : 0;
}

int ingot_folder_remove(const char *path)
{
	int r = nftw(path, remove_one, OPEN_FOLDERS_MAX, FTW_DEPTH | FTW_PHYS);

	if (r == -1)
		r = -errno;
	return r == -ENOENT ? 0 : r;
}
