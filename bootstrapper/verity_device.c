/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mounted verity device, by device-mapper's ioctls; Linux include/uapi/linux/dm-ioctl.h,
 * interface 4.0.
 */
#include "bootstrapper/verity_device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/scoped.h"

#define REPLY_SIZE 16384
#define READ_SIZE  (1024 * 1024)

/* The kernel's long form of a device number: minor bits 8..19 lie above the major. */
static uint64_t encode_device(dev_t device)
{
	uint64_t high = (uint64_t)minor(device) & ~UINT64_C(0xff);

	return (minor(device) & 0xff) | (uint64_t)major(device) << 8 | high << 12;
}

static int ask(int control, unsigned long request, dev_t device, uint32_t flags, uint8_t *reply)
{
	struct dm_ioctl header = {
		.version = { DM_VERSION_MAJOR, 0, 0 },
		.data_size = REPLY_SIZE,
		.data_start = sizeof(header),
		.flags = flags,
		.dev = encode_device(device),
	};

	memset(reply, 0, REPLY_SIZE);
	memcpy(reply, &header, sizeof(header));
	if (ioctl(control, request, reply) < 0)
		return -errno;
	memcpy(&header, reply, sizeof(header));
	return header.flags & DM_BUFFER_FULL_FLAG ? -EFBIG : 0;
}

/* Cuts the first target and its parameters out of a reply to DM_TABLE_STATUS. */
static int read_target(const uint8_t *reply, struct dm_target_spec *ret_target,
		       struct ingot_bytes *ret_parameters)
{
	struct ingot_bytes whole = { reply, REPLY_SIZE }, rest, field;
	struct dm_target_spec target;
	struct dm_ioctl header;

	memcpy(&header, reply, sizeof(header));
	if (ingot_bytes_slice(whole, 0, header.data_size, &rest) < 0 ||
	    ingot_bytes_skip(&rest, header.data_start) < 0 ||
	    ingot_bytes_take(&rest, sizeof(target), &field) < 0)
		return -EBADMSG;
	memcpy(&target, field.data, sizeof(target));
	if (ingot_bytes_take_string(&rest, ret_parameters) < 0)
		return -EBADMSG;
	*ret_target = target;
	return 0;
}

static int copy_line(struct ingot_bytes line, size_t capacity, char *ret_line, size_t *ret_size)
{
	if (line.size > capacity)
		return -EFBIG;
	if (line.size > 0)
		memcpy(ret_line, line.data, line.size);
	*ret_size = line.size;
	return 0;
}

static int inspect_device(int control, dev_t number, struct ingot_verity_device *device)
{
	uint8_t reply[REPLY_SIZE];
	struct dm_target_spec target = { 0 };
	struct ingot_bytes line;
	struct dm_ioctl header;
	int r = ask(control, DM_TABLE_STATUS, number, DM_STATUS_TABLE_FLAG, reply);

	if (r < 0)
		return r;
	memcpy(&header, reply, sizeof(header));
	device->device_read_only = header.flags & DM_READONLY_FLAG;
	device->steady = !(header.flags & (DM_SUSPEND_FLAG | DM_INACTIVE_PRESENT_FLAG)) &&
			 header.flags & DM_ACTIVE_PRESENT_FLAG;
	device->target_count = header.target_count;
	if (header.target_count == 0)
		return 0;
	r = read_target(reply, &target, &line);
	if (r == 0)
		r = copy_line(line, sizeof(device->table), device->table, &device->table_size);
	if (r < 0)
		return r;
	memcpy(device->type, target.target_type, sizeof(device->type) - 1);
	r = ask(control, DM_TABLE_STATUS, number, 0, reply);
	if (r == 0)
		r = read_target(reply, &target, &line);
	if (r == 0)
		r = copy_line(line, sizeof(device->status), device->status, &device->status_size);
	return r;
}

