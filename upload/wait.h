/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_WAIT_H
#define INGOT_UPLOAD_WAIT_H

#include <stdint.h>

#include "upload/transport.h"

/*
 * Waiting for what a cloud works on: asked after at first once a second, then ever less often, up
 * to each ten seconds, and no longer than the settings say.
 *
 *	struct ingot_wait wait = ingot_wait_begin(transport, "snapshot");
 *	while ((r = ask()) == 0) {
 *		r = ingot_wait_next(&wait, reason);
 *		if (r < 0)
 *			return r;
 *	}
 */

/** struct ingot_wait - private. */
struct ingot_wait {
	struct ingot_transport *transport;
	const char *what;
	uint64_t end_ms;
	unsigned delay_ms;
};

/**
 * ingot_wait_begin - from now on, up to @wait_seconds
 * @what: for the refusal: "the snapshot", borrowed
 */
struct ingot_wait ingot_wait_begin(struct ingot_transport *transport, const char *what);

/** ingot_wait_next - sleep. Returns 0; -EIO with @reason if the time is over. */
int ingot_wait_next(struct ingot_wait *wait, struct ingot_reason *reason);

/**
 * ingot_wait_retry - before a caller's own new try of a request with is_single: sleep, and note
 * @attempt: tries so far; counted up
 * @reason:  why the last one failed; goes into the notice
 *
 * Returns 0; -EIO if all tries are used up: @reason stays.
 */
int ingot_wait_retry(struct ingot_transport *transport, unsigned *attempt,
		     const struct ingot_reason *reason);

#endif
