/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_STORED_H
#define INGOT_CLI_STORED_H

#include "base/reason.h"
#include "cli/store.h"
#include "measurements/golden.h"

/* The golden values that a user names: of a release in the store, or of a file. */

/**
 * struct ingot_stored_name - which
 * @text:   version; "latest": the newest of the stream; or, with a '/' in it, path of a
 *          measurements.json
 * @ref, @stream: of a release in the store
 */
struct ingot_stored_name {
	const char *text;
	const char *ref;
	const char *stream;
};

/**
 * struct ingot_stored - what was named; release with ingot_stored_drop()
 * @path:   of measurements.json; owned
 * @golden: its content; owned
 */
struct ingot_stored {
	char *path;
	struct ingot_golden *golden;
};

/** ingot_stored_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_stored_drop(struct ingot_stored *stored);

/**
 * ingot_stored_path - where a file of a release in the store is
 * @file: published name of the file
 * @ret_path: free(); nothing says that it is there
 *
 * Returns 0; -EINVAL if @name is a path or cannot be; -ENOENT if "latest" has none; errors of
 * ingot_catalog_read().
 */
int ingot_stored_path(const struct ingot_store *store, const struct ingot_stored_name *name,
		      const char *file, struct ingot_reason *reason, char **ret_path);

/**
 * ingot_stored_read - read it
 * @reason: set on failure
 * @ret_stored: release with ingot_stored_drop()
 *
 * Returns 0; as above; errors of ingot_golden_read(); an OS error.
 */
int ingot_stored_read(const struct ingot_store *store, const struct ingot_stored_name *name,
		      struct ingot_reason *reason, struct ingot_stored *ret_stored);

#endif
