/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_VERITY_DEVICE_H
#define INGOT_BOOTSTRAPPER_VERITY_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/digest.h"
#include "base/reason.h"
#include "bootstrapper/verity_table.h"

/*
 * The device that the root is mounted from, as the kernel sees it now: not what some file or name
 * says about it.
 */

/**
 * struct ingot_verity_device - state of a mounted device-mapper device
 * @mount_read_only:  the file system is mounted read-only
 * @device_read_only: the device itself cannot be written
 * @steady:           it is not suspended and no other table waits to be loaded
 * @target_count:     targets of the live table
 * @type:             type of the first target, NUL-terminated
 * @table, @table_size: its parameters
 * @status, @status_size: its status
 */
struct ingot_verity_device {
	bool mount_read_only;
	bool device_read_only;
	bool steady;
	unsigned target_count;
	char type[16];
	char table[INGOT_VERITY_TABLE_SIZE_MAX];
	size_t table_size;
	char status[256];
	size_t status_size;
};

/**
 * struct ingot_verity_device_ops - where the state comes from: the kernel, or a test
 * @context: handed to @inspect
 * @inspect: fill @ret_device with the state of what is mounted at @folder; 0 or a negative errno
 *           with @reason set
 * @read:    read every byte of the device below @folder, so that the kernel checks every block
 *           against the tree; 0 or a negative errno with @reason set. A corrupt block does not
 *           return: the device panics the kernel.
 */
struct ingot_verity_device_ops {
	void *context;
	int (*inspect)(void *context, const char *folder, struct ingot_reason *reason,
		       struct ingot_verity_device *ret_device);
	int (*read)(void *context, const char *folder, struct ingot_reason *reason);
};

/** ingot_verity_device_kernel - asks the kernel, by /dev/mapper/control. Needs root. */
extern const struct ingot_verity_device_ops ingot_verity_device_kernel;

/**
 * ingot_verity_device_check - the device is one sound, read-only verity target with our root hash
 * @device:   its state
 * @roothash: SHA-256 root hash of the command line
 * @reason:   set on failure
 *
 * Returns 0; -EKEYREJECTED if it is not; -EBADMSG or -ENOTSUP if its table is none that we accept.
 */
int ingot_verity_device_check(const struct ingot_verity_device *device,
			      const struct ingot_digest *roothash, struct ingot_reason *reason);

#endif
