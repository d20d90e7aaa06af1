/* SPDX-License-Identifier: Apache-2.0 */
/* The state disk, found in sysfs; Linux Documentation/ABI/stable/sysfs-block. */
#include "bootstrapper/state_disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "bootstrapper/volume.h"

#define SECTOR      512
#define DISK_MAX    64
#define DEPTH_MAX   4
#define PATH_SIZE   512
#define POLL_MS     100
#define NUMBER_SIZE 32

/* Names of disks. */
struct names {
	size_t count;
	char name[DISK_MAX][INGOT_STATE_NAME_SIZE];
};

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

static int names_add(struct names *names, const char *name)
{
	size_t size = strlen(name);

	if (names->count == DISK_MAX || size >= INGOT_STATE_NAME_SIZE)
		return -EFBIG;
	memcpy(names->name[names->count++], name, size + 1);
	return 0;
}

static bool names_have(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->name[i], name) == 0)
			return true;
	return false;
}

/* "vdb, vdc" */
static void names_words(const struct names *names, char ret_words[PATH_SIZE])
{
	size_t used = 0;

	ret_words[0] = '\0';
	for (size_t i = 0; i < names->count && used < PATH_SIZE - INGOT_STATE_NAME_SIZE - 3; i++)
		used += (size_t)snprintf(&ret_words[used], PATH_SIZE - used, "%s%s",
					 i > 0 ? ", " : "", names->name[i]);
}

/* A number that the kernel states about a device: decimal, a newline. */
static int read_number(const char *folder, const char *attribute, uint64_t *ret_number)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	char path[PATH_SIZE];
	char *end;
	int r;

	if (snprintf(path, sizeof(path), "%s/%s", folder, attribute) >= (int)sizeof(path))
		return -EINVAL;
	r = ingot_file_read(path, NUMBER_SIZE, &file);
	if (r < 0)
		return r;
	errno = 0;
	*ret_number = strtoull((char *)file.data, &end, 10);
	return errno || end == (char *)file.data || strcmp(end, "\n") != 0 ? -EBADMSG : 0;
}

/* The disk that a block device is on: itself, or the folder around it where it is a partition. */
static int whole_disk(const char *folder, char ret_name[INGOT_STATE_NAME_SIZE])
{
	ingot_scoped(ingot_scoped_free) char *path = realpath(folder, NULL);
	char partition[PATH_SIZE];
	const char *name;
	char *slash;

	if (!path)
		return -errno;
	if (snprintf(partition, sizeof(partition), "%s/partition", path) >= (int)sizeof(partition))
		return -EINVAL;
	slash = strrchr(path, '/');
	if (access(partition, F_OK) == 0 && slash) {
		*slash = '\0';
		slash = strrchr(path, '/');
	}
	name = slash ? slash + 1 : path;
	if (strlen(name) >= INGOT_STATE_NAME_SIZE)
		return -EFBIG;
	memcpy(ret_name, name, strlen(name) + 1);
	return 0;
}

/* Every disk below a device: a device-mapper one stands on its slaves. */
static int add_disks_below(const char *folder, unsigned depth, struct names *names)
{
	ingot_scoped(close_folder) DIR *slaves = NULL;
	char path[PATH_SIZE], name[INGOT_STATE_NAME_SIZE];
	const struct dirent *entry;
	bool leaf = true;
	int r = 0;

	if (depth > DEPTH_MAX || snprintf(path, sizeof(path), "%s/slaves", folder) >= PATH_SIZE)
		return -EFBIG;
	slaves = opendir(path);
	if (!slaves && errno != ENOENT)
		return -errno;
	while (r == 0 && slaves && (entry = readdir(slaves))) {
		if (entry->d_name[0] == '.')
			continue;
		leaf = false;
		if (snprintf(path, sizeof(path), "%s/slaves/%s", folder, entry->d_name) >=
		    PATH_SIZE)
			return -EFBIG;
		r = add_disks_below(path, depth + 1, names);
	}
	if (r < 0 || !leaf)
		return r;
	r = whole_disk(folder, name);
	return r < 0 ? r : names_add(names, name);
}

static int boot_disks(const struct ingot_state_paths *paths, struct names *ret_names)
{
	struct names names = { 0 };
	char folder[PATH_SIZE];
	struct stat status;
	int r;

	if (stat(paths->sysroot, &status) < 0)
		return -errno;
	if (snprintf(folder, sizeof(folder), "%s/dev/block/%u:%u", paths->sys, major(status.st_dev),
		     minor(status.st_dev)) >= PATH_SIZE)
		return -EFBIG;
	r = add_disks_below(folder, 0, &names);
	if (r == 0)
		*ret_names = names;
	return r;
}

