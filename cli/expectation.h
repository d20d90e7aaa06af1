/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_EXPECTATION_H
#define INGOT_CLI_EXPECTATION_H

#include <stdint.h>

#include "base/file.h"
#include "base/reason.h"
#include "measurements/appraisal.h"
#include "node/config.h"

/*
 * Which configuration a node is expected to have been given: it fixes PCR 8 and 15. Either the file
 * that was delivered, to the byte, or the cluster's id alone, which fixes PCR 15.
 */

/**
 * struct ingot_expectation - release with ingot_expectation_drop()
 * @configuration: for the appraisal; borrows from here
 *
 * The other members are private; it may not be moved once it was read.
 */
struct ingot_expectation {
	struct ingot_appraisal_configuration configuration;
	struct ingot_file file;
	uint8_t *owner;
	uint8_t identity[INGOT_NODE_CLUSTER_ID_SIZE];
};

/** ingot_expectation_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_expectation_drop(struct ingot_expectation *expectation);

/**
 * ingot_expectation_read_config - expect a configuration
 * @path:   a document, or one with signature and owner's key (node/bundle.h)
 * @reason: set on failure: it names the file
 * @ret_expectation: release with ingot_expectation_drop()
 *
 * Returns 0; -EKEYREJECTED if its signature does not hold; errors of ingot_node_bundle_parse() and
 * ingot_node_config_parse(); an OS error.
 */
int ingot_expectation_read_config(const char *path, struct ingot_reason *reason,
				  struct ingot_expectation *ret_expectation);

/**
 * ingot_expectation_read_cluster - expect a cluster, whatever else the node was told
 * @hex: the cluster's id, 64 lower-case digits
 *
 * Returns 0; -EBADMSG.
 */
int ingot_expectation_read_cluster(const char *hex, struct ingot_expectation *ret_expectation);

#endif
