/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_SHOW_H
#define INGOT_CLI_SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include "command/record.h"
#include "measurements/golden.h"

/*
 * What a release measures to, `ingot.show/1`:
 *
 *	{
 *	  "schema": "ingot.show/1",
 *	  "release": { "version": "1.2.0", "ref": "-", "stream": "stable" },
 *	  "platforms": [
 *	    {
 *	      "csp": "QEMU",
 *	      "attestationVariant": "qemu-vtpm",
 *	      "model": "…",                     optional
 *	      "pcrs": [
 *	        {
 *	          "pcr": 11,
 *	          "bank": "sha256",
 *	          "status": "phases",           as in golden.h
 *	          "why": "…",                   optional
 *	          "values": [ { "label": "ready", "value": "<hex>" }, … ],  label: where there is one
 *	          "events": [ … ]               those that extend it, as event_json.h says
 *	        }, …
 *	      ]
 *	    }
 *	  ]
 *	}
 */

#define INGOT_SHOW_SCHEMA "ingot.show/1"

/**
 * struct ingot_show - what is shown
 * @golden:   the values
 * @platform: csp or attestation variant, either case; NULL: all
 * @pcr:      this one, with its events; INGOT_PCR_NONE: all, a line each
 * @hash:     bank
 * @full:     whole digests; else their first 16 digits
 */
struct ingot_show {
	const struct ingot_golden *golden;
	const char *platform;
	unsigned pcr;
	enum ingot_hash hash;
	bool full;
};

/** ingot_show_has - does an entry belong to what is shown? */
bool ingot_show_has(const struct ingot_show *show, const struct ingot_golden_entry *entry);

/** ingot_show_record - write it as the JSON above. */
void ingot_show_record(const struct ingot_show *show, struct ingot_record *root);

/** ingot_show_print - write it as text. */
void ingot_show_print(const struct ingot_show *show, FILE *out);

#endif
