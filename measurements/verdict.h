/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_VERDICT_H
#define INGOT_MEASUREMENTS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "measurements/event.h"
#include "measurements/golden.h"
#include "measurements/pcr.h"

/*
 * Do these PCR values satisfy those golden values? That they do not is an answer, not an error.
 * Whether the values come from a genuine TPM is somebody else's question.
 */

/** enum ingot_verdict_result - what became of one PCR. */
enum ingot_verdict_result {
	INGOT_VERDICT_NOT_CHECKED, /* nothing to compare with; @why says why */
	INGOT_VERDICT_MATCH,
	INGOT_VERDICT_WARNING,  /* differs, and is not enforced: never a failure */
	INGOT_VERDICT_MISMATCH, /* differs, and is enforced */
	INGOT_VERDICT_MISSING,  /* enforced, and no value was given: as bad as a mismatch */
};

/** enum ingot_verdict_log - does the log fold to the value that was found? */
enum ingot_verdict_log {
	INGOT_VERDICT_LOG_ABSENT, /* no log, or none of this bank */
	INGOT_VERDICT_LOG_AGREES,
	INGOT_VERDICT_LOG_DISAGREES, /* something was extended that is not in it */
};

/** ingot_verdict_result_name - "match", "mismatch", … as in JSON; static. */
const char *ingot_verdict_result_name(enum ingot_verdict_result result);

/** ingot_verdict_log_name - "agrees", "disagrees", the same; NULL where there is no log. */
const char *ingot_verdict_log_name(enum ingot_verdict_log log);

/**
 * struct ingot_pcr_verdict - the answer for one PCR; everything in it is borrowed from the question
 * @result: the answer
 * @status: what the golden values know of this PCR
 * @why:    one line of the golden values or static text; NULL if there is nothing to say
 * @label:  phase, condition or firmware whose value was found; NULL for none
 * @expected: the one value that it should have; NULL if there is none, or a choice of several
 * @found:  the value given; NULL for none
 * @log:    what the log says
 * @differs: there is a log of PCRs, the result is a mismatch or warning, and @difference names the
 *          first event that differs from the golden ones
 */
struct ingot_pcr_verdict {
	enum ingot_verdict_result result;
	enum ingot_golden_status status;
	const char *why;
	const char *label;
	const struct ingot_digest *expected;
	const struct ingot_digest *found;
	enum ingot_verdict_log log;
	bool differs;
	struct ingot_event_difference difference;
};

/** struct ingot_bank_verdict - the answers for one bank of the golden values. */
struct ingot_bank_verdict {
	enum ingot_hash hash;
	bool given; /* values of this bank were given; otherwise nothing in it was checked */
	struct ingot_pcr_verdict pcr[INGOT_PCR_COUNT];
};

/**
 * struct ingot_verdict - the whole answer
 * @holds: all enforced PCRs of all given banks match, and that is at least one
 * @enforced_count: PCRs that matched and are enforced, over all banks
 * @bank:  @bank_count banks, as many as the golden values have
 */
struct ingot_verdict {
	bool holds;
	size_t enforced_count;
	struct ingot_bank_verdict bank[INGOT_HASH_COUNT];
	size_t bank_count;
};

/**
 * struct ingot_verdict_question - what is to be judged
 * @golden: golden values of the platform
 * @values: PCR values of the node
 * @log:    the node's events; NULL for none. One that counts other registers than PCRs explains
 *          nothing
 * @phase:  the boot phase at which the values were read; NULL: any phase that the golden values
 *          have
 */
struct ingot_verdict_question {
	const struct ingot_golden_entry *golden;
	const struct ingot_pcr_banks *values;
	const struct ingot_event_list *log;
	const char *phase;
};

/**
 * ingot_verdict_reach - compare values with golden values
 * @question: lives at least as long as @ret_verdict is used
 * @ret_verdict: the answer
 *
 * A bank of the golden values that the node did not give is not checked; one bank must have been
 * given. A PCR with status observed never fails, nor does one without a value to compare with.
 *
 * Returns 0; -ENOENT if the golden values have no such phase; -EIO if hashing fails.
 */
int ingot_verdict_reach(const struct ingot_verdict_question *question,
			struct ingot_verdict *ret_verdict);

#endif
