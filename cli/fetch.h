/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_FETCH_H
#define INGOT_CLI_FETCH_H

#include <stdbool.h>

#include "base/reason.h"
#include "cli/keys.h"
#include "cli/source.h"
#include "cli/store.h"
#include "measurements/publication.h"

/*
 * A release on its way from a source into the store. Nothing of it is looked at before the
 * signature over its exact bytes holds; then, in this order: version, ref and stream, expiry,
 * floor, what was seen before, size and digest of every file, the signature of measurements.json,
 * and what that says of itself.
 */

/* Files of a release are small; images come another way. */
#define INGOT_FETCH_FILE_SIZE_MAX  ((uint64_t)64 << 20)
#define INGOT_FETCH_TOTAL_SIZE_MAX ((uint64_t)256 << 20)
/* Between a file and its signature the publisher may have exchanged both. */
#define INGOT_FETCH_ATTEMPTS 3

/**
 * struct ingot_fetch - what is fetched from where
 * @source:  place
 * @store:   open for writing
 * @keys:    one of these has to have signed
 * @ref, @stream: which; names, checked
 * @version: which; NULL: the latest
 * @older:   a version older than one that was seen is wanted
 * @now:     seconds since 1970
 */
struct ingot_fetch {
	const struct ingot_source *source;
	const struct ingot_store *store;
	const struct ingot_keys *keys;
	const char *ref;
	const char *stream;
	const struct ingot_version *version;
	bool older;
	int64_t now;
};

/**
 * ingot_fetch_release - fetch, verify and store a release
 * @fetch:  what
 * @reason: set on failure: one line that names the file
 * @ret_publication: its index
 *
 * Returns 1 if the store has something new; 0 if it has exactly that already. -EKEYREJECTED where
 * it is not to be trusted: no key's signature, another release, expired, withdrawn, older than
 * seen, a file that is not the one signed, other bytes for a version that is in the store. Anything
 * else that failed as in source.h and store.h. On failure the store is as it was.
 */
int ingot_fetch_release(const struct ingot_fetch *fetch, struct ingot_reason *reason,
			struct ingot_publication *ret_publication);

#endif
