/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_OBSERVED_H
#define INGOT_MEASUREMENTS_OBSERVED_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "measurements/event.h"
#include "measurements/pcr.h"

/*
 * What a node says of itself while it boots: `ingot.observed/1`, as the bootstrapper emits it. Not
 * signed and not quoted: good for looking and for tests, no evidence.
 *
 *	{
 *	  "version": "ingot.observed/1",
 *	  "state": "measured",          "measured", "handed-over", "ready" or "failed"
 *	  "step": "…",                  with "failed": which step of the bootstrapper, and why; then
 *	  "reason": "…",                all the following may be missing
 *	  "platform": "qemu",           optional, as are stream and phase
 *	  "stream": "stable",
 *	  "phase": "enter-initrd",      the boot phase reached last
 *	  "pcrs": { "sha256": { "0": "<hex>", … "23": "<hex>" }, "sha384": { … } },
 *	  "events": [ … ],              optional: what the bootstrapper extended; see event_json.h
 *	  "previous": {                 optional: the boot before was refused, so often in a row
 *	    "attempts": 2,
 *	    "step": "…",
 *	    "reason": "…"
 *	  },
 *	  "logs": {                     optional, as is each of the two: event logs in base64
 *	    "firmware": "…",
 *	    "userspace": "…"
 *	  }
 *	}
 */

#define INGOT_OBSERVED_VERSION  "ingot.observed/1"
#define INGOT_OBSERVED_SIZE_MAX ((size_t)32 << 20)

/* Refused boots in a row: more are not counted. */
#define INGOT_OBSERVED_ATTEMPTS_MAX 9999

/** enum ingot_observed_state - how far the node came. */
enum ingot_observed_state {
	INGOT_OBSERVED_MEASURED,
	INGOT_OBSERVED_HANDED_OVER,
	INGOT_OBSERVED_READY,
	INGOT_OBSERVED_FAILED,
	INGOT_OBSERVED_STATE_COUNT
};

/**
 * struct ingot_observed_log - one event log as it came
 * @data: @size bytes, owned; NULL: there was none
 */
struct ingot_observed_log {
	uint8_t *data;
	size_t size;
};

/**
 * struct ingot_observed - a whole observation; everything in it is owned by it
 * @state:    how far the node came
 * @step:     where it failed; NULL where not given, as are all lines up to @phase
 * @reason:   why it failed
 * @platform: for example "qemu"
 * @stream:   for example "stable"
 * @phase:    the boot phase reached last
 * @banks:    the values that were read; none only in a failed state
 * @events:   the bootstrapper's own; never NULL, may be empty
 */
struct ingot_observed {
	enum ingot_observed_state state;
	char *step;
	char *reason;
	char *platform;
	char *stream;
	char *phase;
	struct ingot_pcr_banks banks;
	struct ingot_event_list *events;
	struct ingot_observed_log firmware_log;
	struct ingot_observed_log userspace_log;
};

/** ingot_observed_state_name - "measured", … as in the file; static; NULL for what is no state. */
const char *ingot_observed_state_name(enum ingot_observed_state state);

/**
 * ingot_observed_read - read an observation, strictly
 * @text:  the whole JSON text
 * @fault: on -EBADMSG the broken rule, and the place where it is one of syntax; may be NULL
 * @ret_observed: free with ingot_observed_free()
 *
 * Refuses unknown keys, banks and states, an index over 23, wrong digest lengths, bad base64,
 * control characters. The logs are decoded and not looked into, and "previous" is only checked. Returns 0; -EBADMSG; -EFBIG;
 * -ENOMEM.
 */
int ingot_observed_read(struct ingot_bytes text, struct ingot_fault *fault,
			struct ingot_observed **ret_observed);

/** ingot_observed_free - release all of it; NULL is fine. */
void ingot_observed_free(struct ingot_observed *observed);

/** ingot_observed_scoped - for ingot_scoped(): frees the observation that the variable holds. */
void ingot_observed_scoped(struct ingot_observed **observed);

/**
 * ingot_observed_log - all events that both logs hold, the firmware's first
 * @observed: observation
 * @fault:    on -EBADMSG the place within the log and the broken rule; may be NULL
 * @ret_list: free with ingot_event_list_free()
 *
 * Returns 0; -ENOENT if the firmware's log is missing or empty: without it no PCR can be explained;
 * errors of ingot_eventlog_append() and ingot_userspace_log_append().
 */
int ingot_observed_log(const struct ingot_observed *observed, struct ingot_fault *fault,
		       struct ingot_event_list **ret_list);

#endif
