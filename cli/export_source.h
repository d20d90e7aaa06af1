/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EXPORT_SOURCE_H
#define INGOT_CLI_EXPORT_SOURCE_H

#include "cli/image_list.h"
#include "cli/stored.h"
#include "measurements/component_list.h"

/**
 * struct ingot_export_source - what of a release in the store is exported beside its golden values;
 * release with ingot_export_source_drop()
 * @publication: its index; owned
 * @components:  components.json
 * @images:      info.json
 */
struct ingot_export_source {
	struct ingot_publication *publication;
	struct ingot_component_list components;
	struct ingot_image_list images;
};

/**
 * ingot_export_source_read_index - read the index alone
 * @name:   a release in the store
 * @reason: set on failure
 * @source: all-zero; its @publication is set
 *
 * Returns 0; errors of ingot_stored_path() and ingot_publication_read(); an OS error.
 */
int ingot_export_source_read_index(const struct ingot_store *store,
				   const struct ingot_stored_name *name,
				   struct ingot_reason *reason, struct ingot_export_source *source);

/**
 * ingot_export_source_read_rest - read the rest of it, the index being there
 *
 * Returns 0; errors of the readers; an OS error.
 */
int ingot_export_source_read_rest(const struct ingot_store *store,
				  const struct ingot_stored_name *name, struct ingot_reason *reason,
				  struct ingot_export_source *source);

/** ingot_export_source_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_export_source_drop(struct ingot_export_source *source);

#endif