/* By name: devices of other kinds than disks. */
static bool is_no_disk(const char *name)
{
	static const char *const prefixes[] = { "loop", "ram", "zram", "dm-", "md",
						"sr",   "fd",  "nbd",  "mtd", "." };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return strchr(name, '!');
}

static bool is_config_drive(const struct ingot_state_paths *paths,
			    const struct ingot_state_disk *disk)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	ingot_scoped(ingot_scoped_free) uint8_t *head = malloc(INGOT_VOLUME_HEAD_SIZE);
	struct ingot_volume volume;
	ssize_t n;

	if (!head || ingot_state_disk_open(paths, disk, O_RDONLY, &fd) < 0)
		return false;
	n = pread(fd, head, INGOT_VOLUME_HEAD_SIZE, 0);
	return n > 0 && ingot_volume_read((struct ingot_bytes){ head, (size_t)n }, &volume) > 0 &&
	       (strcasecmp(volume.label, "ingot") == 0 ||
		strcasecmp(volume.label, "config-2") == 0);
}

/* Returns 1 and the disk if it can be one for state; 0. */
static int inspect(const struct ingot_state_paths *paths, const char *name,
		   struct ingot_state_disk *ret_disk)
{
	struct ingot_state_disk disk = { 0 };
	char folder[PATH_SIZE];
	uint64_t sectors, read_only;

	if (is_no_disk(name) || strlen(name) >= sizeof(disk.name) ||
	    snprintf(folder, sizeof(folder), "%s/block/%s", paths->sys, name) >= PATH_SIZE ||
	    read_number(folder, "size", &sectors) < 0 || read_number(folder, "ro", &read_only) < 0)
		return 0;
	if (read_only || sectors > UINT64_MAX / SECTOR ||
	    sectors * SECTOR < INGOT_STATE_DISK_SIZE_MIN)
		return 0;
	memcpy(disk.name, name, strlen(name) + 1);
	disk.size = sectors * SECTOR;
	*ret_disk = disk;
	return 1;
}

/* Whether one that nobody named is meant: what can be pulled out is not, nor what is hidden. */
static bool is_candidate(const struct ingot_state_paths *paths, const struct ingot_state_disk *disk)
{
	uint64_t removable = 1, hidden = 0;
	char folder[PATH_SIZE];

	(void)snprintf(folder, sizeof(folder), "%s/block/%s", paths->sys, disk->name);
	(void)read_number(folder, "removable", &removable);
	(void)read_number(folder, "hidden", &hidden);
	return !removable && !hidden && !is_config_drive(paths, disk);
}

/* Returns 1; 0 if there is none yet. */
static int find_only(const struct ingot_state_paths *paths, const struct names *boot,
		     struct ingot_reason *reason, struct ingot_state_disk *ret_disk)
{
	ingot_scoped(close_folder) DIR *block = NULL;
	struct ingot_state_disk disk, found = { 0 };
	char path[PATH_SIZE], words[PATH_SIZE];
	struct names names = { 0 };
	const struct dirent *entry;

	if (snprintf(path, sizeof(path), "%s/block", paths->sys) >= PATH_SIZE)
		return ingot_refuse(reason, -EFBIG, "state disk: path too long");
	block = opendir(path);
	if (!block)
		return ingot_refuse(reason, -errno, "%s: %s", path, strerror(errno));
	while ((entry = readdir(block))) {
		if (names_have(boot, entry->d_name) || !inspect(paths, entry->d_name, &disk) ||
		    !is_candidate(paths, &disk))
			continue;
		found = disk;
		if (names_add(&names, disk.name) < 0)
			return ingot_refuse(reason, -EFBIG, "state disk: too many disks");
	}
	if (names.count > 1) {
		names_words(&names, words);
		return ingot_refuse(reason, -EINVAL,
				    "several disks could hold the state, name one: %s", words);
	}
	*ret_disk = found;
	return names.count == 1;
}

/* Returns 1; 0 if it is not there yet. */
static int find_configured(const struct ingot_state_paths *paths, const char *configured,
			   struct ingot_reason *reason, struct ingot_state_disk *ret_disk)
{
	ingot_scoped(ingot_scoped_free) char *path = realpath(configured, NULL);
	ingot_scoped(ingot_scoped_free) char *devices = realpath(paths->devices, NULL);
	char folder[PATH_SIZE];
	const char *name;
	size_t size;

