/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_DIFF_H
#define INGOT_CLI_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "command/record.h"
#include "measurements/golden.h"

/*
 * Which PCRs move between two releases, and because of which events: `ingot.diff/1`.
 *
 *	{
 *	  "schema": "ingot.diff/1",
 *	  "from": { "version": "1.1.0", "ref": "-", "stream": "stable" },
 *	  "to": { … },
 *	  "platforms": [                        those of either release
 *	    {
 *	      "csp": "QEMU",
 *	      "attestationVariant": "qemu-vtpm",
 *	      "in": "both",                     "both", "from", "to"
 *	      "pcrs": [                         those that move; in both alone
 *	        {
 *	          "pcr": 4,
 *	          "from": { "status": "exact", "values": [ "<hex>", … ] },
 *	          "to": { … },
 *	          "events": [                   what no longer happens, and what does in its place
 *	            { "from": { … }, "to": { … }, "words": "…" }, …   events as event_json.h says
 *	          ]
 *	        }, …
 *	      ]
 *	    }, …
 *	  ]
 *	}
 *
 * Values and events are those of the SHA-256 bank, which every release has. Events that both have at
 * the beginning and at the end of a PCR are left out.
 */

#define INGOT_DIFF_SCHEMA "ingot.diff/1"

/** struct ingot_diff_pcr - what both releases say of one PCR of a platform both have. */
struct ingot_diff_pcr {
	unsigned index;
	const struct ingot_golden_entry *from;
	const struct ingot_golden_entry *to;
};

/**
 * struct ingot_diff_events - events that part; in @from and @to at the same place
 * @from: events that no longer happen; @from_count of them, in the list of the entry
 * @to:   events that do in their place
 */
struct ingot_diff_events {
	const struct ingot_event **from;
	const struct ingot_event **to;
	size_t from_count;
	size_t to_count;
	void *room; /* private */
};

/** ingot_diff_moves - is another status or another value expected? */
bool ingot_diff_moves(const struct ingot_diff_pcr *pcr);

/**
 * ingot_diff_events_find - the events between those that both have first and last
 * @ret_events: release with ingot_diff_events_drop()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_diff_events_find(const struct ingot_diff_pcr *pcr, struct ingot_diff_events *ret_events);

/** ingot_diff_events_drop - release it; for ingot_scoped() too. */
void ingot_diff_events_drop(struct ingot_diff_events *events);

/** ingot_diff_record - write it as the JSON above. */
void ingot_diff_record(const struct ingot_golden *from, const struct ingot_golden *to,
		       struct ingot_record *root);

/** ingot_diff_print - write it as text. Returns 0; -ENOMEM. */
int ingot_diff_print(const struct ingot_golden *from, const struct ingot_golden *to, FILE *out);

#endif
