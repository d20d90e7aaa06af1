/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_SELECTION_H
#define INGOT_NODE_SELECTION_H

#include <stdint.h>

#include "base/json.h"

/*
 * A selection of PCRs, as JSON that a node reads and writes has it: a list of numbers from 0 to 23,
 * ascending, each once. In memory bit n stands for PCR n.
 */

#define INGOT_SELECTION_PCR_COUNT 24

/**
 * ingot_selection_read - read one, strictly
 * @object: object that has it
 * @key:    its member
 * @ret_pcrs: the PCRs; 0 for an empty list
 *
 * Returns 0; -ENOENT if there is no such member; -EBADMSG if it is no such list.
 */
int ingot_selection_read(const struct ingot_json *object, const char *key, uint32_t *ret_pcrs);

/**
 * ingot_selection_set - write one
 * @object: object that gets it
 * @key:    its member
 * @pcrs:   bits above 23 are not looked at
 *
 * Returns 0; -ENOMEM; -EINVAL if @object is none.
 */
int ingot_selection_set(struct ingot_json *object, const char *key, uint32_t pcrs);

#endif
