/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_ATTEST_NODE_H
#define INGOT_BOOTSTRAPPER_ATTEST_NODE_H

#include "base/file.h"
#include "base/json.h"
#include "bootstrapper/attest.h"
#include "bootstrapper/tpm_attestation.h"
#include "bootstrapper/tpm_endorsement.h"
#include "measurements/observed.h"

#define INGOT_ATTEST_VERSION_SIZE 64

/**
 * struct ingot_attest_node - what a node shows whoever asks; close with ingot_attest_node_close()
 * @tpm: its TPM
 * @endorsement: its EK
 * @key: its AK
 * @observed: what its bootstrapper noted: platform and stream
 * @version: of its image
 * @firmware_log, @userspace_log, @recovery: files; empty where there is none
 *
 * An all-zero one holds nothing and may be closed.
 */
struct ingot_attest_node {
	struct ingot_tpm tpm;
	struct ingot_tpm_endorsement endorsement;
	struct ingot_tpm_attestation_key key;
	struct ingot_observed *observed;
	char version[INGOT_ATTEST_VERSION_SIZE];
	struct ingot_file firmware_log;
	struct ingot_file userspace_log;
	struct ingot_file recovery;
};

/**
 * ingot_attest_node_open - read and ask for all of it
 * @paths: where everything is
 * @reason: set on failure
 * @ret_node: the node
 *
 * Returns 0; a negative errno.
 */
int ingot_attest_node_open(const struct ingot_attest_paths *paths, struct ingot_reason *reason,
			   struct ingot_attest_node *ret_node);

/** ingot_attest_node_close - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_attest_node_close(struct ingot_attest_node *node);

/**
 * ingot_attest_node_greeting - the node's first line: who it is
 * @node: open
 * @ret_json: free with ingot_json_free()
 *
 * Returns 0; -ENOMEM; -EINVAL.
 */
int ingot_attest_node_greeting(const struct ingot_attest_node *node, struct ingot_json **ret_json);

#endif