/* A mount on one of these would hide a part of the verified root. */
static int check_covered(int root, dev_t number, struct ingot_reason *reason)
{
	static const char *const folders[] = { "usr", "etc", "opt", "root", "srv" };
	struct stat status;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (fstatat(root, folders[i], &status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) ==
			    0 &&
		    status.st_dev != number)
			return ingot_refuse(reason, -EKEYREJECTED,
					    "something is mounted over the root's /%s", folders[i]);
	return 0;
}

static int inspect(void *context, const char *folder, struct ingot_reason *reason,
		   struct ingot_verity_device *ret_device)
{
	ingot_scoped(ingot_scoped_close) int root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	ingot_scoped(ingot_scoped_close) int control = -1;
	struct ingot_verity_device device = { 0 };
	struct statvfs mount;
	struct stat status;
	int r;

	(void)context;
	if (root < 0 || fstat(root, &status) < 0 || fstatvfs(root, &mount) < 0)
		return ingot_refuse(reason, -errno, "%s: %s", folder, strerror(errno));
	r = check_covered(root, status.st_dev, reason);
	if (r < 0)
		return r;
	device.mount_read_only = mount.f_flag & ST_RDONLY;
	control = open("/dev/" DM_DIR "/" DM_CONTROL_NODE, O_RDWR | O_CLOEXEC);
	if (control < 0)
		return ingot_refuse(reason, -errno, "device-mapper: %s", strerror(errno));
	r = inspect_device(control, status.st_dev, &device);
	if (r == -ENXIO)
		return ingot_refuse(reason, r, "%s is not on a device-mapper device", folder);
	if (r < 0)
		return ingot_refuse(reason, r, "device-mapper: %s", strerror(-r));
	*ret_device = device;
	return 0;
}

/*
 * dm-verity checks a block when it is read first, which for most of the root would be long after
 * the hand-over, or never. What is read here stays in the page cache for the boot that follows.
 */
static int read_device(void *context, const char *folder, struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_free) uint8_t *buffer = malloc(READ_SIZE);
	ingot_scoped(ingot_scoped_close) int device = -1;
	char path[64];
	struct stat status;
	ssize_t n;

	(void)context;
	if (!buffer)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (stat(folder, &status) < 0)
		return ingot_refuse(reason, -errno, "%s: %s", folder, strerror(errno));
	(void)snprintf(path, sizeof(path), "/dev/block/%u:%u", major(status.st_dev),
		       minor(status.st_dev));
	device = open(path, O_RDONLY | O_CLOEXEC);
	if (device < 0 || fstat(device, &status) < 0)
		return ingot_refuse(reason, -errno, "%s: %s", path, strerror(errno));
	(void)posix_fadvise(device, 0, 0, POSIX_FADV_SEQUENTIAL);
	do {
		n = read(device, buffer, READ_SIZE);
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? ingot_refuse(reason, -errno, "%s: %s", path, strerror(errno)) : 0;
}

const struct ingot_verity_device_ops ingot_verity_device_kernel = {
	.inspect = inspect,
	.read = read_device,
};

int ingot_verity_device_check(const struct ingot_verity_device *device,
			      const struct ingot_digest *roothash, struct ingot_reason *reason)
{
	struct ingot_bytes table = { (const uint8_t *)device->table, device->table_size };
	struct ingot_bytes status = { (const uint8_t *)device->status, device->status_size };
	struct ingot_fault fault = { 0 };
	int r;

	if (device->target_count != 1 || strcmp(device->type, "verity") != 0)
		return ingot_refuse(reason, -EKEYREJECTED, "the root is not one verity device");
	if (!device->steady)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "the verity device is suspended or being changed");
	if (!device->device_read_only || !device->mount_read_only)
		return ingot_refuse(reason, -EKEYREJECTED, "the root can be written");
	r = ingot_verity_table_check(table, status, roothash, &fault);
	if (r < 0)
		return ingot_refuse(reason, r, "%s", fault.rule ? fault.rule : "verity table");
	return 0;
}
