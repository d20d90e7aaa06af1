/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_TPM_RECOVERY_H
#define INGOT_BOOTSTRAPPER_TPM_RECOVERY_H

#include "bootstrapper/tpm.h"
#include "node/recovery.h"

/**
 * ingot_tpm_activate_recovery - the recovery key that was wrapped to this TPM
 * @tpm:     TPM, its endorsement hierarchy with an empty authorization
 * @wrapped: as read from a configuration
 * @reason:  set on failure
 * @ret_key: the key; the caller wipes it
 *
 * Where it is bound to PCRs, the TPM itself checks them: on a system that measured otherwise this
 * fails whatever the program says. Leaves nothing in the TPM.
 *
 * Returns 0; -EKEYREJECTED if it was wrapped to another TPM or to other PCR values; -EBADMSG or
 * -ENOTSUP if it is none of ours; -EIO.
 */
int ingot_tpm_activate_recovery(const struct ingot_tpm *tpm,
				const struct ingot_recovery_wrapped *wrapped,
				struct ingot_reason *reason,
				uint8_t ret_key[INGOT_RECOVERY_KEY_SIZE]);

#endif
