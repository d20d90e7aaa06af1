/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_HANDOVER_H
#define INGOT_BOOTSTRAPPER_HANDOVER_H

#include <stdbool.h>

#include "base/file.h"
#include "base/json.h"

/*
 * What the initrd leaves for the node, below one folder of /run, which lasts as long as the boot:
 *
 *	observed.json      what was measured
 *	handover/complete  the marker; written last, after every step; kubelet needs it to start
 */

/**
 * ingot_handover_prepare - make the folders
 * @run: /run/ingot
 *
 * Returns 0; -EEXIST if the marker is already there: the bootstrapper runs once per boot; -ENOMEM;
 * an OS error.
 */
int ingot_handover_prepare(const char *run);

/**
 * ingot_handover_write_observation - replace observed.json in one step; readable by everybody
 *
 * Returns 0; -ENOMEM; an OS error.
 */
int ingot_handover_write_observation(const char *run, const struct ingot_json *observation);

/**
 * ingot_handover_read_observation - the bytes of observed.json; close with ingot_file_close(); an
 * OS error.
 */
int ingot_handover_read_observation(const char *run, struct ingot_file *ret_file);

/**
 * ingot_handover_complete - write the marker: nothing may follow it. Returns 0; -ENOMEM; an OS
 * error.
 */
int ingot_handover_complete(const char *run);

/**
 * ingot_handover_is_complete - the marker is there. Returns 1; 0 if it is not; -ENOMEM; an OS
 * error.
 */
int ingot_handover_is_complete(const char *run);

#endif
