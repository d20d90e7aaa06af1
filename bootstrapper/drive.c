/* SPDX-License-Identifier: Apache-2.0 */
/* The config drive: found by its label, mounted for as long as one file is read. */
#include "bootstrapper/drive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "bootstrapper/volume.h"
#include "node/bundle.h"

/* Folders on the way to the file, and the file; the last is NULL. */
#define STEP_MAX 4

static const struct kind {
	const char *label;
	const char *steps[STEP_MAX];
	bool may_lack;
	bool must_look_like;
} kinds[] = {
	{ "ingot", { "ingot.node" }, .may_lack = false },
	{ "config-2",
	  { "openstack", "latest", "user_data" },
	  .may_lack = true,
	  .must_look_like = true },
};

/* One search: what it goes by, and what it has found so far. */
struct search {
	const struct ingot_drive_paths *paths;
	size_t limit;
	struct ingot_reason *reason;
	struct ingot_drive drive;
	bool found;
	char idle[INGOT_DRIVE_WORDS_SIZE]; /* one that has none */
};

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

static int mount_by_kernel(void *context, const char *device, const char *type, const char *folder)
{
	(void)context;
	return mount(device, folder, type,
		     MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOSYMFOLLOW, NULL) < 0
		       ? -errno
		       : 0;
}

static int unmount_by_kernel(void *context, const char *folder)
{
	(void)context;
	return umount2(folder, UMOUNT_NOFOLLOW) < 0 ? -errno : 0;
}

const struct ingot_drive_ops ingot_drive_kernel = {
	.mount = mount_by_kernel,
	.unmount = unmount_by_kernel,
};

/* Returns an fd of the regular file, or a negative errno; no link is followed on the way. */
static int open_file(const char *folder, const char *const *steps, struct stat *ret_status)
{
	ingot_scoped(ingot_scoped_close) int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int result;

	for (size_t i = 0; fd >= 0 && steps[i]; i++) {
		int flags = steps[i + 1] ? O_PATH | O_DIRECTORY : O_RDONLY | O_NOCTTY | O_NONBLOCK;
		int next = openat(fd, steps[i], flags | O_NOFOLLOW | O_CLOEXEC);
		int error = errno;

		(void)close(fd);
		fd = next;
		errno = error;
	}
	if (fd < 0 || fstat(fd, ret_status) < 0)
		return -errno;
	if (!S_ISREG(ret_status->st_mode))
		return -EBADMSG;
	result = fd;
	fd = -1;
	return result;
}

/* Reads the file of a mounted drive. Returns 1; 0 if it may lack and does; a negative errno. */
static int read_mounted(const struct search *search, const struct kind *kind, const char *words,
			struct ingot_file *ret_file)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct stat status = { 0 };
	ingot_scoped(ingot_scoped_close) int fd =
		open_file(search->paths->folder, kind->steps, &status);
	char path[64];
	int r = fd;

	if (r == -ENOENT && kind->may_lack)
		return 0;
	if (r == -ENOENT)
		return ingot_refuse(search->reason, -EBADMSG, "%s: there is no file %s", words,
				    kind->steps[0]);
	if (r == -EBADMSG || r == -ELOOP || r == -ENOTDIR)
		return ingot_refuse(search->reason, -EBADMSG,
				    "%s: the configuration is no regular file", words);
	if (r >= 0) {
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		r = ingot_file_read(path, search->limit, &file);
	}
	if (r == -EFBIG)
		return ingot_refuse(search->reason, r,
				    "%s: the configuration has %lld bytes, more than %zu", words,
				    (long long)status.st_size, search->limit);
	if (r < 0)
		return ingot_refuse(search->reason, r, "%s: %s", words, strerror(-r));
	if (kind->must_look_like && !ingot_node_bundle_looks_so(ingot_file_bytes(&file)))
		return ingot_refuse(search->reason, -EBADMSG,
				    "%s: user_data is no node configuration, it does not begin "
				    "with a brace",
				    words);
	*ret_file = file;
	file = (struct ingot_file){ 0 };
	return 1;
}

