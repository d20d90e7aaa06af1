/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_VOLUME_H
#define INGOT_BOOTSTRAPPER_STATE_VOLUME_H

#include "base/bytes.h"
#include "base/reason.h"
#include "bootstrapper/luks.h"
#include "bootstrapper/state_binding.h"
#include "bootstrapper/state_disk.h"
#include "bootstrapper/state_paths.h"

/*
 * The encrypted volume on a state disk's partition: each function has one program do one thing.
 */

/* The name of the open volume, below /dev/mapper. */
#define INGOT_STATE_VOLUME_NAME "ingot-state"

#define INGOT_STATE_DEVICE_SIZE 128

/**
 * struct ingot_state_volume - where it is
 * @paths:  programs and folders; borrowed
 * @disk:   the whole disk
 * @device: path of the partition, from ingot_state_volume_locate() on
 * @lock:   descriptor of the whole disk that holds a lock on it, from there on; -1 before
 *
 * Release with ingot_state_volume_release().
 */
struct ingot_state_volume {
	const struct ingot_state_paths *paths;
	struct ingot_state_disk disk;
	char device[INGOT_STATE_DEVICE_SIZE];
	int lock;
};

/**
 * ingot_state_volume_partition - give the disk a new partition table with the one partition
 *
 * What is in front of the partition and no part of the table, the mark, stays. Returns 0; a negative
 * errno with @reason set, as all below.
 */
int ingot_state_volume_partition(const struct ingot_state_volume *volume,
				 struct ingot_reason *reason);

/**
 * ingot_state_volume_locate - find the partition; it must be the only one and in our place
 *
 * Waits up to ten seconds for it. Locks the disk, if that was not done yet: as long as that lasts
 * udev does not have the kernel read the partition table again, which would take the partition away
 * for a moment whenever a program that wrote to the disk closes it.
 */
int ingot_state_volume_locate(struct ingot_state_volume *volume, struct ingot_reason *reason);

/**
 * ingot_state_volume_format - make a LUKS2 header with one slot
 * @key: opens slot 0; random, 256 bits or more
 *
 * With integrity, every sector's code is wrong until the sector is written: none is here, a pass
 * over the disk would take minutes.
 */
int ingot_state_volume_format(const struct ingot_state_volume *volume, bool integrity,
			      struct ingot_bytes key, struct ingot_reason *reason);

/**
 * ingot_state_volume_enroll - have a new key released by the TPM
 * @key:  opens one of the slots
 * @wipe: the slot that is removed once the new one is on the disk, or NULL
 */
int ingot_state_volume_enroll(const struct ingot_state_volume *volume,
			      const struct ingot_state_binding *binding, struct ingot_bytes key,
			      const char *wipe, struct ingot_reason *reason);

/** ingot_state_volume_unbind - remove all slots that a TPM opens, with their tokens. */
int ingot_state_volume_unbind(const struct ingot_state_volume *volume, struct ingot_reason *reason);

/** ingot_state_volume_note - put a token into the header, in the place of one with that number. */
int ingot_state_volume_note(const struct ingot_state_volume *volume, unsigned number,
			    struct ingot_bytes json, struct ingot_reason *reason);

/**
 * ingot_state_volume_load - copy the header into memory once, and check the copy
 * @ret_metadata: release with ingot_luks_metadata_close()
 *
 * The copy is what ingot_state_volume_unlock() and ingot_state_volume_unlock_by() use: the disk's
 * own is not looked at again. Returns as ingot_luks_check(); an OS error.
 */
int ingot_state_volume_load(const struct ingot_state_volume *volume, struct ingot_reason *reason,
			    struct ingot_luks_metadata *ret_metadata);

/** ingot_state_volume_unlock - open it by the TPM; -EIO if that does not release the key. */
int ingot_state_volume_unlock(const struct ingot_state_volume *volume,
			      const struct ingot_state_binding *binding,
			      struct ingot_reason *reason);

/** ingot_state_volume_unlock_by - open it by a key; -EIO if that is not the one. */
int ingot_state_volume_unlock_by(const struct ingot_state_volume *volume, struct ingot_bytes key,
				 struct ingot_reason *reason);

/** ingot_state_volume_release - give up the lock; for ingot_scoped() too. */
void ingot_state_volume_release(struct ingot_state_volume *volume);

/** ingot_state_volume_forget - remove the copy of the header, which an open volume does not need. */
void ingot_state_volume_forget(const struct ingot_state_paths *paths);

/** ingot_state_volume_close - close the open volume; nothing happens if there is none. */
void ingot_state_volume_close(const struct ingot_state_paths *paths);

#endif
