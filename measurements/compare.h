/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_COMPARE_H
#define INGOT_MEASUREMENTS_COMPARE_H

#include <stdbool.h>
#include <stdio.h>

#include "command/record.h"
#include "measurements/golden.h"
#include "measurements/text.h"
#include "measurements/verdict.h"

/*
 * A verdict, given out. As JSON, `ingot.compare/1`:
 *
 *	{
 *	  "version": "ingot.compare/1",
 *	  "holds": false,
 *	  "release": { "version": "v1.2.0", "ref": "-", "stream": "stable" },
 *	  "csp": "QEMU",
 *	  "attestationVariant": "qemu-vtpm",
 *	  "phase": "ready",                  the phase asked for; absent: any
 *	  "enforced": 14,                    enforced PCR values that match, over all banks
 *	  "banks": {
 *	    "sha256": {
 *	      "4": {
 *	        "status": "exact",           as in the golden file; "absent" if it says nothing
 *	        "verdict": "mismatch",       "match", "warning", "mismatch", "missing", "not-checked"
 *	        "label": "…",                optional, as are all that follow: phase, condition or
 *	                                     firmware whose value was found
 *	        "expected": "<hex>",         where there is one value
 *	        "found": "<hex>",
 *	        "log": "agrees",             "agrees" or "disagrees": does the log lead to "found"?
 *	        "why": "…",
 *	        "difference": {              the first event that differs
 *	          "position": 2,             events of this PCR before it
 *	          "expected": { … },         as event_json.h says; absent: there should be none
 *	          "found": { … },            absent: there came none
 *	          "words": "…"               the same in one line
 *	        }
 *	      }, …
 *	    }, …
 *	  }
 *	}
 */

#define INGOT_COMPARE_VERSION "ingot.compare/1"

/**
 * struct ingot_comparison - a verdict and what was asked
 * @golden:   the file
 * @question: what was asked; its golden values are one entry of @golden
 * @verdict:  the answer
 */
struct ingot_comparison {
	const struct ingot_golden *golden;
	struct ingot_verdict_question question;
	struct ingot_verdict verdict;
};

/** struct ingot_compare_style - how text looks. */
struct ingot_compare_style {
	bool full;    /* whole digests; else their first 16 digits */
	bool colours; /* for a terminal */
};

/**
 * ingot_compare_words - say in one line where two lists of events part
 * @difference: of PCR @pcr
 * @text: gets "event 3 should be … because of FILE, section …; it is …"
 */
void ingot_compare_words(const struct ingot_event_difference *difference, unsigned pcr,
			 struct ingot_text *text);

/** ingot_compare_record - write it as the JSON above. */
void ingot_compare_record(const struct ingot_comparison *comparison, struct ingot_record *record);

/** ingot_compare_print - write it as text: a table for each bank, then why PCRs differ. */
void ingot_compare_print(const struct ingot_comparison *comparison,
			 const struct ingot_compare_style *style, FILE *out);

#endif
