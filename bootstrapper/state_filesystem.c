/* SPDX-License-Identifier: Apache-2.0 */
/* The file system of a state disk; layout of ext4: Linux Documentation/filesystems/ext4. */
#include "bootstrapper/state_filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/scoped.h"
#include "bootstrapper/process.h"
#include "bootstrapper/state_volume.h"

#define PATH_SIZE       256
#define EXT4_BLOCK_SIZE 4096
#define END_SIZE        ((uint64_t)4 << 20)
/* Bytes of a block group: as many blocks as one block of bitmap has bits. */
#define GROUP_SIZE ((uint64_t)EXT4_BLOCK_SIZE * EXT4_BLOCK_SIZE * 8)
#define TIMEOUT_MS 120000

static int device_path(const struct ingot_state_paths *paths, char ret_path[PATH_SIZE])
{
	return snprintf(ret_path, PATH_SIZE, "%s/mapper/" INGOT_STATE_VOLUME_NAME, paths->devices) <
			       PATH_SIZE
		       ? 0
		       : -EINVAL;
}

static int write_zeros(int fd, uint64_t offset, uint64_t size)
{
	static const uint8_t zeros[EXT4_BLOCK_SIZE];

	for (uint64_t done = 0; done < size; done += EXT4_BLOCK_SIZE) {
		ssize_t n = pwrite(fd, zeros, sizeof(zeros), (off_t)(offset + done));

		if (n != (ssize_t)sizeof(zeros))
			return n < 0 ? -errno : -EIO;
	}
	return 0;
}

/*
 * What mke2fs reads, or writes less than a whole block of: both ends, where it looks for what was
 * there before, and the backups of the superblock, in groups 1 and the powers of 3, 5 and 7.
 */
static int write_first(const char *device)
{
	static const unsigned bases[] = { 3, 5, 7 };
	ingot_scoped(ingot_scoped_close) int fd = open(device, O_RDWR | O_CLOEXEC);
	uint64_t size;
	off_t end;
	int r;

	if (fd < 0)
		return -errno;
	end = lseek(fd, 0, SEEK_END);
	if (end < 0)
		return -errno;
	size = (uint64_t)end / EXT4_BLOCK_SIZE * EXT4_BLOCK_SIZE;
	if (size < 2 * END_SIZE)
		return -EIO;
	r = write_zeros(fd, 0, END_SIZE);
	if (r == 0)
		r = write_zeros(fd, size - END_SIZE, END_SIZE);
	if (r == 0 && GROUP_SIZE < size)
		r = write_zeros(fd, GROUP_SIZE, EXT4_BLOCK_SIZE);
	for (size_t i = 0; r == 0 && i < sizeof(bases) / sizeof(bases[0]); i++)
		for (uint64_t group = bases[i]; r == 0 && group < size / GROUP_SIZE + 1;
		     group *= bases[i])
			if (group * GROUP_SIZE < size)
				r = write_zeros(fd, group * GROUP_SIZE, EXT4_BLOCK_SIZE);
	if (r < 0)
		return r;
	return fsync(fd) < 0 ? -errno : 0;
}

int ingot_state_filesystem_make(const struct ingot_state_paths *paths, struct ingot_reason *reason)
{
	char device[PATH_SIZE];
	const char *const arguments[] = {
		paths->mkfs,
		"-q",
		"-F",
		"-t",
		"ext4",
		"-b",
		"4096",
		"-I",
		"256",
		"-m",
		"0",
		"-L",
		"ingot-state",
		"-O",
		"none,has_journal,ext_attr,dir_index,filetype,extent,64bit,flex_bg,sparse_super,"
		"large_file,huge_file,dir_nlink,extra_isize,metadata_csum",
		"-J",
		"size=32",
		"-E",
		/* a journal is read beyond its end after a power cut: that has to be written */
		"lazy_itable_init=1,lazy_journal_init=0,nodiscard",
		device,
		NULL,
	};
	const struct ingot_process process = { .arguments = arguments, .timeout_ms = TIMEOUT_MS };
	int r;

	r = device_path(paths, device);
	if (r < 0)
		return ingot_refuse(reason, r, "path too long");
	r = write_first(device);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", device, strerror(-r));
	return ingot_process_do(&process, "making a file system on the state disk", reason);
}

int ingot_state_filesystem_mount(const struct ingot_state_paths *paths, struct ingot_reason *reason)
{
	char device[PATH_SIZE], folder[PATH_SIZE];

	if (device_path(paths, device) < 0 ||
	    snprintf(folder, sizeof(folder), "%s/var", paths->sysroot) >= PATH_SIZE)
		return ingot_refuse(reason, -EINVAL, "path too long");
	if (mount(device, folder, "ext4", MS_NOSUID | MS_NODEV | MS_NOATIME, "errors=remount-ro") <
	    0)
		return ingot_refuse(reason, -errno, "mounting the state disk: %s", strerror(errno));
	return 0;
}
