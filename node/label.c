/* SPDX-License-Identifier: Apache-2.0 */
/* Labels, Kubernetes documentation "Labels and Selectors", "NodeRestriction". */
#include "node/label.h"

#include "node/name.h"

#define PART_SIZE_MAX 63

static bool is_alphanumeric(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_part(struct ingot_bytes text)
{
	if (text.size == 0 || text.size > PART_SIZE_MAX || !is_alphanumeric(text.data[0]) ||
	    !is_alphanumeric(text.data[text.size - 1]))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];

		if (!is_alphanumeric(c) && c != '-' && c != '_' && c != '.')
			return false;
	}
	return true;
}

/* The prefix, empty if there is none, and the name behind it. */
static struct ingot_bytes split(struct ingot_bytes key, struct ingot_bytes *ret_name)
{
	struct ingot_bytes prefix;

	if (ingot_bytes_take_until(&key, '/', &prefix) == 0) {
		*ret_name = prefix;
		return (struct ingot_bytes){ NULL, 0 };
	}
	*ret_name = key;
	return prefix;
}

bool ingot_node_label_is_key(struct ingot_bytes key)
{
	struct ingot_bytes name;
	struct ingot_bytes prefix = split(key, &name);

	return is_part(name) && (name.size == key.size ||
				 ingot_name_is_subdomain(prefix, INGOT_NAME_SUBDOMAIN_SIZE_MAX));
}

bool ingot_node_label_is_value(struct ingot_bytes value)
{
	return value.size == 0 || is_part(value);
}

/* @prefix is @domain, or ends in a dot and @domain. */
static bool is_below(struct ingot_bytes prefix, const char *domain)
{
	struct ingot_bytes wanted = ingot_bytes_of_text(domain);
	struct ingot_bytes end;

	if (prefix.size < wanted.size ||
	    ingot_bytes_slice(prefix, prefix.size - wanted.size, wanted.size, &end) < 0 ||
	    !ingot_bytes_equal(end, wanted))
		return false;
	return prefix.size == wanted.size || prefix.data[prefix.size - wanted.size - 1] == '.';
}

bool ingot_node_label_is_allowed(struct ingot_bytes key)
{
	static const char *const allowed[] = {
		"beta.kubernetes.io/arch",
		"beta.kubernetes.io/instance-type",
		"beta.kubernetes.io/os",
		"failure-domain.beta.kubernetes.io/region",
		"failure-domain.beta.kubernetes.io/zone",
		"kubernetes.io/arch",
		"kubernetes.io/hostname",
		"kubernetes.io/os",
		"topology.kubernetes.io/region",
		"topology.kubernetes.io/zone",
	};
	struct ingot_bytes name;
	struct ingot_bytes prefix = split(key, &name);

	if (!is_below(prefix, "kubernetes.io") && !is_below(prefix, "k8s.io"))
		return true;
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (ingot_bytes_equal_text(key, allowed[i]))
			return true;
	return is_below(prefix, "kubelet.kubernetes.io") || is_below(prefix, "node.kubernetes.io");
}

static int check(const struct ingot_members *labels, const struct ingot_json_member *label)
{
	struct ingot_bytes key = ingot_bytes_of_text(label->key);
	const char *value = ingot_json_text(label->value);

	if (!ingot_node_label_is_key(key))
		return ingot_members_refuse(labels, label->key, "not the key of a label");
	if (!ingot_node_label_is_allowed(key))
		return ingot_members_refuse(labels, label->key,
					    "a label that a node may not give itself");
	if (!value)
		return ingot_members_refuse(labels, label->key, "has to be a string");
	if (!ingot_node_label_is_value(ingot_bytes_of_text(value)))
		return ingot_members_refuse(labels, label->key, "not the value of a label");
	return 0;
}

int ingot_node_labels_check(const struct ingot_members *labels)
{
	struct ingot_json_member label = { 0 };

	if (ingot_json_count(labels->object) > INGOT_NODE_LABEL_COUNT_MAX)
		return ingot_members_refuse(labels, NULL, "more than %d labels",
					    INGOT_NODE_LABEL_COUNT_MAX);
	while (ingot_json_next(labels->object, &label)) {
		int r = check(labels, &label);

		if (r < 0)
			return r;
	}
	return 0;
}
