/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EXPLAIN_REPORT_H
#define INGOT_CLI_EXPLAIN_REPORT_H

#include <stdio.h>

#include "cli/explanation.h"
#include "command/record.h"

/*
 * An explanation, given out. As JSON, `ingot.explanation/1`:
 *
 *	{
 *	  "schema": "ingot.explanation/1",
 *	  "differs": true,
 *	  "exit": 3,                         what a program exits with: base/exit.h
 *	  "proven": true,                    the values are those of the TPM that was vouched for
 *	  "headline": "other kernel, that of stable 0.2.0",
 *	  "expected": { "version": "0.1.0", "ref": "-", "stream": "stable",
 *	                "csp": "QEMU", "attestationVariant": "qemu-vtpm" },
 *	  "named": true,                     false: it is the closest of those that are known
 *	  "known": 3,                        releases that are known, one for each platform
 *	  "is": { … },                       another release whose values they are, as above; optional
 *	  "log": "leads",                    to the values: "leads", "tampered", "none"
 *	  "findings": [                      what explains most is first
 *	    {
 *	      "part": "kernel",              component.h
 *	      "pcrs": [ 4, 11 ],             that it moved
 *	      "cause": true,                 false: it follows from another one
 *	      "of": { … },                   release whose part it is, as above; optional
 *	      "words": "…"
 *	    }, …
 *	  ],
 *	  "searched": [ 4 ],                 PCRs that no log leads to: known releases were combined
 *	  "unexplained": [ ],                those of them that no combination leads to
 *	  "checks": [ … ]                    those that fail, as in ingot.verification/1
 *	}
 */

#define INGOT_EXPLANATION_SCHEMA "ingot.explanation/1"

/**
 * struct ingot_explain_report - what is given out; borrowed
 * @subject:  what the node is called
 * @known:    releases, the expected one first
 * @closest:  it was not named
 * @has_log:  there is one
 * @explanation: the answer
 * @appraisal: of its evidence; NULL: there is none, and nothing is proven
 * @exit_code: of the program
 */
struct ingot_explain_report {
	const char *subject;
	const struct ingot_known *known;
	bool closest;
	bool has_log;
	const struct ingot_explanation *explanation;
	const struct ingot_appraisal *appraisal;
	int exit_code;
};

/** ingot_explain_print - as text; the causes are in the first line that is no caveat. */
void ingot_explain_print(const struct ingot_explain_report *report, FILE *out);

/** ingot_explain_record - as the JSON above. */
void ingot_explain_record(const struct ingot_explain_report *report, struct ingot_record *record);

#endif
