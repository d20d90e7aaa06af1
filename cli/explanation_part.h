/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EXPLANATION_PART_H
#define INGOT_CLI_EXPLANATION_PART_H

#include "cli/explanation.h"

/*
 * Inside of an explanation: one file for each source of findings. All functions note what they find
 * in @explanation, and return what ingot_explanation_reach() does.
 */

/* explanation_log.c: of a PCR whose value the log leads to */
int ingot_explanation_by_log(const struct ingot_explanation_question *question, unsigned pcr,
			     struct ingot_explanation *explanation);

/* explanation_search.c: of a PCR whose value no log leads to */
int ingot_explanation_by_search(const struct ingot_explanation_question *question, unsigned pcr,
				struct ingot_explanation *explanation);

/* explanation_node.c: of PCR 8 and 15, against the configuration that the node should have */
int ingot_explanation_of_node(const struct ingot_explanation_question *question,
			      struct ingot_explanation *explanation);

/** ingot_explanation_pcr - the verdict on a PCR of the SHA-256 bank, inside @explanation. */
const struct ingot_pcr_verdict *ingot_explanation_pcr(const struct ingot_explanation *explanation,
						      unsigned pcr);

#endif
