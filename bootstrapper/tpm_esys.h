/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_TPM_ESYS_H
#define INGOT_BOOTSTRAPPER_TPM_ESYS_H

#include "bootstrapper/tpm.h"

/**
 * ingot_tpm_esys_open - open a TPM by tpm2-tss
 * @tcti:   how to reach it, as Tss2_TctiLdr_Initialize() reads it: "device:/dev/tpmrm0"; a constant
 *          of the program, never from outside
 * @reason: set on failure
 * @ret_tpm: close with ingot_tpm_close()
 *
 * Starts no session and changes nothing in the TPM.
 *
 * Returns 0; -ENODEV if the device is not there; -EIO if it does not answer; -ENOMEM.
 */
int ingot_tpm_esys_open(const char *tcti, struct ingot_reason *reason, struct ingot_tpm *ret_tpm);

#endif
