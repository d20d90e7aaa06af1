/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_REPLAY_H
#define INGOT_MEASUREMENTS_REPLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "command/record.h"
#include "measurements/event.h"
#include "measurements/pcr.h"

/*
 * A log replayed: its events, the PCR values they lead to, and whether a TPM holds these. As JSON,
 * `ingot.replay/1`:
 *
 *	{
 *	  "version": "ingot.replay/1",
 *	  "registers": "pcr",                "tdx" for the log of a TDX guest
 *	  "startup_locality": 0,
 *	  "events": [ … ],                   as event_json.h says
 *	  "pcrs": { "sha256": { "0": "<hex>", … }, … },   those that an event extends and that follow
 *	                                     from the log
 *	  "replays": false,                  only with PCR values to compare with, as is:
 *	  "live": { "sha256": { "0": { "value": "<hex>", "verdict": "replays" }, … }, … }
 *	}
 */

#define INGOT_REPLAY_VERSION "ingot.replay/1"

/** enum ingot_replay_verdict - does a log lead to the value that a TPM holds? */
enum ingot_replay_verdict {
	INGOT_REPLAY_AGREES,
	INGOT_REPLAY_DIFFERS,
	INGOT_REPLAY_NOT_LOGGED, /* extended, and no event says by what */
	INGOT_REPLAY_IMA,        /* so too, but it is PCR 10: the kernel keeps a log of its own */
	INGOT_REPLAY_UNKNOWN,    /* an event lacks the digest of this bank */
	INGOT_REPLAY_NO_VALUE,   /* the TPM's value was not given */
};

/**
 * struct ingot_replay - a log and what is compared with it
 * @log:    its events
 * @folded: the values they lead to
 * @live:   the TPM's values; NULL: none to compare with
 */
struct ingot_replay {
	const struct ingot_event_list *log;
	struct ingot_pcr_banks folded;
	const struct ingot_pcr_banks *live;
};

/**
 * ingot_replay_judge - compare one PCR
 * @bank:  one of @replay->folded
 * @index: 0..23
 *
 * A bank that the TPM's values lack gives INGOT_REPLAY_NO_VALUE.
 */
enum ingot_replay_verdict ingot_replay_judge(const struct ingot_replay *replay,
					     const struct ingot_pcr_bank *bank, unsigned index);

/** ingot_replay_holds - no PCR that was given differs from the log or is missing in it. */
bool ingot_replay_holds(const struct ingot_replay *replay);

/** ingot_replay_verdict_name - "replays", "differs", … as in the JSON; static. */
const char *ingot_replay_verdict_name(enum ingot_replay_verdict verdict);

/** ingot_replay_record - write it as the JSON above. */
void ingot_replay_record(const struct ingot_replay *replay, struct ingot_record *record);

/**
 * ingot_replay_print - write it as text
 * @hash: bank whose digests are shown with the events
 * @full: whole digests; else their first 16 digits. PCR values are always whole.
 * @out:  gets it
 */
void ingot_replay_print(const struct ingot_replay *replay, enum ingot_hash hash, bool full,
			FILE *out);

#endif
