/* SPDX-License-Identifier: Apache-2.0 */
/* The releases that this machine has verified. */
#include "cli/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"

#define STAGING        "staging"
#define STAGED_RELEASE STAGING "/release"
#define LOCK           "lock"
/* Deeper than anything we stage. */
#define REMOVE_DEPTH_MAX 3

static void scoped_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

static bool is_path(const char *text)
{
	return text && text[0] == '/';
}

int ingot_store_place(const struct ingot_store_surroundings *surroundings, char **ret_path)
{
	char *path = NULL;
	int r;

	if (is_path(surroundings->state_home))
		r = asprintf(&path, "%s/ingot", surroundings->state_home);
	else if (surroundings->is_root)
		r = asprintf(&path, "/var/lib/ingot");
	else if (is_path(surroundings->home))
		r = asprintf(&path, "%s/.local/state/ingot", surroundings->home);
	else
		return -ENOENT;
	if (r < 0)
		return -ENOMEM;
	*ret_path = path;
	return 0;
}

static int make_folder(const char *path)
{
	if (mkdir(path, 0755) < 0)
		return errno == EEXIST ? 0 : -errno;
	return ingot_file_flush_folder(path);
}

/* Makes @path and all above it, on the disk: what is in it would be lost with it. */
static int make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
		int r;

		if (slash)
			*slash = '\0';
		r = make_folder(path);
		if (slash)
			*slash = '/';
		if (r < 0 || !slash)
			return r;
	}
}

char *ingot_store_path(const struct ingot_store *store, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%s/%s", store->root, name) < 0 ? NULL : path;
}

int ingot_store_folder(const struct ingot_store *store, const char *name)
{
	ingot_scoped(ingot_scoped_free) char *path = ingot_store_path(store, name);

	return path ? make_folders(path) : -ENOMEM;
}

static int remove_within(int parent, const char *name, unsigned depth);

static int remove_content(int fd, unsigned depth)
{
	ingot_scoped(scoped_folder) DIR *folder = NULL;
	int own = dup(fd);

	if (own < 0)
		return -errno;
	folder = fdopendir(own);
	if (!folder) {
		(void)close(own);
		return -errno;
	}
	for (const struct dirent *entry; (entry = readdir(folder));) {
		int r;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		r = remove_within(fd, entry->d_name, depth);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Removes a file, or a folder with what is in it; a symbolic link is never followed. */
static int remove_within(int parent, const char *name, unsigned depth)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	int r;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	if (depth == 0)
		return -ENOTEMPTY;
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = remove_content(fd, depth - 1);
	if (r < 0)
		return r;
	return unlinkat(parent, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}

static int clear_staging(const struct ingot_store *store)
{
	ingot_scoped(ingot_scoped_free) char *path = ingot_store_path(store, STAGING);

	return path ? remove_within(AT_FDCWD, path, REMOVE_DEPTH_MAX) : -ENOMEM;
}

static int take_lock(struct ingot_store *store)
{
	ingot_scoped(ingot_scoped_free) char *path = ingot_store_path(store, LOCK);

	if (!path)
		return -ENOMEM;
	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (store->lock < 0)
		return -errno;
	if (flock(store->lock, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EBUSY : -errno;
	return 0;
}

static int prepare(struct ingot_store *store)
{
	int r = make_folders(store->root);

	if (r == 0)
		r = take_lock(store);
	return r == 0 ? clear_staging(store) : r;
}

int ingot_store_open(const char *root, bool write, struct ingot_reason *reason,
		     struct ingot_store *ret_store)
{
	ingot_scoped(ingot_store_close) struct ingot_store store = { strdup(root), -1 };
	int r;

	if (!store.root)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = write ? prepare(&store) : 0;
	if (r == -EBUSY)
		return ingot_refuse(reason, r, "%s: another ingot is writing here", root);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", root, strerror(-r));
	*ret_store = store;
	store = (struct ingot_store){ NULL, -1 };
	return 0;
}

void ingot_store_close(struct ingot_store *store)
{
	if (store->root && store->lock >= 0)
		(void)close(store->lock);
	free(store->root);
	*store = (struct ingot_store){ NULL, -1 };
}

int ingot_store_release(const struct ingot_store *store, const struct ingot_publication_head *head,
			char **ret_path)
{
	char *path = NULL;

	if (asprintf(&path, "%s/" INGOT_STORE_RELEASES "/%s/%s/%s", store->root, head->ref,
		     head->stream, head->version.text) < 0)
		return -ENOMEM;
	*ret_path = path;
	return 0;
}

int ingot_store_stage(const struct ingot_store *store, char **ret_path)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r = clear_staging(store);

	if (r == 0)
		r = ingot_store_folder(store, STAGED_RELEASE);
	if (r < 0)
		return r;
	path = ingot_store_path(store, STAGED_RELEASE);
	if (!path)
		return -ENOMEM;
	*ret_path = path;
	path = NULL;
	return 0;
}

static int move_release(const char *stage, char *place)
{
	char *slash = strrchr(place, '/');
	int r;

	*slash = '\0';
	r = make_folders(place);
	*slash = '/';
	if (r < 0)
		return r;
	/* the old one is then in staging, and goes with the next run */
	if (renameat2(AT_FDCWD, stage, AT_FDCWD, place, RENAME_EXCHANGE) < 0) {
		if (errno != ENOENT)
			return -errno;
		if (rename(stage, place) < 0)
			return -errno;
	}
	return ingot_file_flush_folder(place);
}

/* What was seen is noted first: between the two it is only stricter than it need be. */
int ingot_store_commit(const struct ingot_store *store, const char *stage,
		       const struct ingot_publication_head *head, const char *seen)
{
	ingot_scoped(ingot_scoped_free) char *seen_place =
		ingot_store_path(store, INGOT_STORE_SEEN);
	ingot_scoped(ingot_scoped_free) char *place = NULL;
	int r = ingot_store_release(store, head, &place);

	if (r < 0 || !seen_place)
		return -ENOMEM;
	if (rename(seen, seen_place) < 0)
		return -errno;
	r = ingot_file_flush_folder(seen_place);
	if (r == 0)
		r = move_release(stage, place);
	if (r == 0)
		r = clear_staging(store);
	return r;
}
