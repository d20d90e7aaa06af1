/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_LABEL_H
#define INGOT_NODE_LABEL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "node/members.h"

/* Labels that a node gives itself, by the rules of Kubernetes. */

#define INGOT_NODE_LABEL_COUNT_MAX 32

/**
 * ingot_node_label_is_key - an optional prefix, a DNS subdomain and '/', and a name: 1..63 of
 * letters, digits, '-', '_', '.', a letter or digit at both ends.
 */
bool ingot_node_label_is_key(struct ingot_bytes key);

/** ingot_node_label_is_value - empty, or as such a name. */
bool ingot_node_label_is_value(struct ingot_bytes value);

/**
 * ingot_node_label_is_allowed - may a kubelet give its own node a label with this key?
 * @key: well-formed
 *
 * The prefixes kubernetes.io and k8s.io, and what is below them, belong to Kubernetes, which lets a
 * kubelet set only the well-known labels of hosts and places, and anything below
 * kubelet.kubernetes.io and node.kubernetes.io. The rest, such as node-role.kubernetes.io, says
 * what others think of a node; with it a node could draw workloads to itself. kubelet does not
 * start with one of those, and the admission plug-in NodeRestriction refuses it.
 */
bool ingot_node_label_is_allowed(struct ingot_bytes key);

/** ingot_node_labels_check - at most 32 labels by these rules. Returns 0; -EBADMSG with reason. */
int ingot_node_labels_check(const struct ingot_members *labels);

#endif
