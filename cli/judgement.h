/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_JUDGEMENT_H
#define INGOT_CLI_JUDGEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"
#include "cli/attest_client.h"
#include "cli/endpoint.h"
#include "cli/stored.h"
#include "cli/vouchers.h"
#include "measurements/appraisal.h"
#include "measurements/text.h"
#include "node/evidence_reader.h"

/*
 * One node, asked and held against a release. Nothing is printed and nothing that is shared is
 * changed: any number of threads may ask at the same time, about the same release.
 */

struct ingot_verify;

/**
 * struct ingot_judgement - one node's case; all-zero at first, released with ingot_judgement_drop(),
 *                          and never moved once it was asked or read
 * @subject:   what the node is called; borrowed
 * @question:  evidence and challenge; the rest is filled in by ingot_judgement_reach()
 * @appraisal: the answer, which is the caller's: ingot_appraisal_free(). NULL until there is one
 *
 * The other members are private.
 */
struct ingot_judgement {
	const char *subject;
	struct ingot_appraisal_question question;
	struct ingot_appraisal *appraisal;
	struct ingot_attest_answer answer;
	struct ingot_evidence_held *held;
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
 * @judge:    judges one node and gives out, in place of what cli/verify.h describes; returns an exit
 *            code. NULL: as described
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

/** ingot_judgement_drop - release it but for the answer; for ingot_scoped() too. */
void ingot_judgement_drop(struct ingot_judgement *judgement);

/**
 * ingot_judgement_ask - challenge a node
 * @endpoint:  where it answers
 * @seconds:   for all of the conversation, from looking its name up
 * @reason:    set on failure, without the node's name
 * @judgement: gets evidence and challenge; to be released on failure too
 *
 * Returns 0; errors of ingot_endpoint_connect() and ingot_attest_client_ask().
 */
int ingot_judgement_ask(const struct ingot_endpoint *endpoint, unsigned seconds,
			struct ingot_reason *reason, struct ingot_judgement *judgement);

/**
 * ingot_judgement_read - read evidence that was recorded, of whatever age
 * @path:   file
 * @reason: set on failure, without the file's name
 *
 * Returns 0; errors of ingot_evidence_read(); an OS error.
 */
int ingot_judgement_read(const char *path, struct ingot_reason *reason,
			 struct ingot_judgement *judgement);

/**
 * ingot_judgement_reach - judge it
 * @verify: what it should be
 * @reason: set on failure
 * @judgement: with evidence and challenge; its question is completed
 *
 * Returns 0 with an answer, whatever it is; -ENOENT if the release has no such platform, -EINVAL if
 * several are meant; errors of ingot_appraisal_reach().
 */
int ingot_judgement_reach(const struct ingot_verify *verify, struct ingot_reason *reason,
			  struct ingot_judgement *judgement);

/**
 * ingot_judgement_words - the answer in one line
 * @text: gets "is stable 0.1.0 on QEMU", or "key: …" with the check that fails first and its words
 */
void ingot_judgement_words(const struct ingot_judgement *judgement, struct ingot_text *text);

/**
 * ingot_judgement_result - an exit code as people read it: "holds", "NOT ASKED", "DOES NOT MATCH" or
 * "NOT TRUSTED"; static
 */
const char *ingot_judgement_result(int exit_code);

#endif
