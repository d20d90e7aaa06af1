/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_CLUSTER_H
#define INGOT_NODE_CLUSTER_H

#include <stdbool.h>

#include "node/members.h"

/* How a node joins a cluster. */

#define INGOT_NODE_CLUSTER_CA_COUNT_MAX 8
#define INGOT_NODE_CLUSTER_TOKEN_SIZE   23

/**
 * struct ingot_node_cluster - where the node joins; all NULL if it joins none, else none is
 * @endpoint: "https://host:port" or "https://host"
 * @ca:       1..8 PEM certificates that the endpoint's has to come from
 * @token:    bootstrap token, secret
 *
 * The strings are borrowed from the configuration.
 */
struct ingot_node_cluster {
	const char *endpoint;
	const char *ca;
	const char *token;
};

/**
 * ingot_node_cluster_parse - read endpoint, ca and token
 * @members: those of "cluster"; these three together or not at all, others are not looked at
 * @ret_cluster: where to join
 *
 * Returns 0; -EBADMSG with reason; -ENOMEM.
 */
int ingot_node_cluster_parse(const struct ingot_members *members,
			     struct ingot_node_cluster *ret_cluster);

/**
 * ingot_node_cluster_is_endpoint - "https://", a host, and perhaps ':' and a port of 1..65535;
 * nothing behind that, no user. A host is a DNS name, an IPv4 address, or an IPv6 one in brackets.
 */
bool ingot_node_cluster_is_endpoint(const char *text);

/**
 * ingot_node_cluster_is_token - six and sixteen of a-z, 0-9, a dot between (Kubernetes
 * documentation, "Authenticating with Bootstrap Tokens").
 */
bool ingot_node_cluster_is_token(const char *text);

#endif
