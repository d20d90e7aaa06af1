/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_VERIFY_H
#define INGOT_CLI_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/endpoint.h"
#include "cli/stored.h"
#include "cli/vouchers.h"
#include "measurements/appraisal.h"

/*
 * A node, evidence of one, or PCR values, held against a release, and the outcome given out: as
 * ingot.verification/1 (measurements/appraisal_report.h), as ingot.compare/1 for PCR values alone
 * (measurements/compare.h), or as text. Failures are reported where they are found, and the
 * functions return exit codes.
 */

struct ingot_verify;

/**
 * struct ingot_judgement - one node's case
 * @subject:  what the node is called
 * @question: evidence and challenge; the rest is filled in by ingot_verify_appraise()
 * @appraisal: the answer; NULL until there is one
 */
struct ingot_judgement {
	const char *subject;
	struct ingot_appraisal_question question;
	struct ingot_appraisal *appraisal;
};

/**
 * struct ingot_verify - what a node is held against; borrowed
 * @release:  golden values, and why they may be believed was checked
 * @platform: which of them; NULL: the only one, or what the node says
 * @vouchers: for its TPM
 * @configuration: that it should have
 * @policy:   what has to be certain
 * @now:      seconds since 1970
 * @json:     give out JSON
 * @judge:    judges and gives out, in place of what is described above; returns an exit code. NULL:
 *            as described
 * @context:  for @judge
 */
struct ingot_verify {
	const struct ingot_stored *release;
	const char *platform;
	const struct ingot_vouchers *vouchers;
	const struct ingot_appraisal_configuration *configuration;
	struct ingot_appraisal_policy policy;
	int64_t now;
	bool json;
	int (*judge)(const struct ingot_verify *verify, struct ingot_judgement *judgement);
	void *context;
};

/**
 * ingot_verify_appraise - judge a node's case
 * @judgement: with evidence and challenge; its question is completed. The answer is the caller's:
 *             ingot_appraisal_free()
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

/** ingot_verify_evidence - judge a file with evidence that was recorded, of whatever age. */
int ingot_verify_evidence(const struct ingot_verify *verify, const char *path);

/**
 * ingot_verify_pcrs - compare a file with PCR values that no TPM vouches for
 * @path: as struct ingot_live_files.pcrs
 *
 * Of @verify, vouchers and configuration are not used, and of the policy the phase alone.
 */
int ingot_verify_pcrs(const struct ingot_verify *verify, const char *path);

#endif
