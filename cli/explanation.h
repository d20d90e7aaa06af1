/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EXPLANATION_H
#define INGOT_CLI_EXPLANATION_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/finding.h"
#include "cli/known.h"
#include "measurements/appraisal.h"
#include "measurements/verdict.h"

/*
 * Why the PCR values of a node are not those of a release, in parts of a boot and the releases that
 * these parts are of.
 *
 * A value that the node's logs lead to is explained by the events that they and the golden values do
 * not share. One that no log leads to is explained by a search (search.h) through the releases that
 * are known. Values of the SHA-256 bank are explained, which every release has.
 */

/**
 * struct ingot_explanation_question - what is to be explained; borrowed for as long as the answer
 * @known:  releases, the expected one first
 * @values: PCR values
 * @log:    the node's events, which stay as they are; NULL: none
 * @log_fault: there is a log, and it cannot be read for this rule; NULL: not so
 * @whole:  @log has what userspace measured, too
 * @phase:  boot phase that was asked for; NULL: any
 * @configuration: that the node should have
 */
struct ingot_explanation_question {
	const struct ingot_known *known;
	const struct ingot_pcr_banks *values;
	struct ingot_event_list *log;
	const char *log_fault;
	bool whole;
	const char *phase;
	const struct ingot_appraisal_configuration *configuration;
};

/**
 * struct ingot_explanation - the answer
 * @verdict:  values against the golden ones of the release that is expected
 * @is:       another release whose values they are, in full; NULL: none that is known
 * @findings: parts that differ
 * @tampered: bit n: the log, which should lead to the value of PCR n, does not
 * @searched: bit n: PCR n was explained by a search, for no log leads to it
 * @unexplained: bit n: PCR n is not what it should be, and nothing known leads to it
 */
struct ingot_explanation {
	struct ingot_verdict verdict;
	const struct ingot_known_release *is;
	struct ingot_findings findings;
	uint32_t tampered;
	uint32_t searched;
	uint32_t unexplained;
};

/**
 * ingot_explanation_reach - explain values
 * @ret_explanation: borrows from @question
 *
 * Returns 0; -ENOENT if the release has no such phase; -ENOTSUP if there are no SHA-256 values;
 * -ENOMEM; -EIO if hashing fails.
 */
int ingot_explanation_reach(const struct ingot_explanation_question *question,
			    struct ingot_explanation *ret_explanation);

/** ingot_explanation_differs - is there anything to explain? */
bool ingot_explanation_differs(const struct ingot_explanation *explanation);

/**
 * ingot_explanation_headline - the causes in one line
 * @expected: the release that was expected
 * @text: gets "other kernel, that of stable 0.2.0"; nothing if there is no cause
 */
void ingot_explanation_headline(const struct ingot_explanation *explanation,
				const struct ingot_known_release *expected,
				struct ingot_text *text);

#endif
