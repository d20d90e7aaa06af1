/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_STATIC_POD_H
#define INGOT_NODE_STATIC_POD_H

#include "base/json.h"
#include "base/reason.h"

/*
 * Pods that the configuration brings itself. What we need of one is checked, namely that it is a
 * Pod and which: the rest is for kubelet to judge.
 */

#define INGOT_STATIC_POD_COUNT_MAX 16

/**
 * ingot_static_pods_check - a list of pods
 * @pods: each an object with apiVersion "v1", kind "Pod", an object spec, and an object metadata
 *        with a name (RFC 1123 subdomain, at most 63 characters: it names a file and a host) and,
 *        if it has one, a namespace (RFC 1123 label)
 * @reason: set on failure, by path
 *
 * At most INGOT_STATIC_POD_COUNT_MAX, no two with the same namespace and name. Returns 0; -EBADMSG.
 */
int ingot_static_pods_check(const struct ingot_json *pods, struct ingot_reason *reason);

/** ingot_static_pod_name - its name; borrowed. Of a checked pod, as the next. */
const char *ingot_static_pod_name(const struct ingot_json *pod);

/** ingot_static_pod_namespace - its namespace, "default" if it names none; borrowed or static. */
const char *ingot_static_pod_namespace(const struct ingot_json *pod);

#endif
