/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_METADATA_GOAL_STATE_H
#define INGOT_METADATA_GOAL_STATE_H

#include "base/bytes.h"

/*
 * What Azure's WireServer wants of a machine: an XML document, of which a machine's report needs
 * three values. They are looked for as they stand there; this is no reader of XML, and what an XML
 * parser would have to expand is refused.
 */

#define INGOT_GOAL_STATE_SIZE_MAX   ((size_t)64 << 10)
#define INGOT_GOAL_STATE_VALUE_SIZE 128

/**
 * struct ingot_goal_state - texts that stand in XML as they are: printable ASCII without < > & and
 * quotes
 * @incarnation: digits
 * @container:   identifier of the machine's container
 * @instance:    identifier of the machine in it
 */
struct ingot_goal_state {
	char incarnation[INGOT_GOAL_STATE_VALUE_SIZE];
	char container[INGOT_GOAL_STATE_VALUE_SIZE];
	char instance[INGOT_GOAL_STATE_VALUE_SIZE];
};

/**
 * ingot_goal_state_parse - find the three values: the first element of each name
 * @text: the document, of at most INGOT_GOAL_STATE_SIZE_MAX bytes
 * @fault: the broken rule on -EBADMSG; its offset is that of the text's end; may be NULL
 * @ret_state: copies
 *
 * Spec: Azure, "Creating generalized images without a provisioning agent".
 *
 * Returns 0; -EBADMSG; -EFBIG.
 */
int ingot_goal_state_parse(struct ingot_bytes text, struct ingot_fault *fault,
			   struct ingot_goal_state *ret_state);

#endif
