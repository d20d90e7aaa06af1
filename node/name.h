/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_NAME_H
#define INGOT_NODE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* Names as Kubernetes and DNS have them: lower case, digits, dashes. */

#define INGOT_NAME_LABEL_SIZE_MAX     63
#define INGOT_NAME_SUBDOMAIN_SIZE_MAX 253

/** ingot_name_is_label - 1..63 of a-z, 0-9 and '-', none at either end. Spec: RFC 1123, 2.1. */
bool ingot_name_is_label(struct ingot_bytes text);

/** ingot_name_is_subdomain - such labels with dots between, at most @size_max bytes together. */
bool ingot_name_is_subdomain(struct ingot_bytes text, size_t size_max);

#endif
