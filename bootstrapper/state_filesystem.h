/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_FILESYSTEM_H
#define INGOT_BOOTSTRAPPER_STATE_FILESYSTEM_H

#include "base/reason.h"
#include "bootstrapper/state_paths.h"

/**
 * ingot_state_filesystem_make - make an ext4 file system on the open volume
 * @paths:  programs and folders
 * @reason: set on failure
 *
 * Writes whole blocks only, and reads none that was not written: with integrity, those read as I/O
 * errors. The inode tables are written later, by the kernel in the background, so it takes as long
 * on a large disk as on a small one.
 *
 * Returns 0; -EIO if the program fails; -ETIMEDOUT; an OS error.
 */
int ingot_state_filesystem_make(const struct ingot_state_paths *paths, struct ingot_reason *reason);

/**
 * ingot_state_filesystem_mount - mount it as the root's /var: no devices, no set-user-id programs
 *
 * Errors of the file system make it read-only. Returns 0; an OS error with @reason set.
 */
int ingot_state_filesystem_mount(const struct ingot_state_paths *paths,
				 struct ingot_reason *reason);

#endif
