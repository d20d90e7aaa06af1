/* SPDX-License-Identifier: Apache-2.0 */
/* The node configuration, schema ingot.node/1. */
#include "node/config.h"

#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "base/pem.h"
#include "base/scoped.h"
#include "node/kubelet_option.h"
#include "node/label.h"
#include "node/members.h"
#include "node/name.h"
#include "node/recovery_wrapped.h"
#include "node/static_pod.h"

#define SCHEMA              "ingot.node/1"
#define SCHEMA_FAMILY       "ingot.node/"
#define DEVICE_SIZE_MAX     255
#define PUBLIC_KEY_SIZE_MAX 4096

static const int64_t serial_range[] = { 1, INT64_C(9007199254740991) }; /* 2^53-1 */

/* Line of the text at which the JSON parser stumbled: the first line is 1. */
static size_t line_of(struct ingot_bytes text, uint64_t offset)
{
	struct ingot_bytes read;
	struct ingot_bytes line;
	size_t number = 1;

	if (ingot_bytes_take(&text, offset, &read) < 0)
		return number;
	while (ingot_bytes_take_until(&read, '\n', &line) == 1)
		number++;
	return number;
}

static int parse_json(struct ingot_bytes document, struct ingot_reason *reason,
		      struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_fault fault = { 0 };
	int r;

	if (document.size > INGOT_NODE_CONFIG_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "%zu bytes, at most %zu are read",
				    document.size, INGOT_NODE_CONFIG_SIZE_MAX);
	r = ingot_json_parse(document, &fault, &json);
	if (r == -ENOMEM)
		return ingot_refuse(reason, r, "out of memory");
	if (r < 0) /* -EFBIG is for size alone: too deep is malformed here */
		return ingot_refuse(reason, -EBADMSG, "line %zu: %s",
				    line_of(document, fault.offset), fault.rule);
	if (ingot_json_type_of(json) != INGOT_JSON_OBJECT)
		return ingot_refuse(reason, -EBADMSG, "has to be a JSON object");
	*ret_json = json;
	json = NULL;
	return 0;
}

/* Before anything else is looked at: what another version knows we cannot judge. */
static int check_schema(const struct ingot_members *root)
{
	const char *schema;
	int r = ingot_members_need(root, "schema", ingot_members_get_text(root, "schema", &schema));

	if (r < 0 || strcmp(schema, SCHEMA) == 0)
		return r;
	if (strncmp(schema, SCHEMA_FAMILY, strlen(SCHEMA_FAMILY)) == 0)
		return ingot_refuse(root->reason, -ENOTSUP, "schema: %.32s, only %s is known",
				    schema, SCHEMA);
	return ingot_members_refuse(root, "schema", "has to be %s", SCHEMA);
}

static int parse_identity(const struct ingot_members *root, struct ingot_node_config *config)
{
	int r = ingot_members_need(
		root, "serial",
		ingot_members_get_integer(root, "serial", serial_range, &config->serial));

	if (r == 0)
		r = ingot_members_need(root, "name",
				       ingot_members_get_text(root, "name", &config->name));
	if (r == 0 &&
	    !ingot_name_is_subdomain(ingot_bytes_of_text(config->name), INGOT_NAME_LABEL_SIZE_MAX))
		r = ingot_members_refuse(root, "name",
					 "not a name (a-z, 0-9, '-', '.'; at most %d)",
					 INGOT_NAME_LABEL_SIZE_MAX);
	return r;
}

static int parse_labels(const struct ingot_members *root, struct ingot_node_config *config)
{
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members labels;
	int r = ingot_members_inner(root, "labels", path, &labels);

	if (r <= 0)
		return r;
	config->labels = labels.object;
	return ingot_node_labels_check(&labels);
}

static int parse_cluster_id(const struct ingot_members *cluster, struct ingot_node_config *config)
{
	const char *text;
	int r = ingot_members_get_text(cluster, "id", &text);

	if (r <= 0)
		return r;
	if (ingot_hex_decode(ingot_bytes_of_text(text), sizeof(config->cluster_id),
			     config->cluster_id) < 0)
		return ingot_members_refuse(cluster, "id", "not %d lower-case hexadecimal digits",
					    2 * INGOT_NODE_CLUSTER_ID_SIZE);
	config->has_cluster_id = true;
	return 0;
}

static int parse_cluster(const struct ingot_members *root, struct ingot_node_config *config)
{
	static const char *const known[] = { "id", "endpoint", "ca", "token", NULL };
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members cluster;
	int r = ingot_members_inner(root, "cluster", path, &cluster);

	if (r <= 0)
		return r;
	r = ingot_members_known(&cluster, known);
	if (r == 0)
		r = parse_cluster_id(&cluster, config);
	return r < 0 ? r : ingot_node_cluster_parse(&cluster, &config->cluster);
}

static int parse_pods(const struct ingot_members *root, struct ingot_node_config *config)
{
	int r = ingot_members_get(root, "static_pods", INGOT_JSON_ARRAY, &config->static_pods);

	if (r <= 0)
		return r;
	if (config->cluster.endpoint)
		return ingot_members_refuse(root, "static_pods",
					    "a node that joins a cluster gets its pods from there");
	return ingot_static_pods_check(config->static_pods, root->reason);
}

