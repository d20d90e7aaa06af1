/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_DISK_H
#define INGOT_BOOTSTRAPPER_STATE_DISK_H

#include <stdint.h>

#include "base/reason.h"
#include "bootstrapper/state_paths.h"

/*
 * Which disk the node's state is on: the configured one, or the only one that it can be. Never the
 * disk that the root comes from, whatever the configuration says.
 */

/* Smaller disks are no state disks. */
#define INGOT_STATE_DISK_SIZE_MIN ((uint64_t)1 << 30)

/* A kernel name of a block device is shorter. */
#define INGOT_STATE_NAME_SIZE 32

/* Where the partition starts; what is in front is the partition table and the mark. */
#define INGOT_STATE_PARTITION_OFFSET ((uint64_t)1 << 20)

/**
 * struct ingot_state_disk - a whole disk
 * @name: the kernel's name: "vdb"
 * @size: bytes
 */
struct ingot_state_disk {
	char name[INGOT_STATE_NAME_SIZE];
	uint64_t size;
};

/**
 * ingot_state_disk_find - find the state disk
 * @paths:      where to look
 * @configured: path below /dev, or NULL
 * @wait_ms:    milliseconds to wait for a disk that is not there yet
 * @reason:     set on failure, with the disks' names
 * @ret_disk:   the disk
 *
 * Without a configured one, a disk qualifies that can be written, has 1 GiB or more, is neither the
 * boot disk nor removable, no loop, memory, device-mapper, RAID, CD or floppy device, and no config
 * drive; there has to be exactly one.
 *
 * Returns 0; -ENOENT if there is none, or not the configured one; -EINVAL if there are several; or
 * the configured one is a partition or the boot disk; -EFBIG if the machine has too many disks;
 * -ENOMEM; an OS error.
 */
int ingot_state_disk_find(const struct ingot_state_paths *paths, const char *configured,
			  unsigned wait_ms, struct ingot_reason *reason,
			  struct ingot_state_disk *ret_disk);

/**
 * ingot_state_disk_open - open the whole disk
 * @flags: of open(2)
 * @ret_fd: descriptor; owned by the caller
 *
 * Returns 0; -ENODEV if what has its name below /dev is another device; an OS error.
 */
int ingot_state_disk_open(const struct ingot_state_paths *paths,
			  const struct ingot_state_disk *disk, int flags, int *ret_fd);

/**
 * ingot_state_disk_partition - the name of its one partition
 * @ret_name: kernel's name: "vdb1"
 *
 * Returns 0; -ENOENT if it has none; -EBADMSG if it has several, or it lies somewhere else than we
 * put it; an OS error.
 */
int ingot_state_disk_partition(const struct ingot_state_paths *paths,
			       const struct ingot_state_disk *disk,
			       char ret_name[INGOT_STATE_NAME_SIZE]);

#endif
