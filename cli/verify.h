/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_VERIFY_H
#define INGOT_CLI_VERIFY_H

#include "cli/judgement.h"
#include "cli/nodes.h"
#include "cli/round.h"
#include "measurements/live.h"

/*
 * A node, many of them, evidence of one, or PCR values, held against a release, and the outcome given
 * out: as ingot.verification/1 (measurements/appraisal_report.h), as ingot.compare/1 for PCR values
 * alone (measurements/compare.h), or as text. Failures are reported where they are found, and the
 * functions return exit codes.
 *
 * Of many nodes, each is given out when it is done: as a line on stderr, with a table on stdout at the
 * end; or on stdout as a JSON object, ingot.nodes/1, in one line, with one more at the end:
 *
 *	{"schema": "ingot.nodes/1",
 *	 "node": "10.0.0.7:30081",       as --node takes it; or the file's name in its folder
 *	 "line": 3,                      of the list; absent for a file of a folder
 *	 "exit": 0,                      what ingot verify --node would exit with
 *	 "milliseconds": 412,
 *	 "words": "is stable 0.1.0 on QEMU",
 *	 "verification": { … }}          ingot.verification/1; absent if the node could not be judged
 *
 *	{"schema": "ingot.nodes/1",
 *	 "nodes": 200, "holds": 198, "not-asked": 1, "does-not-match": 1, "not-trusted": 0,
 *	 "exit": 3}                      the highest of all
 */

#define INGOT_NODES_SCHEMA "ingot.nodes/1"

/**
 * ingot_verify_appraise - judge a node's case: ingot_judgement_reach(), with a failure reported
 *
 * Returns INGOT_EXIT_OK with an answer, whatever it is.
 */
int ingot_verify_appraise(const struct ingot_verify *verify, struct ingot_judgement *judgement);

/**
 * ingot_verify_node - challenge a node
 * @verify:   what it should be
 * @endpoint: where it answers
 * @seconds:  for all of the conversation, from looking its name up
 */
int ingot_verify_node(const struct ingot_verify *verify, const struct ingot_endpoint *endpoint,
		      unsigned seconds);

/**
 * ingot_verify_nodes - challenge many
 * @nodes:    list; what it says of a node goes before what @verify says
 * @seconds:  for each
 * @parallel: how many at a time, 1..INGOT_ROUND_PARALLEL_MAX
 *
 * Returns the highest exit code of all nodes: 4 before 3 before 1.
 */
int ingot_verify_nodes(const struct ingot_verify *verify, const struct ingot_nodes *nodes,
		       unsigned seconds, unsigned parallel);

/** ingot_verify_evidence - judge a file with evidence that was recorded, of whatever age. */
int ingot_verify_evidence(const struct ingot_verify *verify, const char *path);

/**
 * ingot_verify_pcrs - compare a file with PCR values that no TPM vouches for
 * @path: as struct ingot_live_files.pcrs
 *
 * Of @verify, vouchers and configuration are not used, and of the policy the phase alone.
 */
int ingot_verify_pcrs(const struct ingot_verify *verify, const char *path);

/**
 * ingot_verify_tpm - compare the TPM of the machine that this runs on, by that machine's own word
 * @root: as in cli/local_tpm.h
 *
 * Uses of @verify what ingot_verify_pcrs() does.
 */
int ingot_verify_tpm(const struct ingot_verify *verify, const char *root);

/* What is said to whoever looks at values that no TPM has signed: of a file, of this machine. */
#define INGOT_VERIFY_CAVEAT                                                                        \
	"nobody has signed these values: they prove nothing about the node that they are said to " \
	"be of"
#define INGOT_VERIFY_CAVEAT_LOCAL                                                                     \
	"this machine's own word, which nobody has signed: it proves nothing to others, and nothing " \
	"where this system may lie"

/**
 * ingot_verify_read_tpm - the PCRs of this machine, and its logs where they may be read
 * @root: as in cli/local_tpm.h
 * @ret_live: all-zero before; ingot_live_drop() it, on failure too
 * @ret_whole: the log has what userspace measured too
 */
int ingot_verify_read_tpm(const char *root, struct ingot_live *ret_live, bool *ret_whole);

#endif