	if (!path || !devices)
		return 0;
	size = strlen(devices);
	if (strncmp(path, devices, size) != 0 || path[size] != '/' || strchr(&path[size + 1], '/'))
		return ingot_refuse(reason, -EINVAL, "%s is no disk", configured);
	name = &path[size + 1];
	if (snprintf(folder, sizeof(folder), "%s/block/%s", paths->sys, name) >= PATH_SIZE ||
	    access(folder, F_OK) < 0)
		return ingot_refuse(reason, -EINVAL, "%s is no whole disk", configured);
	if (!inspect(paths, name, ret_disk))
		return ingot_refuse(reason, -EINVAL,
				    "%s (%s) is no disk of 1 GiB or more that can be written",
				    configured, name);
	return 1;
}

static void wait_a_little(void)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };

	(void)nanosleep(&pause, NULL);
}

int ingot_state_disk_find(const struct ingot_state_paths *paths, const char *configured,
			  unsigned wait_ms, struct ingot_reason *reason,
			  struct ingot_state_disk *ret_disk)
{
	struct ingot_state_disk disk;
	struct names boot;
	int r = boot_disks(paths, &boot);

	if (r < 0)
		return ingot_refuse(reason, r, "boot disk: %s", strerror(-r));
	for (unsigned waited = 0;; waited += POLL_MS) {
		r = configured ? find_configured(paths, configured, reason, &disk)
			       : find_only(paths, &boot, reason, &disk);
		if (r != 0 || waited >= wait_ms)
			break;
		wait_a_little();
	}
	if (r < 0)
		return r;
	if (r == 0 && configured)
		return ingot_refuse(reason, -ENOENT, "state disk %s is not there", configured);
	if (r == 0)
		return ingot_refuse(reason, -ENOENT,
				    "no disk for the state: it takes a second disk "
				    "of 1 GiB or more");
	if (names_have(&boot, disk.name))
		return ingot_refuse(reason, -EINVAL, "state disk %s (%s) is the boot disk",
				    configured, disk.name);
	*ret_disk = disk;
	return 0;
}

int ingot_state_disk_open(const struct ingot_state_paths *paths,
			  const struct ingot_state_disk *disk, int flags, int *ret_fd)
{
	ingot_scoped(ingot_scoped_close) int fd = -1;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	char path[PATH_SIZE], number[NUMBER_SIZE];
	struct stat status;
	int r;

	if (snprintf(path, sizeof(path), "%s/block/%s/dev", paths->sys, disk->name) >= PATH_SIZE)
		return -EINVAL;
	r = ingot_file_read(path, sizeof(number), &file);
	if (r < 0)
		return r;
	if (snprintf(path, sizeof(path), "%s/%s", paths->devices, disk->name) >= PATH_SIZE)
		return -EINVAL;
	fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	(void)snprintf(number, sizeof(number), "%u:%u\n", major(status.st_rdev),
		       minor(status.st_rdev));
	if (!S_ISBLK(status.st_mode) || !ingot_bytes_equal_text(ingot_file_bytes(&file), number))
		return -ENODEV;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

int ingot_state_disk_partition(const struct ingot_state_paths *paths,
			       const struct ingot_state_disk *disk,
			       char ret_name[INGOT_STATE_NAME_SIZE])
{
	ingot_scoped(close_folder) DIR *folder = NULL;
	char path[PATH_SIZE], name[INGOT_STATE_NAME_SIZE] = "";
	const struct dirent *entry;
	uint64_t number, start, size;

	if (snprintf(path, sizeof(path), "%s/block/%s", paths->sys, disk->name) >= PATH_SIZE)
		return -EINVAL;
	folder = opendir(path);
	if (!folder)
		return -errno;
	while ((entry = readdir(folder))) {
		if (strncmp(entry->d_name, disk->name, strlen(disk->name)) != 0)
			continue;
		if (snprintf(path, sizeof(path), "%s/block/%s/%s", paths->sys, disk->name,
			     entry->d_name) >= PATH_SIZE ||
		    read_number(path, "partition", &number) < 0)
			continue;
		if (name[0] || strlen(entry->d_name) >= sizeof(name) ||
		    read_number(path, "start", &start) < 0 ||
		    read_number(path, "size", &size) < 0 ||
		    start != INGOT_STATE_PARTITION_OFFSET / SECTOR || size > disk->size / SECTOR ||
		    start + size > disk->size / SECTOR)
			return -EBADMSG;
		memcpy(name, entry->d_name, strlen(entry->d_name) + 1);
	}
	if (!name[0])
		return -ENOENT;
	memcpy(ret_name, name, sizeof(name));
	return 0;
}
