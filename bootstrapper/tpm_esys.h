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

struct ESYS_CONTEXT; /* tpm2-tss's connection */

/**
 * ingot_tpm_esys_connection - the connection of a TPM that ingot_tpm_esys_open() opened
 * @tpm:    TPM
 * @reason: set on failure
 * @ret_esys: lives as long as @tpm
 *
 * For the tpm_*.c files. Returns 0; -ENOTSUP if @tpm is another one, of a test.
 */
int ingot_tpm_esys_connection(const struct ingot_tpm *tpm, struct ingot_reason *reason,
			      struct ESYS_CONTEXT **ret_esys);

#endif
