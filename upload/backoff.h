/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_BACKOFF_H
#define INGOT_UPLOAD_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

/* When a request is tried again: the delays, and the statuses for which it helps. */

#define INGOT_BACKOFF_MS_MAX             30000
#define INGOT_BACKOFF_RETRY_AFTER_MS_MAX 60000

/**
 * ingot_backoff_ms - how long to wait before a new try
 * @attempt:  1 for the first new try
 * @first_ms: delay of that one; it doubles with each, up to INGOT_BACKOFF_MS_MAX
 *
 * Returns milliseconds: half the delay, and by chance up to all of it, so that many that failed
 * together do not come again together.
 */
unsigned ingot_backoff_ms(unsigned attempt, unsigned first_ms);

/** ingot_backoff_status - 408, 429, 500, 502, 503 and 504: trying again may help. */
bool ingot_backoff_status(long status);

/**
 * ingot_backoff_retry_after - what a server asks for
 * @value: of a header Retry-After: seconds; a date is not read, since clocks differ; NULL: none
 *
 * Returns milliseconds, at most INGOT_BACKOFF_RETRY_AFTER_MS_MAX; 0 for none.
 * Spec: RFC 9110, 10.2.3.
 */
unsigned ingot_backoff_retry_after(const char *value);

#endif
