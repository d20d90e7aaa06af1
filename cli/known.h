/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_KNOWN_H
#define INGOT_CLI_KNOWN_H

#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "cli/store.h"
#include "measurements/golden.h"
#include "measurements/text.h"

/*
 * The releases that are known on this machine, to find out which of them something is of that a
 * node measured. Known is not trusted: a release that has expired or was withdrawn is as good an
 * explanation as any.
 */

/* Platforms of releases; of more, the newest are known. */
#define INGOT_KNOWN_COUNT_MAX 512

/**
 * struct ingot_known_release - one platform of a release
 * @golden: the release
 * @entry:  one of its entries
 */
struct ingot_known_release {
	const struct ingot_golden *golden;
	const struct ingot_golden_entry *entry;
};

/**
 * struct ingot_known - all of them; all-zero at first, release with ingot_known_drop()
 * @release: @count of them, the one that is expected first
 *
 * The other members are private.
 */
struct ingot_known {
	struct ingot_known_release *release;
	size_t count;
	struct ingot_golden **held;
	size_t held_count;
};

/** ingot_known_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_known_drop(struct ingot_known *known);

/**
 * ingot_known_read - look what a store has
 * @store:  open for reading
 * @reason: set on failure
 * @known:  all-zero; gets all platforms of all releases, the newest of each stream first
 *
 * Returns 0; errors of ingot_catalog_read() and ingot_stored_read(). To be released on failure too.
 */
int ingot_known_read(const struct ingot_store *store, struct ingot_reason *reason,
		     struct ingot_known *known);

/**
 * ingot_known_expect - put one in front
 * @known:   after ingot_known_read()
 * @release: what is expected; borrowed. It takes the place of the same release of the store
 */
void ingot_known_expect(struct ingot_known *known, const struct ingot_known_release *release);

/**
 * ingot_known_event - whose event is it?
 * @pcr:    of the event
 * @digest: what it extended
 *
 * Returns the first that has such an event, inside @known; NULL if none has.
 */
const struct ingot_known_release *ingot_known_event(const struct ingot_known *known, uint32_t pcr,
						    const struct ingot_digest *digest);

/**
 * ingot_known_words - name a release
 * @expected: beside which it is named: only what is not the same is said of ref and platform
 * @text: gets "stable 0.2.0"
 */
void ingot_known_words(const struct ingot_known_release *release,
		       const struct ingot_known_release *expected, struct ingot_text *text);

#endif
