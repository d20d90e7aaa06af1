/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: the node configuration. What is accepted keeps the promises of its header, and is
 * accepted again when it is written anew.
 */
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "node/config.h"
#include "node/name.h"
#include "node/static_pod.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_config(const struct ingot_node_config *config)
{
	const struct ingot_node_cluster *cluster = &config->cluster;

	if (config->serial < 1 || !ingot_name_is_subdomain(ingot_bytes_of_text(config->name), 63))
		abort();
	if (!cluster->endpoint != !cluster->ca || !cluster->endpoint != !cluster->token ||
	    (cluster->endpoint && config->static_pods))
		abort();
	if (cluster->endpoint && strpbrk(cluster->endpoint, " \t\r\n\"'@?#"))
		abort();
	if (config->state.device && (strncmp(config->state.device, "/dev/", 5) != 0 ||
				     strstr(config->state.device, "/../")))
		abort();
	for (size_t i = 0; i < ingot_json_count(config->static_pods); i++) {
		const struct ingot_json *pod = ingot_json_at(config->static_pods, i);

		if (strchr(ingot_static_pod_name(pod), '/') ||
		    strchr(ingot_static_pod_namespace(pod), '/'))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_node_config_close) struct ingot_node_config config = { 0 };
	ingot_scoped(ingot_node_config_close) struct ingot_node_config again = { 0 };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_reason reason = { 0 };
	size_t text_size;

	if (ingot_node_config_parse((struct ingot_bytes){ data, size }, &reason, &config) < 0) {
		if (!reason.text[0] || config.json)
			abort();
		return 0;
	}
	check_config(&config);
	if (ingot_json_write(config.json, INGOT_JSON_COMPACT, &text, &text_size) < 0 ||
	    text_size > INGOT_NODE_CONFIG_SIZE_MAX)
		return 0; /* escapes may be longer than what they stand for */
	if (ingot_node_config_parse((struct ingot_bytes){ (uint8_t *)text, text_size }, &reason,
				    &again) < 0)
		abort();
	return 0;
}
