/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_CONFIGURATION_H
#define INGOT_BOOTSTRAPPER_CONFIGURATION_H

#include "bootstrapper/source.h"
#include "node/bundle.h"
#include "node/config.h"

/**
 * struct ingot_configuration - the node's configuration as the host delivered it, checked
 * @source: where it came from, and the bytes that everything else borrows from
 * @bundle: its document, signature and owner's key
 * @config: what the document says
 * @owner, @owner_size: what PCR 8 takes first (node/bundle.h)
 *
 * An all-zero one is none, and may be closed.
 */
struct ingot_configuration {
	struct ingot_source source;
	struct ingot_node_bundle bundle;
	struct ingot_node_config config;
	uint8_t *owner;
	size_t owner_size;
};

/**
 * ingot_configuration_read - read and check the one configuration
 * @paths:  where it may be
 * @platform: the machine's
 * @reason: set on failure
 * @ret_configuration: release with ingot_configuration_close()
 *
 * Returns 1; 0 if no source has one; a negative errno as ingot_source_read(),
 * ingot_node_bundle_parse(), ingot_node_bundle_owner() and ingot_node_config_parse() give it.
 */
int ingot_configuration_read(const struct ingot_source_paths *paths, enum ingot_platform platform,
			     struct ingot_reason *reason,
			     struct ingot_configuration *ret_configuration);

/** ingot_configuration_close - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_configuration_close(struct ingot_configuration *configuration);

#endif
