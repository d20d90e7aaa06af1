/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_EVENTLOG_H
#define INGOT_MEASUREMENTS_EVENTLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "measurements/event.h"

/*
 * The firmware's event log, in both formats: SHA-1 (TCG EFI Platform, 2014, TCG_PCR_EVENT) and
 * crypto-agile (TCG PC Client Platform Firmware Profile 1.06, 10.2, TCG_PCR_EVENT2), which begins
 * with one SHA-1 record, the Spec ID event.
 *
 * Framing is strict: every size must fit, an index must be a register, a digest must be of an
 * algorithm that the Spec ID event lists, in the size it gives. Event data is anybody's: it never
 * stops the reading.
 *
 * What real logs hold, and how it is read:
 * - an event may have digests of fewer banks than the log (Windows), in another order (HPE);
 * - index 0xffffffff with EV_NO_ACTION (Windows): an event outside all PCRs; with any other type it
 *   is an error;
 * - a tail of at least 8 bytes that are all 0x00 or all 0xff is padding: no event has such an index
 *   and type;
 * - the Spec ID event of a confidential guest's log (CCEL) has index 1, where a TPM's has 0: its
 *   indices count measurement registers (UEFI 2.10, 38.4.1), 0..4.
 */

#define INGOT_EVENTLOG_SIZE_MAX      ((size_t)16 << 20)
#define INGOT_EVENTLOG_ALGORITHM_MAX 16

/**
 * struct ingot_eventlog_algorithm - one digest that events of the log may have
 * @tpm_id: TPM_ALG_ID; may be one that we cannot compute
 * @size:   digest size, bytes
 */
struct ingot_eventlog_algorithm {
	uint16_t tpm_id;
	uint16_t size;
};

/**
 * struct ingot_eventlog - a log that is being read
 * @rest:  what is not read yet; borrowed
 * @size:  bytes of the whole log
 * @crypto_agile: format of the events
 * @registers: what their indices count
 * @algorithms: @algorithm_count of them
 */
struct ingot_eventlog {
	struct ingot_bytes rest;
	size_t size;
	bool crypto_agile;
	enum ingot_event_registers registers;
	struct ingot_eventlog_algorithm algorithms[INGOT_EVENTLOG_ALGORITHM_MAX];
	size_t algorithm_count;
};

/**
 * struct ingot_log_entry - one event of a log, as it stands there
 * @offset: of the event, bytes from the start of the log
 * @pcr:    index of a register, or INGOT_PCR_NONE
 * @type:   any number
 * @digests: those of algorithms that we know
 * @data:   borrowed from the log
 */
struct ingot_log_entry {
	uint64_t offset;
	uint32_t pcr;
	uint32_t type;
	struct ingot_event_digests digests;
	struct ingot_bytes data;
};

/**
 * ingot_eventlog_open - begin to read a log
 * @bytes: the whole log; borrowed until reading ends
 * @fault: on -EBADMSG the place and the broken rule; may be NULL
 * @ret_log: ready for the first entry: in the crypto-agile format, that is the Spec ID event
 *
 * Returns 0; -ENOENT if the log is empty: the firmware kept none; -EFBIG over
 * INGOT_EVENTLOG_SIZE_MAX; -EBADMSG.
 */
int ingot_eventlog_open(struct ingot_bytes bytes, struct ingot_fault *fault,
			struct ingot_eventlog *ret_log);

/**
 * ingot_eventlog_next - read one entry
 * @log:   moves on only on success
 * @fault: on -EBADMSG the place and the broken rule; may be NULL
 * @ret_entry: the entry
 *
 * Returns 1; 0 at the end; -EBADMSG.
 */
int ingot_eventlog_next(struct ingot_eventlog *log, struct ingot_fault *fault,
			struct ingot_log_entry *ret_entry);

/**
 * ingot_eventlog_startup_locality - what PCR 0 starts with, if this entry says so
 * @entry: entry of a log
 * @ret_locality: 0, 3 or 4
 *
 * Spec: TCG PC Client Platform Firmware Profile 1.06, 10.4.5.3.
 *
 * Returns 1 if it is a StartupLocality event; 0 if it is another.
 */
int ingot_eventlog_startup_locality(const struct ingot_log_entry *entry, unsigned *ret_locality);

/**
 * ingot_eventlog_append - read a whole log into a list of events, each described in words
 * @bytes: the whole log
 * @fault: on -EBADMSG the place and the broken rule; may be NULL
 * @list:  gets the events behind those it has; its registers and startup locality are set from the
 *         log
 *
 * The first StartupLocality event counts.
 *
 * Returns 0; -EINVAL if @list has events of other registers; errors of ingot_eventlog_open(),
 * _next() and ingot_event_list_add(). On failure @list is unchanged.
 */
int ingot_eventlog_append(struct ingot_bytes bytes, struct ingot_fault *fault,
			  struct ingot_event_list *list);

#endif
