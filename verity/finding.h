/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_FINDING_H
#define INGOT_VERITY_FINDING_H

#include "command/record.h"
#include "verity/check.h"

/*
 * What the verbs verify and check found, `ingot.verity-check/1`. Part of the program: functions
 * that report return exit codes.
 *
 *	{
 *	  "version": "ingot.verity-check/1",
 *	  "holds": false,
 *	  "root_hash": "…",
 *	  "algorithm": "sha256",
 *	  "salt": "…",
 *	  "uuid": "…",
 *	  "data_block_size": 4096,  "data_blocks": 1234,
 *	  "hash_block_size": 4096,
 *	  "findings": [
 *	    { "where": "data", "what": "2 bad blocks: 5, 7", "bad": 2,
 *	      "ranges": [ { "first": 5, "last": 5 }, { "first": 7, "last": 7 } ] },
 *	    { "where": "superblock", "what": "…" }
 *	  ]
 *	}
 *
 * "where" is "data", "tree level N" (N = 0 lies above the data), "superblock", "padding", and with
 * check also "partition N" and "disk". "bad" counts all blocks; "ranges" has the first 128 ranges
 * at most, and then "ranges_cut" is true.
 */

#define INGOT_VERITY_CHECK_VERSION "ingot.verity-check/1"

/** ingot_finding_add - add one in words; @list is a record that is a list. */
void ingot_finding_add(struct ingot_record *list, const char *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** ingot_finding_add_report - add all of a report; nothing if it says nothing. */
void ingot_finding_add_report(struct ingot_record *list, const struct ingot_verity_report *report);

/** ingot_finding_superblock - add what a superblock says to an object. */
void ingot_finding_superblock(struct ingot_record *record,
			      const struct ingot_verity_superblock *superblock);

/**
 * ingot_finding_emit - give out the result
 * @what: file, for reports
 * @record: an object with everything but "holds" and "findings"
 * @list: the findings; handed over to @record
 * @as_json: as JSON; else in words
 *
 * Returns INGOT_EXIT_OK; INGOT_EXIT_DIFFERS if there are findings; INGOT_EXIT_FAILED, reported.
 */
int ingot_finding_emit(const char *what, struct ingot_record *record, struct ingot_record *list,
		       bool as_json);

#endif
