/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_ROUND_H
#define INGOT_CLI_ROUND_H

#include <stddef.h>

#include "base/json.h"
#include "cli/judgement.h"
#include "cli/nodes.h"
#include "measurements/text.h"

/*
 * A round: all nodes of a list are asked, or what they answered is read, so many at a time, each in a thread of its own and within
 * a time of its own. What one of them does, or does not do, changes nothing for the others.
 */

#define INGOT_ROUND_PARALLEL_MAX     256
#define INGOT_ROUND_PARALLEL_DEFAULT 32

/**
 * struct ingot_round_result - what came of one node
 * @exit_code:    base/exit.h: INGOT_EXIT_OK, _FAILED, _DIFFERS or _UNTRUSTED
 * @milliseconds: from asking to the judgement
 * @words:        one line
 * @json:         ingot.verification/1; NULL if it was not asked for, the node was not judged, or it
 *                was reported
 */
struct ingot_round_result {
	int exit_code;
	unsigned milliseconds;
	struct ingot_text words;
	struct ingot_json *json;
};

/**
 * struct ingot_round - who is asked, and how
 * @verify:   what all of them should be; a node's own key and configuration come in the place of
 *            what is set here
 * @nodes:    list
 * @seconds:  for each conversation
 * @parallel: how many at a time, 1..INGOT_ROUND_PARALLEL_MAX
 * @report:   called for each node, in the order in which they are done, always by the thread that
 *            called ingot_round_run(); may take the JSON over
 * @context:  its first argument
 */
struct ingot_round {
	const struct ingot_verify *verify;
	const struct ingot_nodes *nodes;
	unsigned seconds;
	unsigned parallel;
	void (*report)(void *context, size_t index, struct ingot_round_result *result);
	void *context;
};

/**
 * ingot_round_run - ask all of them
 * @ret_results: one for each node of the list, all zero before; holds nothing that is to be released
 *
 * Returns 0 after the last report; -EINVAL if @parallel is out of range or the list is empty;
 * -ENOMEM; an OS error if not even one thread could be had. On failure nobody was asked.
 */
int ingot_round_run(const struct ingot_round *round, struct ingot_round_result *ret_results);

#endif
