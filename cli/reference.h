/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_REFERENCE_H
#define INGOT_CLI_REFERENCE_H

#include <stdint.h>

#include "cli/keys.h"
#include "cli/stored.h"

/*
 * The golden values that a node is held against, with what makes them trustworthy now. Of a release
 * in the store: it was verified when it was fetched; it has not expired since, and no floor that was
 * seen for its stream is above it. Of a file: FILE.sig beside it holds under one of the keys. Both:
 * it is of the ref and stream that were asked for.
 */

/**
 * struct ingot_reference_question - what is asked for
 * @store: open for reading
 * @name:  a release, or a file
 * @keys:  for a file; of a release the store's word is taken
 * @now:   seconds since 1970
 */
struct ingot_reference_question {
	const struct ingot_store *store;
	struct ingot_stored_name name;
	const struct ingot_keys *keys;
	int64_t now;
};

/**
 * ingot_reference_read - read it
 * @reason: set on failure: it names the file
 * @ret_stored: release with ingot_stored_drop()
 *
 * Returns 0; -EKEYREJECTED if it is not to be trusted; errors of ingot_stored_read().
 */
int ingot_reference_read(const struct ingot_reference_question *question,
			 struct ingot_reason *reason, struct ingot_stored *ret_stored);

#endif
