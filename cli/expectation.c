/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration that a node is expected to have. */
#include "cli/expectation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/scoped.h"
#include "node/bundle.h"

void ingot_expectation_drop(struct ingot_expectation *expectation)
{
	ingot_file_close(&expectation->file);
	free(expectation->owner);
	*expectation = (struct ingot_expectation){ .owner = NULL };
}

/* A configuration without a cluster has an identity too: the empty one. */
static void expect_identity(struct ingot_expectation *expectation, size_t size)
{
	expectation->configuration.measured.identity =
		(struct ingot_bytes){ expectation->identity, size };
	expectation->configuration.has_identity = true;
}

static int read_parts(struct ingot_expectation *expectation, struct ingot_reason *reason)
{
	ingot_scoped(ingot_node_config_close) struct ingot_node_config config = { 0 };
	struct ingot_configured *measured = &expectation->configuration.measured;
	struct ingot_node_bundle bundle;
	size_t size;
	int r = ingot_node_bundle_parse(ingot_file_bytes(&expectation->file), reason, &bundle);

	if (r == 0)
		r = ingot_node_bundle_owner(&bundle, reason, &expectation->owner, &size);
	if (r == 0)
		r = ingot_node_config_parse(bundle.document, reason, &config);
	if (r < 0)
		return r;
	measured->owner = (struct ingot_bytes){ expectation->owner, size };
	measured->document = bundle.document;
	expectation->configuration.has_document = true;
	memcpy(expectation->identity, config.cluster_id, sizeof(expectation->identity));
	expect_identity(expectation, config.has_cluster_id ? sizeof(config.cluster_id) : 0);
	return 0;
}

int ingot_expectation_read_config(const char *path, struct ingot_reason *reason,
				  struct ingot_expectation *ret_expectation)
{
	struct ingot_expectation *expectation = ret_expectation;
	struct ingot_reason why = { .text = "" };
	int r;

	*expectation = (struct ingot_expectation){ .owner = NULL };
	r = ingot_file_read(path, INGOT_NODE_BUNDLE_SIZE_MAX, &expectation->file);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path,
				    r == -EFBIG ? "too large" : strerror(-r));
	r = read_parts(expectation, &why);
	if (r < 0) {
		ingot_expectation_drop(expectation);
		return ingot_refuse(reason, r, "%s: %s", path,
				    why.text[0] ? why.text : strerror(-r));
	}
	return 0;
}

int ingot_expectation_read_cluster(const char *hex, struct ingot_expectation *ret_expectation)
{
	uint8_t identity[INGOT_NODE_CLUSTER_ID_SIZE];

	if (ingot_hex_decode(ingot_bytes_of_text(hex), sizeof(identity), identity) < 0)
		return -EBADMSG;
	*ret_expectation = (struct ingot_expectation){ .owner = NULL };
	memcpy(ret_expectation->identity, identity, sizeof(identity));
	expect_identity(ret_expectation, sizeof(identity));
	return 0;
}
