/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_KUBELET_H
#define INGOT_BOOTSTRAPPER_KUBELET_H

#include "base/json.h"
#include "base/reason.h"
#include "node/config.h"

/*
 * A node configuration in kubelet's words. Two kinds of node:
 *
 *	stand-alone  runs the static pods of the configuration. It has no API server that could say
 *	             who may do what, so kubelet listens on the loopback address only, and there it
 *	             shows pods and statistics but runs no command in a pod.
 *	joined       has an endpoint: kubelet gets its certificate there with the bootstrap token, and
 *	             asks there who may talk to it.
 *
 * Everything below has a meaning in kubelet 1.20 and in 1.32.
 */

/* Where the hand-over lies when kubelet reads it. */
#define INGOT_KUBELET_FOLDER "/run/ingot/handover"

/* The node's own resolver configuration, given to pods that ask for it. */
#define INGOT_KUBELET_RESOLV_CONF "/etc/resolv.conf"

/* Below the state disk, for /usr is read-only. */
#define INGOT_KUBELET_VOLUME_PLUGINS "/var/lib/kubelet/volumeplugins"

/* Arguments longer than this are refused: the kernel takes 128 KiB for one. */
#define INGOT_KUBELET_ARGUMENTS_MAX ((size_t)64 << 10)

/** ingot_kubelet_is_joined - the node has a cluster to join. */
bool ingot_kubelet_is_joined(const struct ingot_node_config *config);

/**
 * ingot_kubelet_config - kubelet's configuration file
 * @config: the node's configuration; its kubelet options are taken over, except those which this
 *          function sets itself and without which the node would be open
 * @ret_json: KubeletConfiguration, kubelet.config.k8s.io/v1beta1; free with ingot_json_free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_kubelet_config(const struct ingot_node_config *config, struct ingot_json **ret_json);

/**
 * ingot_kubelet_environment - what the unit adds to kubelet's command line
 * @config: the node's configuration
 * @reason: set on failure
 * @ret_text: one line for systemd's EnvironmentFile=: INGOT_NODE_ARGS="…", to be used as
 *            $INGOT_NODE_ARGS, so that systemd splits it at spaces; release with free()
 * @ret_size: its bytes
 *
 * Returns 0; -EBADMSG if name or labels have a character that would need quoting; -EFBIG over
 * INGOT_KUBELET_ARGUMENTS_MAX; -ENOMEM.
 */
int ingot_kubelet_environment(const struct ingot_node_config *config, struct ingot_reason *reason,
			      char **ret_text, size_t *ret_size);

/**
 * ingot_kubelet_bootstrap - the kubeconfig with the bootstrap token, as JSON, which is YAML too
 * @config: of a node that joins
 * @ret_json: free with ingot_json_free(); holds a secret once it is written
 *
 * Returns 0; -EINVAL if the node joins no cluster, or if a text is not UTF-8; -ENOMEM.
 */
int ingot_kubelet_bootstrap(const struct ingot_node_config *config, struct ingot_json **ret_json);

#endif
