/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_DRIVE_H
#define INGOT_BOOTSTRAPPER_DRIVE_H

#include "base/file.h"
#include "base/reason.h"

/*
 * The config drive: a disk or partition with an ISO 9660 or FAT file system whose label is
 *
 *	ingot     ours: holds the file ingot.node
 *	config-2  OpenStack's: may hold openstack/latest/user_data
 *
 * in any case. The host makes it, so it is mounted read-only below a folder of our own, one regular
 * file is read from it, and it is unmounted at once.
 */

/* More block devices than this are none of a machine that we know. */
#define INGOT_DRIVE_DEVICE_MAX 1024

/**
 * struct ingot_drive_ops - how a drive is mounted: by the kernel, or by a test
 * @context: handed to both
 * @mount:   mount @device, of file system @type, on @folder: read-only, no devices, no programs.
 *           0; an OS error.
 * @unmount: undo that. 0; an OS error.
 */
struct ingot_drive_ops {
	void *context;
	int (*mount)(void *context, const char *device, const char *type, const char *folder);
	int (*unmount)(void *context, const char *folder);
};

/** ingot_drive_kernel - mount(2). Needs root. */
extern const struct ingot_drive_ops ingot_drive_kernel;

/**
 * struct ingot_drive_paths - where drives are looked for
 * @class:   /sys/class/block; everything in it is looked at but device-mapper, loop, memory disks
 * @devices: /dev
 * @folder:  where to mount: made, and removed again; its parent exists
 * @ops:     how to mount
 */
struct ingot_drive_paths {
	const char *class;
	const char *devices;
	const char *folder;
	const struct ingot_drive_ops *ops;
};

#define INGOT_DRIVE_WORDS_SIZE 96

/**
 * struct ingot_drive - what a config drive delivers
 * @content: the file; release with ingot_file_close()
 * @words:   which drive it is, for people
 */
struct ingot_drive {
	struct ingot_file content;
	char words[INGOT_DRIVE_WORDS_SIZE];
};

/**
 * ingot_drive_read - find the one config drive and read its configuration
 * @paths:  where to look; devices must have settled
 * @limit:  largest configuration accepted, bytes
 * @reason: set on failure
 * @ret_drive: what it delivers
 *
 * A device that cannot be opened, an empty CD drive for one, is passed over. OpenStack's user data
 * must look like a node configuration (ingot_node_bundle_looks_so()).
 *
 * Returns 1; 0 if no drive has a configuration: then @ret_drive->words, else untouched, names a drive
 * that could have had one, if there is one; -EBADMSG if two have one, or if one lacks the file,
 * or has no regular file there; -EFBIG over @limit or if there are too many devices; -ENOMEM; an OS
 * error.
 */
int ingot_drive_read(const struct ingot_drive_paths *paths, size_t limit,
		     struct ingot_reason *reason, struct ingot_drive *ret_drive);

#endif
