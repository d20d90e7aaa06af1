/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_TREE_H
#define INGOT_BOOTSTRAPPER_STATE_TREE_H

#include <stdint.h>

#include "base/reason.h"
#include "bootstrapper/state_paths.h"

/*
 * Where the root shows the state, and nowhere else:
 *
 *	/var                      all of it; no devices, no set-user-id programs
 *	/etc/kubernetes, /etc/cni of /var/lib/ingot/etc; no programs either
 *	/etc/machine-id           /var/lib/ingot/machine-id, read-only
 *
 * The root has the two folders and the file, empty, for this to be mounted on.
 */

/**
 * ingot_state_tree_mount - mount the file system of the open volume, and what is taken from it
 * @paths:  where
 * @serial: of the configuration; refused if an older one than this node has accepted
 * @reason: set on failure; nothing is left mounted then
 *
 * Returns 0; -EKEYREJECTED for an old serial number; -EBADMSG if a file of ours is damaged; an OS
 * error.
 */
int ingot_state_tree_mount(const struct ingot_state_paths *paths, int64_t serial,
			   struct ingot_reason *reason);

/** ingot_state_tree_unmount - undo that, as far as it was done. */
void ingot_state_tree_unmount(const struct ingot_state_paths *paths);

#endif
