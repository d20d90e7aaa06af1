/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_DELIVERY_REPORT_H
#define INGOT_MEASUREMENTS_DELIVERY_REPORT_H

#include <stdio.h>

#include "command/record.h"
#include "measurements/delivery.h"

/*
 * What a configuration leads to, as text and as JSON. Neither has anything secret of it.
 *
 *	{
 *	  "version": "ingot.config/1",
 *	  "name": "worker-1", "serial": 7,
 *	  "cluster": "<64 digits>",             the cluster's id; absent if it names none
 *	  "signed": true,
 *	  "owner": "<digits>",                  SHA-256 of what PCR 8 takes first
 *	  "document": "<digits>",               SHA-256 of what it takes then
 *	  "banks": {
 *	    "sha256": {
 *	      "8": { "status": "phases", "values": [
 *	        { "phase": "at-state-disk", "value": "<digits>" },
 *	        { "phase": "handed-over", "value": "<digits>" } ] },
 *	      "15": { … }
 *	    },
 *	    "sha384": { … }
 *	  }
 *	}
 *
 * Banks and values have the shape of golden ones.
 */

#define INGOT_DELIVERY_REPORT_VERSION "ingot.config/1"
#define INGOT_DELIVERY_BANK_COUNT     2

/**
 * struct ingot_delivery_report - values of a checked configuration
 * @delivery: the configuration
 * @owner, @document: SHA-256 of what is measured
 * @banks: SHA-256 and SHA-384, each per phase
 */
struct ingot_delivery_report {
	const struct ingot_delivery *delivery;
	struct ingot_digest owner;
	struct ingot_digest document;
	struct ingot_pcr_bank banks[INGOT_DELIVERY_BANK_COUNT][INGOT_CONFIGURED_PHASE_COUNT];
};

/** ingot_delivery_report_make - compute them. Returns 0; -EIO if hashing fails. */
int ingot_delivery_report_make(const struct ingot_delivery *delivery,
			       struct ingot_delivery_report *ret_report);

/** ingot_delivery_report_print - as text. */
void ingot_delivery_report_print(const struct ingot_delivery_report *report, FILE *out);

/** ingot_delivery_report_record - add the members above to an object. */
void ingot_delivery_report_record(const struct ingot_delivery_report *report,
				  struct ingot_record *record);

#endif
