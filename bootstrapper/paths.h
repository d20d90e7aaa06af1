/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_PATHS_H
#define INGOT_BOOTSTRAPPER_PATHS_H

#include "bootstrapper/message.h"
#include "bootstrapper/port.h"
#include "bootstrapper/source.h"
#include "bootstrapper/state_paths.h"

/**
 * struct ingot_paths - everything outside that the bootstrapper reads or writes
 * @cmdline: kernel command line
 * @sysroot: where the initrd mounted the root
 * @tcti:    the TPM, as ingot_tpm_esys_open() takes it
 * @run:     folder of the hand-over
 * @boot_id: the kernel's identifier of this boot
 * @kmsg:    kernel log, for the reason of a failure
 * @refusal: EFI variable that keeps the reason over the reboot (refusal.h)
 * @source:  where the node's configuration may come from
 * @state:   what the state disk's steps use
 * @logs:    firmware's and systemd's event log
 * @port:    the measurements port
 *
 * The installed program has these as constants. No option and no environment variable changes one:
 * who could do that could make it look elsewhere. Tests link the same library to a program with
 * other constants.
 */
struct ingot_paths {
	const char *cmdline;
	const char *sysroot;
	const char *tcti;
	const char *run;
	const char *boot_id;
	const char *kmsg;
	const char *refusal;
	struct ingot_source_paths source;
	struct ingot_state_paths state;
	struct ingot_message_logs logs;
	struct ingot_port_paths port;
};

#endif