static int parse_kubelet(const struct ingot_members *root, struct ingot_node_config *config)
{
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members options;
	int r = ingot_members_inner(root, "kubelet", path, &options);

	if (r <= 0)
		return r;
	config->kubelet = options.object;
	return ingot_kubelet_options_check(&options);
}

/* Below /dev by its text: no component that is empty, "." or "..". */
static bool is_device(const char *text)
{
	struct ingot_bytes rest = ingot_bytes_of_text(text);
	struct ingot_bytes part;
	int more;

	if (rest.size > DEVICE_SIZE_MAX ||
	    !ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("/dev/")))
		return false;
	for (const char *c = text; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	do {
		more = ingot_bytes_take_until(&rest, '/', &part);
		if (part.size == 0 || ingot_bytes_equal_text(part, ".") ||
		    ingot_bytes_equal_text(part, ".."))
			return false;
	} while (more == 1);
	return true;
}

static int parse_integrity(const struct ingot_members *members, struct ingot_node_state *state)
{
	static const char *const words[] = {
		[INGOT_NODE_INTEGRITY_HMAC_SHA256] = "hmac-sha256",
		[INGOT_NODE_INTEGRITY_NONE] = "none",
	};
	const char *text;
	int r = ingot_members_get_text(members, "integrity", &text);

	if (r <= 0)
		return r;
	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i]) != 0)
			continue;
		state->integrity = (enum ingot_node_integrity)i;
		return 0;
	}
	return ingot_members_refuse(members, "integrity", "has to be %s or %s", words[0], words[1]);
}

/* A PEM block of the right kind; what key is in it matters to the one who encrypts to it. */
static int parse_recovery_public_key(const struct ingot_members *members,
				     struct ingot_node_state *state)
{
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	struct ingot_pem block;
	struct ingot_bytes text;
	size_t size;
	int r = ingot_members_get_text(members, "recovery_public_key", &state->recovery_public_key);

	if (r <= 0)
		return r;
	text = ingot_bytes_of_text(state->recovery_public_key);
	r = text.size > PUBLIC_KEY_SIZE_MAX ? -EBADMSG
					    : ingot_pem_take_only(text, "PUBLIC KEY", &block);
	if (r == 0)
		r = ingot_pem_decode(&block, &der, &size);
	if (r == -ENOMEM)
		return ingot_refuse(members->reason, r, "out of memory");
	return r < 0 ? ingot_members_refuse(members, "recovery_public_key",
					    "not one PEM block PUBLIC KEY")
		     : 0;
}

static int parse_recovery_key(const struct ingot_members *members, struct ingot_node_state *state)
{
	struct ingot_recovery_wrapped wrapped;
	struct ingot_reason why = { 0 };
	int r = ingot_members_get(members, "recovery_key", INGOT_JSON_OBJECT, &state->recovery_key);

	if (r <= 0)
		return r;
	r = ingot_recovery_wrapped_parse(state->recovery_key, &why, &wrapped);
	return r < 0 ? ingot_refuse(members->reason, r, "%s.recovery_key: %s", members->path,
				    why.text)
		     : 0;
}

static int parse_state(const struct ingot_members *root, struct ingot_node_config *config)
{
	static const char *const known[] = { "device", "integrity", "recovery_public_key",
					     "recovery_key", NULL };
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_node_state *state = &config->state;
	struct ingot_members members;
	int r = ingot_members_inner(root, "state", path, &members);

	if (r <= 0)
		return r;
	r = ingot_members_known(&members, known);
	if (r == 0)
		r = ingot_members_get_text(&members, "device", &state->device);
	if (r == 1 && !is_device(state->device))
		r = ingot_members_refuse(&members, "device",
					 "not the path of a device below /dev/");
	if (r >= 0)
		r = parse_integrity(&members, state);
	if (r >= 0)
		r = parse_recovery_public_key(&members, state);
	return r < 0 ? r : parse_recovery_key(&members, state);
}

int ingot_node_config_parse(struct ingot_bytes document, struct ingot_reason *reason,
			    struct ingot_node_config *ret_config)
{
	static const char *const known[] = { "schema",      "serial",  "name",  "labels", "cluster",
					     "static_pods", "kubelet", "state", NULL };
	static int (*const parts[])(const struct ingot_members *, struct ingot_node_config *) = {
		parse_identity, parse_labels, parse_cluster, parse_pods, parse_kubelet, parse_state,
	};
	ingot_scoped(ingot_node_config_close) struct ingot_node_config config = { 0 };
	struct ingot_members root = { NULL, "", reason };
	int r = parse_json(document, reason, &config.json);

	root.object = config.json;
	if (r == 0)
		r = check_schema(&root);
	if (r == 0)
		r = ingot_members_known(&root, known);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && r >= 0; i++)
		r = parts[i](&root, &config);
	if (r < 0)
		return r;
	*ret_config = config;
	config = (struct ingot_node_config){ 0 };
	return 0;
}

void ingot_node_config_close(struct ingot_node_config *config)
{
	ingot_json_free(config->json);
	*config = (struct ingot_node_config){ 0 };
}
