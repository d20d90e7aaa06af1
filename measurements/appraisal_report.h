/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_APPRAISAL_REPORT_H
#define INGOT_MEASUREMENTS_APPRAISAL_REPORT_H

#include "base/json.h"
#include "measurements/appraisal.h"

/*
 * An appraisal, given out. As JSON, `ingot.verification/1`:
 *
 *	{
 *	  "schema": "ingot.verification/1",
 *	  "holds": false,
 *	  "exit": 3,                         what a program exits with: base/exit.h
 *	  "release": { "version": "0.1.0", "ref": "-", "stream": "stable" },
 *	  "csp": "QEMU",
 *	  "attestationVariant": "qemu-vtpm",
 *	  "node": { "platform": "qemu", "stream": "stable", "version": "0.1.0" },
 *	                                     what the node says of itself
 *	  "checks": [                        all of them, in the order of enum ingot_appraisal_check
 *	    { "check": "policy", "state": "holds", "words": "…" }, …
 *	  ],
 *	  "pcrs": {                          only where the values are proven to be the node's
 *	    "sha256": {
 *	      "4": {
 *	        "status": "exact",           as in the golden file; "absent" if it says nothing
 *	        "verdict": "mismatch",       "match", "warning", "mismatch", "missing", "not-checked"
 *	        "label": "…",                optional, as are the others: phase, condition or firmware
 *	        "expected": "<hex>",
 *	        "found": "<hex>",
 *	        "log": "agrees"              "agrees" or "disagrees"
 *	      }, …
 *	    }, …
 *	  }
 *	}
 *
 * "state" is "holds", "fails" or "not-done".
 */

#define INGOT_VERIFICATION_SCHEMA "ingot.verification/1"

/** ingot_appraisal_check_name - "policy", "endorsement", … as in the JSON; static. */
const char *ingot_appraisal_check_name(enum ingot_appraisal_check check);

/** ingot_appraisal_state_name - "not-done", "holds" or "fails"; static. */
const char *ingot_appraisal_state_name(enum ingot_appraisal_state state);

/**
 * ingot_appraisal_first - the check that decides: the first that fails; INGOT_APPRAISAL_CHECK_COUNT
 * if none does
 */
enum ingot_appraisal_check ingot_appraisal_first(const struct ingot_appraisal *appraisal);

/**
 * ingot_appraisal_json - the JSON above
 * @question:  what was asked
 * @appraisal: the answer
 * @ret_json: free with ingot_json_free()
 *
 * Returns 0; -ENOMEM; -EINVAL.
 */
int ingot_appraisal_json(const struct ingot_appraisal_question *question,
			 const struct ingot_appraisal *appraisal, struct ingot_json **ret_json);

/**
 * ingot_appraisal_text - the answer for people: a line for each check
 * @colours: for a terminal
 * @ret_text: lines of "holds     policy         words"; release with free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_appraisal_text(const struct ingot_appraisal *appraisal, bool colours, char **ret_text);

#endif
