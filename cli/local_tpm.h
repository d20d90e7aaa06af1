/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_LOCAL_TPM_H
#define INGOT_CLI_LOCAL_TPM_H

#include "base/reason.h"
#include "measurements/pcr.h"

/*
 * The TPM of the machine that this runs on, as the kernel shows it to everybody: the files
 * /sys/class/tpm/tpm0/pcr-sha256/0 and so on (Linux 5.12 and later). So no TPM software stack is
 * needed, and no right to use the TPM. Nobody signs these values: they are this kernel's word.
 * Spec: Linux, Documentation/ABI/stable/sysfs-class-tpm.
 */

/* Where the logs are, below a root. */
#define INGOT_LOCAL_TPM_FIRMWARE_LOG  "/sys/kernel/security/tpm0/binary_bios_measurements"
#define INGOT_LOCAL_TPM_USERSPACE_LOG "/run/log/systemd/tpm2-measure.log"

/**
 * ingot_local_tpm_read - the values of all PCRs, of each bank that we know
 * @root:   folder that has sys/class/tpm/tpm0, without "/" at its end; "": the machine's own
 * @reason: set on failure
 * @ret_banks: the values
 *
 * Returns 0; -ENOENT if there is no TPM there or the kernel does not show its PCRs; -EBADMSG; -ENOMEM;
 * an OS error.
 */
int ingot_local_tpm_read(const char *root, struct ingot_reason *reason,
			 struct ingot_pcr_banks *ret_banks);

#endif
