/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_UNLOCK_H
#define INGOT_BOOTSTRAPPER_STATE_UNLOCK_H

#include "bootstrapper/state.h"
#include "bootstrapper/state_volume.h"

/**
 * ingot_state_unlock - open the volume: by the TPM, else by the configuration's recovery key
 * @request:  what the configuration says
 * @volume:   its header loaded
 * @binding:  what its key should be bound to
 * @metadata: of the loaded header
 * @reason:   set on failure: which PCR moved, as far as can be known
 *
 * A volume that the recovery key opened is bound anew: the new slot is on the disk before the old
 * one is wiped, so that the next boot opens it either way. Where neither opens it, the note gets
 * the TPM's endorsement key, to which a recovery key can be wrapped. Nothing is ever wiped then.
 *
 * Returns 0; 1 if the recovery key did it; -EBADMSG if the configuration wants integrity and the
 * volume has none, or the recovery key is malformed; -EKEYREJECTED if nothing opens it.
 */
int ingot_state_unlock(const struct ingot_state_request *request,
		       const struct ingot_state_volume *volume,
		       const struct ingot_state_binding *binding,
		       const struct ingot_luks_metadata *metadata, struct ingot_reason *reason);

#endif
