/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_OBSERVATION_H
#define INGOT_BOOTSTRAPPER_OBSERVATION_H

#include "base/json.h"
#include "bootstrapper/cmdline.h"
#include "bootstrapper/measurement.h"
#include "bootstrapper/refusal.h"

/*
 * What the node says about its own boot, schema ingot.observed/1. Members, in this order:
 *
 *	version   "ingot.observed/1"
 *	state     "measured", "handed-over" or "ready"; "failed" has only version, state,
 *	          step and reason
 *	platform  "qemu", …
 *	stream    "stable", …
 *	phase     the word that systemd measured last into PCR 11: "enter-initrd" or "ready"
 *	pcrs      per bank, per PCR number: value in hexadecimal
 *	events    our own events: pcr, digests per bank, description
 *	previous  only if the boot before this one was refused: attempts, step, reason (refusal.h);
 *	          the host could have made it up
 */

/**
 * struct ingot_observation - what is observed; everything borrowed
 * @state, @phase: words of the schema
 * @cmdline: platform and stream
 * @banks:   the PCRs
 * @events, @event_count: our own events, in the order in which they were measured
 * @previous: why the boot before was refused; NULL if it was not, or nobody knows
 */
struct ingot_observation {
	const char *state;
	const char *phase;
	const struct ingot_cmdline *cmdline;
	const struct ingot_pcr_banks *banks;
	const struct ingot_measurement *events;
	size_t event_count;
	const struct ingot_refusal *previous;
};

/**
 * ingot_observation_json - the observation as a tree
 * @observation: what is observed
 * @ret_json: free with ingot_json_free()
 *
 * Returns 0; -ENOMEM; -EINVAL if a text is not UTF-8.
 */
int ingot_observation_json(const struct ingot_observation *observation,
			   struct ingot_json **ret_json);

/** ingot_observation_failed - the observation of a boot that stopped; same outputs and errors. */
int ingot_observation_failed(const char *step, const char *reason, struct ingot_json **ret_json);

/**
 * ingot_observation_read - read what an earlier program of the same boot wrote
 * @text: bytes of observed.json
 * @ret_json: free with ingot_json_free()
 *
 * Returns 0; -EBADMSG if it is not an observation of a boot that was handed over; -EFBIG; -ENOMEM.
 */
int ingot_observation_read(struct ingot_bytes text, struct ingot_json **ret_json);

/**
 * ingot_observation_advance - the same boot at phase ready, with newly read PCRs
 * @json:  as ingot_observation_read() gave it; changed
 * @banks: the PCRs
 *
 * Returns 0; -ENOMEM.
 */
int ingot_observation_advance(struct ingot_json *json, const struct ingot_pcr_banks *banks);

#endif
