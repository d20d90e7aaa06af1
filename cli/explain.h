/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EXPLAIN_H
#define INGOT_CLI_EXPLAIN_H

#include "cli/known.h"
#include "cli/verify.h"
#include "cli/verify_options.h"

/*
 * What a node measured, explained and given out: as ingot.explanation/1 (explain_report.h), or as
 * text. Failures are reported where they are found, and the functions return exit codes.
 */

/**
 * struct ingot_explain - what it is explained by; borrowed
 * @files:   what the node is held against. Its release need not have been read
 * @release: which one is expected; NULL: the closest of the store that may be trusted
 * @known:   all of the store; the one that is expected is put in front
 */
struct ingot_explain {
	struct ingot_verify_files *files;
	const char *release;
	struct ingot_known *known;
};

/**
 * ingot_explain_judge - explain a node or its evidence: for struct ingot_verify.judge
 * @verify: its context is a struct ingot_explain
 *
 * Returns what verify would.
 */
int ingot_explain_judge(const struct ingot_verify *verify, struct ingot_judgement *judgement);

/**
 * ingot_explain_pcrs - explain PCR values that no TPM vouches for
 * @path: as struct ingot_live_files.pcrs; an observation may have logs
 *
 * Returns INGOT_EXIT_DIFFERS if anything differs, a log that does not lead to the values too.
 */
int ingot_explain_pcrs(struct ingot_explain *explain, const char *path);

/** ingot_explain_tpm - the same with the TPM of this machine; @root as in cli/local_tpm.h. */
int ingot_explain_tpm(struct ingot_explain *explain, const char *root);

#endif
