/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_USERSPACE_LOG_H
#define INGOT_MEASUREMENTS_USERSPACE_LOG_H

#include <stddef.h>

#include "base/bytes.h"
#include "measurements/event.h"

/*
 * What userspace measured, as systemd keeps it in /run/log/systemd/tpm2-measure.log: records, each
 * a separator byte 0x1e, one JSON object, and a newline (RFC 7464; the objects follow the TCG
 * Canonical Event Log format, IR version 1.0). Our own programs append to the same file in the same
 * form.
 *
 * Of a record we need "pcr" and "digests", [ { "hashAlg", "digest" }, ... ]; these are read
 * strictly. "content" gives the words. Keys that we do not know are passed over: systemd adds some
 * from time to time. A record without "pcr" is about a register of its own in an NV index (systemd
 * 259 and later), and becomes an event outside all PCRs.
 */

#define INGOT_USERSPACE_LOG_SIZE_MAX ((size_t)4 << 20)

/**
 * ingot_userspace_log_append - read a whole log into a list of events
 * @bytes: the whole log; may be empty: nothing was measured
 * @fault: on -EBADMSG the place and the broken rule; may be NULL
 * @list:  gets the events behind those it has, of type INGOT_OS_PHASE (with the phase) or
 *         INGOT_OS_EVENT
 *
 * Digests of algorithms that we do not know are passed over.
 *
 * Returns 0; -EINVAL if @list counts other registers than PCRs; -EFBIG over
 * INGOT_USERSPACE_LOG_SIZE_MAX; -EBADMSG; errors of ingot_event_list_add(). On failure @list is
 * unchanged.
 */
int ingot_userspace_log_append(struct ingot_bytes bytes, struct ingot_fault *fault,
			       struct ingot_event_list *list);

#endif
