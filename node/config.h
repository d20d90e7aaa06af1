/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_CONFIG_H
#define INGOT_NODE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/json.h"
#include "base/reason.h"
#include "node/cluster.h"

/*
 * The node configuration, schema ingot.node/1: one JSON document, described for people in
 * docs/node-configuration.md. Whoever owns the node writes it; a host delivers it. So it is read
 * strictly: an unknown member, a duplicate, a value out of range, and nothing of it is used.
 * The refusal names the member by its path and the rule that it breaks.
 *
 *	{
 *	  "schema": "ingot.node/1",
 *	  "serial": 1,                          grows with each configuration of this node
 *	  "name": "worker-1",                   RFC 1123 subdomain, at most 63 characters
 *	  "labels": { "zone": "a" },            optional; node/label.h
 *	  "cluster": {                          optional
 *	    "id": "<64 hex digits>",            optional
 *	    "endpoint": "https://host:6443",    these three together or not at all
 *	    "ca": "<PEM certificate(s)>",
 *	    "token": "abcdef.0123456789abcdef"
 *	  },
 *	  "static_pods": [ { pod }, … ],        optional; excludes the endpoint; node/static_pod.h
 *	  "kubelet": { "maxPods": 20 },         optional; node/kubelet_option.h
 *	  "state": {                            optional
 *	    "device": "/dev/disk/by-id/…",      optional; else the one disk that is not the boot disk
 *	    "integrity": "hmac-sha256",         or "none"; this is the default
 *	    "recovery_public_key": "<PEM>",     optional; RSA ≥ 2048 or EC P-256/P-384
 *	    "recovery_key": { … }               optional; wrapped to this TPM (node/recovery_wrapped.h)
 *	  }
 *	}
 */

/* Larger documents are refused unread. */
#define INGOT_NODE_CONFIG_SIZE_MAX ((size_t)256 << 10)
#define INGOT_NODE_CLUSTER_ID_SIZE 32

/** enum ingot_node_integrity - what protects the state disk's sectors against being changed. */
enum ingot_node_integrity {
	INGOT_NODE_INTEGRITY_HMAC_SHA256, /* dm-integrity below dm-crypt, AEAD */
	INGOT_NODE_INTEGRITY_NONE
};

/**
 * struct ingot_node_state - what the configuration says of the state disk
 * @device: absolute path below /dev, or NULL
 * @integrity: as stated, or the default
 * @recovery_public_key: PEM, or NULL
 * @recovery_key: object for ingot_recovery_wrapped_parse(), or NULL
 */
struct ingot_node_state {
	const char *device;
	enum ingot_node_integrity integrity;
	const char *recovery_public_key;
	const struct ingot_json *recovery_key;
};

/**
 * struct ingot_node_config - a checked configuration; release with ingot_node_config_close()
 * @json:   the document, an object, which owns everything that the other members borrow
 * @serial: 1..2^53-1
 * @name:   the node's name
 * @labels: object of strings, or NULL
 * @has_cluster_id, @cluster_id: identity for PCR 15
 * @cluster: where to join
 * @static_pods: array of objects, each with apiVersion v1 and kind Pod, or NULL
 * @kubelet: object whose members are all on the allow-list, with values of the right type; or NULL
 * @state:  the state disk
 *
 * An all-zero one holds nothing and may be closed.
 */
struct ingot_node_config {
	struct ingot_json *json;
	int64_t serial;
	const char *name;
	const struct ingot_json *labels;
	bool has_cluster_id;
	uint8_t cluster_id[INGOT_NODE_CLUSTER_ID_SIZE];
	struct ingot_node_cluster cluster;
	const struct ingot_json *static_pods;
	const struct ingot_json *kubelet;
	struct ingot_node_state state;
};

/**
 * ingot_node_config_parse - read and check a document
 * @document: its bytes, without signature blocks
 * @reason: on failure which member breaks which rule, in one line
 * @ret_config: the configuration; borrows nothing from @document
 *
 * Returns 0; -EFBIG over INGOT_NODE_CONFIG_SIZE_MAX; -EBADMSG; -ENOTSUP for another schema version;
 * -ENOMEM.
 */
int ingot_node_config_parse(struct ingot_bytes document, struct ingot_reason *reason,
			    struct ingot_node_config *ret_config);

/** ingot_node_config_close - release it and leave an all-zero structure; for ingot_scoped() too. */
void ingot_node_config_close(struct ingot_node_config *config);

#endif
