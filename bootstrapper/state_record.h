/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_RECORD_H
#define INGOT_BOOTSTRAPPER_STATE_RECORD_H

#include <stdint.h>

#include "base/reason.h"

/*
 * What a node remembers from boot to boot, one file each in a folder of its state disk:
 *
 *	serial      the largest serial number of a configuration that it has accepted
 *	machine-id  its identity for systemd: 32 hexadecimal digits, made once, random
 */

#define INGOT_STATE_MACHINE_ID_NAME "machine-id"

/**
 * ingot_state_record_serial - accept a configuration, and remember that
 * @folder: path of the folder
 * @serial: its serial number, 1..2^53-1
 * @reason: set on failure
 *
 * Returns 0; -EKEYREJECTED if a newer one was accepted before; -EBADMSG if the file is damaged: what
 * was accepted is not known then; -ENOMEM; an OS error.
 */
int ingot_state_record_serial(const char *folder, int64_t serial, struct ingot_reason *reason);

/**
 * ingot_state_record_machine_id - see that there is a machine id, make one if there is none
 *
 * Returns 0; -EBADMSG if the file is damaged; -ENOMEM; an OS error.
 */
int ingot_state_record_machine_id(const char *folder, struct ingot_reason *reason);

#endif
