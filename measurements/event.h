/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_EVENT_H
#define INGOT_MEASUREMENTS_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "measurements/pcr.h"

/*
 * An ordered list of events: the common currency. Prediction makes one from an image, replay makes
 * one from a log, and one fold turns either into PCR values; so a difference between two values can
 * be named event by event.
 */

/**
 * More than any machine measures; a longer list is refused, so that a hostile log costs bounded
 * memory.
 */
#define INGOT_EVENT_COUNT_MAX 16384

/**
 * struct ingot_event_digests - what was extended, at most one digest per algorithm
 * @hashes: bit h is set if digest[h] is there
 * @digest: indexed by enum ingot_hash
 */
struct ingot_event_digests {
	uint32_t hashes;
	struct ingot_digest digest[INGOT_HASH_COUNT];
};

/**
 * struct ingot_event_cause - which input made the event what it is
 * @file:    name of the file inside the image, such as "EFI/Linux/ingot.efi"; NULL: no cause known
 * @section: part of the file, such as ".linux"; NULL: the file as a whole
 * @offset:  first byte, from the start of the file
 * @size:    bytes; 0 with @offset 0: no byte range
 */
struct ingot_event_cause {
	const char *file;
	const char *section;
	uint64_t offset;
	uint64_t size;
};

/**
 * struct ingot_event - one measurement
 * @pcr:     0..23, or INGOT_PCR_NONE
 * @type:    enum ingot_eventtype, or a number that our table does not have
 * @digests: what was extended. An algorithm that is missing makes the PCR of that bank unknown from
 *           here on: a log that left it out, or an event of which it is only known that it happens
 * @description: in words, printable ASCII or valid UTF-8; may be NULL for none
 * @phase:   name of the boot phase that is reached with this event; NULL for nearly all
 * @cause:   the input that caused it
 *
 * In a list the strings belong to the list; in an event handed to ingot_event_list_add() to the
 * caller.
 */
struct ingot_event {
	uint32_t pcr;
	uint32_t type;
	struct ingot_event_digests digests;
	const char *description;
	const char *phase;
	struct ingot_event_cause cause;
};

/**
 * enum ingot_event_registers - what an index counts
 * @INGOT_REGISTERS_PCR: PCRs of a TPM
 * @INGOT_REGISTERS_TDX: measurement registers of an Intel TDX guest: 0 MRTD, 1..4 RTMR 0..3
 */
enum ingot_event_registers {
	INGOT_REGISTERS_PCR,
	INGOT_REGISTERS_TDX,
};

/**
 * struct ingot_event_list - events in the order in which they were or will be extended
 * @events:    @count events, owned by the list; an addition may move them
 * @count:     0..INGOT_EVENT_COUNT_MAX
 * @capacity:  room at @events
 * @registers: what the indices of all its events count
 * @startup_locality: what PCR 0 starts with: 0, 3 or 4
 *
 * Read it freely, change it through the functions below.
 */
struct ingot_event_list {
	struct ingot_event *events;
	size_t count;
	size_t capacity;
	enum ingot_event_registers registers;
	unsigned startup_locality;
};

/**
 * ingot_event_add_digest - add a digest to an event. Returns 0; -EINVAL if its algorithm is there
 * already.
 */
int ingot_event_add_digest(struct ingot_event *event, const struct ingot_digest *digest);

/** ingot_event_digest - the digest of one algorithm, inside @event; NULL if there is none. */
const struct ingot_digest *ingot_event_digest(const struct ingot_event *event,
					      enum ingot_hash hash);

/**
 * ingot_event_extends - false for EV_NO_ACTION and events outside all PCRs: they are in a log for
 * information.
 */
bool ingot_event_extends(const struct ingot_event *event);

/**
 * ingot_event_list_new - make an empty list
 * @ret_list: free with ingot_event_list_free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_event_list_new(struct ingot_event_list **ret_list);

/** ingot_event_list_free - release a list with all its strings; NULL is fine. */
void ingot_event_list_free(struct ingot_event_list *list);

/** ingot_event_list_scoped - for ingot_scoped(): frees the list that the variable holds. */
void ingot_event_list_scoped(struct ingot_event_list **list);

/**
 * ingot_event_list_add - append a copy of an event
 * @list:  list to grow
 * @event: copied with its strings
 *
 * Returns 0; -EINVAL if the index is neither a PCR nor INGOT_PCR_NONE; -EFBIG over
 * INGOT_EVENT_COUNT_MAX; -ENOMEM. On failure @list is unchanged.
 */
int ingot_event_list_add(struct ingot_event_list *list, const struct ingot_event *event);

/**
 * ingot_event_list_truncate - drop all events from position @count on; does nothing if there are no
 * more.
 */
void ingot_event_list_truncate(struct ingot_event_list *list, size_t count);

/**
 * ingot_event_list_fold - what the PCRs hold after these events
 * @list:      events
 * @phase:     fold up to and with the event that reaches this phase; NULL: all of them
 * @ret_banks: one bank for each algorithm that any event of the list has a digest of, all 24 PCRs
 *             from their start values on; a PCR with an event that lacks the digest is not known
 *
 * Returns 0; -ENOENT if no event reaches @phase; -EIO if hashing fails.
 */
int ingot_event_list_fold(const struct ingot_event_list *list, const char *phase,
			  struct ingot_pcr_banks *ret_banks);

/**
 * struct ingot_event_difference - where two lists part, in one PCR
 * @position: number of events of that PCR which the two have in common, from the first on
 * @expected: the event that should have come next; NULL if there should be none
 * @found:    the event that came instead; NULL if there came none
 */
struct ingot_event_difference {
	size_t position;
	const struct ingot_event *expected;
	const struct ingot_event *found;
};

/** struct ingot_event_scope - one PCR in one bank. */
struct ingot_event_scope {
	uint32_t pcr;
	enum ingot_hash hash;
};

/**
 * ingot_event_list_compare - find the first event of a PCR that differs between two lists
 * @expected: what should have happened
 * @found:    what did
 * @scope:    which PCR, and in which bank the digests are compared; only events that extend it
 *            count
 * @ret_difference: the first difference; its events are inside the two lists
 *
 * An event without a digest in that bank is equal to any one event: nobody knows what it extends.
 *
 * Returns 0 if both have the same digests in the same order; 1 if they differ, then @ret_difference
 * is set.
 */
int ingot_event_list_compare(const struct ingot_event_list *expected,
			     const struct ingot_event_list *found, struct ingot_event_scope scope,
			     struct ingot_event_difference *ret_difference);

#endif