static int mount_and_read(const struct search *search, const char *device, const char *type,
			  const struct kind *kind, struct ingot_drive *ret_drive)
{
	const struct ingot_drive_ops *ops = search->paths->ops;
	const char *folder = search->paths->folder;
	struct ingot_drive drive = { 0 };
	int r, unmounted;

	memcpy(drive.words, ret_drive->words, sizeof(drive.words));
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return ingot_refuse(search->reason, -errno, "%s: %s", folder, strerror(errno));
	r = ops->mount(ops->context, device, type, folder);
	if (r < 0)
		(void)rmdir(folder);
	if (r < 0)
		return ingot_refuse(search->reason, r, "%s: cannot mount it: %s", drive.words,
				    strerror(-r));
	r = read_mounted(search, kind, drive.words, &drive.content);
	unmounted = ops->unmount(ops->context, folder);
	(void)rmdir(folder);
	if (unmounted < 0) {
		ingot_file_close(&drive.content);
		return ingot_refuse(search->reason, unmounted, "%s: cannot unmount it: %s",
				    drive.words, strerror(-unmounted));
	}
	if (r > 0)
		*ret_drive = drive;
	return r;
}

static int read_head(const char *device, struct ingot_volume *ret_volume)
{
	ingot_scoped(ingot_scoped_close) int fd = open(device, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	uint8_t head[INGOT_VOLUME_HEAD_SIZE];
	ssize_t n;

	if (fd < 0)
		return 0;
	n = pread(fd, head, sizeof(head), 0);
	return n < 0 ? -errno
		     : ingot_volume_read((struct ingot_bytes){ head, (size_t)n }, ret_volume);
}

static int look_at(struct search *search, const char *name)
{
	ingot_scoped(ingot_scoped_free) char *device = NULL;
	struct ingot_drive drive = { 0 };
	struct ingot_volume volume;
	int r;

	if (asprintf(&device, "%s/%s", search->paths->devices, name) < 0) {
		device = NULL;
		return ingot_refuse(search->reason, -ENOMEM, "out of memory");
	}
	r = read_head(device, &volume);
	if (r < 0)
		return ingot_refuse(search->reason, r, "%s: %s", device, strerror(-r));
	for (size_t i = 0; r > 0 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcasecmp(volume.label, kinds[i].label) != 0)
			continue;
		(void)snprintf(drive.words, sizeof(drive.words), "config drive %.32s (label %s)",
			       name, kinds[i].label);
		r = mount_and_read(search, device, volume.type, &kinds[i], &drive);
		if (r == 0)
			memcpy(search->idle, drive.words, sizeof(search->idle));
		if (r <= 0)
			return r;
		if (search->found) {
			ingot_file_close(&drive.content);
			return ingot_refuse(search->reason, -EBADMSG,
					    "two configurations: %s and %s", search->drive.words,
					    drive.words);
		}
		search->drive = drive;
		search->found = true;
		return 0;
	}
	return 0;
}

/* What is made from other devices, or from memory, is not what a host plugs in. */
static bool is_candidate(const char *name)
{
	static const char *const others[] = { ".", "dm-", "loop", "ram", "zram" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strncmp(name, others[i], strlen(others[i])) == 0)
			return false;
	return true;
}

int ingot_drive_read(const struct ingot_drive_paths *paths, size_t limit,
		     struct ingot_reason *reason, struct ingot_drive *ret_drive)
{
	ingot_scoped(close_folder) DIR *folder = opendir(paths->class);
	struct search search = { .paths = paths, .limit = limit, .reason = reason };
	struct dirent *entry;
	size_t count = 0;
	int r = 0;

	if (!folder)
		return errno == ENOENT ? 0
				       : ingot_refuse(reason, -errno, "%s: %s", paths->class,
						      strerror(errno));
	while (r == 0 && (entry = readdir(folder))) {
		if (!is_candidate(entry->d_name))
			continue;
		if (++count > INGOT_DRIVE_DEVICE_MAX)
			r = ingot_refuse(reason, -EFBIG, "more than %d block devices",
					 INGOT_DRIVE_DEVICE_MAX);
		else
			r = look_at(&search, entry->d_name);
	}
	if (r < 0) {
		ingot_file_close(&search.drive.content);
		return r;
	}
	if (!search.found) {
		if (search.idle[0] != '\0')
			memcpy(ret_drive->words, search.idle, sizeof(search.idle));
		return 0;
	}
	*ret_drive = search.drive;
	return 1;
}
