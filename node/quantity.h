/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_QUANTITY_H
#define INGOT_NODE_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* Amounts and times as Kubernetes writes them, in the forms that everybody uses. */

/** enum ingot_quantity_kind - what a text says. */
enum ingot_quantity_kind {
	INGOT_QUANTITY_NONE,    /* not an amount */
	INGOT_QUANTITY_AMOUNT,  /* "500m", "1.5", "100Mi" */
	INGOT_QUANTITY_PERCENT, /* "10%", "7.5%" */
	INGOT_QUANTITY_ZERO,    /* an amount of nothing: "0", "0.0Gi" */
	INGOT_QUANTITY_ZERO_PERCENT
};

/**
 * ingot_quantity_kind_of - read an amount
 * @text: 1..12 digits, perhaps a dot and 1..3 digits, and one of nothing, m, k, M, G, T, P, Ki, Mi,
 *        Gi, Ti, Pi; or '%', and then at most 100
 *
 * Signs and exponents, which Kubernetes knows too, are not read.
 */
enum ingot_quantity_kind ingot_quantity_kind_of(struct ingot_bytes text);

/**
 * ingot_duration_parse - read a time as Go writes it
 * @text: "90s", "1h30m", "500ms": numbers of 1..9 digits, each with one of h, m, s, ms, in this
 *        order, each at most once, without sign or fraction
 * @ret_milliseconds: the time
 *
 * Returns 0; -EBADMSG.
 */
int ingot_duration_parse(struct ingot_bytes text, int64_t *ret_milliseconds);

#endif
