/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_TIMESTAMP_H
#define INGOT_MEASUREMENTS_TIMESTAMP_H

#include <stdint.h>

#include "base/bytes.h"

/*
 * Points in time as published files write them: "YYYY-MM-DDThh:mm:ssZ", always UTC, always 20
 * characters (RFC 3339 section 5.6, its narrowest form). In memory they are seconds since 1970. So
 * each has exactly one text.
 */

/* With its NUL. */
#define INGOT_TIMESTAMP_SIZE 21
/* 9999-12-31T23:59:59Z */
#define INGOT_TIMESTAMP_MAX INT64_C(253402300799)

/**
 * ingot_timestamp_read - read a point in time, strictly
 * @text: exactly 20 characters; a day that exists, no leap second, 1970 or later
 * @ret_seconds: 0..INGOT_TIMESTAMP_MAX
 *
 * Returns 0; -EBADMSG.
 */
int ingot_timestamp_read(struct ingot_bytes text, int64_t *ret_seconds);

/**
 * ingot_timestamp_write - write a point in time
 * @seconds: since 1970
 * @ret_text: the text and a NUL
 *
 * Returns 0; -EINVAL if @seconds is not 0..INGOT_TIMESTAMP_MAX.
 */
int ingot_timestamp_write(int64_t seconds, char ret_text[INGOT_TIMESTAMP_SIZE]);

#endif
