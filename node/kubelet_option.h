/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_KUBELET_OPTION_H
#define INGOT_NODE_KUBELET_OPTION_H

#include "node/members.h"

/*
 * Options of kubelet that a configuration may set: members of KubeletConfiguration,
 * kubelet.config.k8s.io/v1beta1, which Kubernetes 1.20 and 1.32 both have and read alike. They
 * change resources and pace. None opens a port, touches who may do what, a path, the runtime, TLS
 * or cgroups, or needs a feature gate: those are the image's, and measured with it.
 *
 * Left out on purpose: cpuManagerPolicy (its checkpoint outlives the boot in /var, and kubelet does
 * not start where the two differ), shutdownGracePeriod (a feature gate in 1.20, and needs logind).
 */

/**
 * ingot_kubelet_options_check - only options of the list, with values that kubelet starts with
 * @options: the member "kubelet" of a configuration
 *
 * Returns 0; -EBADMSG with reason.
 */
int ingot_kubelet_options_check(const struct ingot_members *options);

#endif
