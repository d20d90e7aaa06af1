/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_SETUP_H
#define INGOT_BOOTSTRAPPER_STATE_SETUP_H

#include "bootstrapper/state.h"
#include "bootstrapper/state_volume.h"

/**
 * ingot_state_setup - make a state disk of an empty one, or of one that was not finished
 * @request: what the configuration wants
 * @volume:  its disk set; the partition is found here
 * @binding: what its key is to be bound to
 * @reason:  set on failure
 *
 * Marks the disk as new first. Afterwards it has the partition, the LUKS2 header with its slots and
 * tokens; not yet a file system, nor the mark that it is complete.
 *
 * Every disk starts with one random key, in the form of a recovery key, in slot 0. Where there is a
 * recovery public key the slot stays, and the key, encrypted to that, becomes the ingot-recovery
 * token; else the slot goes as soon as the TPM's is there.
 *
 * Returns 0; -EBADMSG or -ENOTSUP for a bad recovery public key, before anything is written; -EIO,
 * -ETIMEDOUT if a program fails; -ENOMEM; an OS error.
 */
int ingot_state_setup(const struct ingot_state_request *request, struct ingot_state_volume *volume,
		      const struct ingot_state_binding *binding, struct ingot_reason *reason);

#endif
