/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_FINDING_H
#define INGOT_CLI_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/component.h"
#include "cli/known.h"
#include "measurements/text.h"

/* What was found to differ: at most one finding for each part of a boot. */

/**
 * struct ingot_finding - one part that is not what was expected
 * @pcrs:  bit n: it moved PCR n; 0: nothing was found of this part
 * @minor: follows from another finding, and is told after it
 * @gone:  it should have been measured, and was not
 * @of:    the release whose part it is; NULL: of none that is known, or not of one alone
 * @words: what is known of it besides; may be empty
 */
struct ingot_finding {
	uint32_t pcrs;
	bool minor;
	bool gone;
	const struct ingot_known_release *of;
	struct ingot_text words;
};

/** struct ingot_findings - all of them, by part; all-zero: none. */
struct ingot_findings {
	struct ingot_finding of_part[INGOT_COMPONENT_COUNT];
};

/**
 * ingot_findings_note - note a part, or one more PCR that it moved
 * @pcr: 0..23
 * @of:  whose it is; NULL: nobody's. Where PCRs do not agree on that, it is what PCR 11 says, which
 *       has each section of the UKI by itself
 *
 * Returns the finding, for more words.
 */
struct ingot_finding *ingot_findings_note(struct ingot_findings *findings,
					  enum ingot_component part, unsigned pcr,
					  const struct ingot_known_release *of);

/** ingot_findings_has - was a part noted, in all of these PCRs? */
bool ingot_findings_has(const struct ingot_findings *findings, enum ingot_component part,
			uint32_t pcrs);

/**
 * ingot_findings_settle - tell causes from what follows from them
 *
 * A kernel that is another makes the UKI another; an addon the command line; and so on.
 */
void ingot_findings_settle(struct ingot_findings *findings);

/**
 * ingot_finding_words - a finding in words
 * @expected: release beside which it is named
 * @text: gets "other kernel: that of stable 0.2.0"
 */
void ingot_finding_words(const struct ingot_findings *findings, enum ingot_component part,
			 const struct ingot_known_release *expected, struct ingot_text *text);

#endif
