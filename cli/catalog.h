/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_CATALOG_H
#define INGOT_CLI_CATALOG_H

#include <stddef.h>

#include "base/reason.h"
#include "cli/store.h"

/* Which releases a store has. */

#define INGOT_CATALOG_COUNT_MAX 4096

/** struct ingot_catalog_entry - one release, as its index says. */
struct ingot_catalog_entry {
	struct ingot_publication_head head;
	struct ingot_version floor;
	size_t file_count;
};

/**
 * struct ingot_catalog - all of them; release with ingot_catalog_drop()
 * @entries: @count of them, by ref, stream and version, the oldest first; owned
 */
struct ingot_catalog {
	struct ingot_catalog_entry *entries;
	size_t count;
};

/** ingot_catalog_drop - release it, leave an empty one; for ingot_scoped() too. */
void ingot_catalog_drop(struct ingot_catalog *catalog);

/**
 * ingot_catalog_read - look what a store has
 * @store:  store; one that is not there has nothing
 * @reason: set on failure
 * @ret_catalog: release with ingot_catalog_drop()
 *
 * Returns 0; -EBADMSG if an index is damaged; -EFBIG over INGOT_CATALOG_COUNT_MAX; -ENOMEM; an OS
 * error.
 */
int ingot_catalog_read(const struct ingot_store *store, struct ingot_reason *reason,
		       struct ingot_catalog *ret_catalog);

/** ingot_catalog_latest - the newest of a stream, inside @catalog; NULL if there is none. */
const struct ingot_catalog_entry *ingot_catalog_latest(const struct ingot_catalog *catalog,
						       const char *ref, const char *stream);

#endif
