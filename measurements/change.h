/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_CHANGE_H
#define INGOT_MEASUREMENTS_CHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "measurements/event.h"
#include "measurements/golden.h"

/*
 * What moved between two releases: which PCRs, and because of which events.
 *
 * An event of one release is the same thing as one of the other if both are of the same PCR and type
 * and have the same words, phase and section; the name of the file is no part of it, since a UKI
 * carries its version there.
 */

/** enum ingot_pcr_movement - what became of one PCR from one release to the next. */
enum ingot_pcr_movement {
	INGOT_PCR_SAME,         /* the same values, and there are some */
	INGOT_PCR_MOVED,        /* other values, or another status */
	INGOT_PCR_NOT_COMPARED, /* neither release has a value */
};

/**
 * ingot_pcr_movement_of - did a PCR move?
 * @before: entry of the earlier release
 * @after:  entry of the later one
 * @pcr:    0..23
 *
 * A PCR moved if it did in any bank that both have.
 */
enum ingot_pcr_movement ingot_pcr_movement_of(const struct ingot_golden_entry *before,
					      const struct ingot_golden_entry *after, uint32_t pcr);

/**
 * struct ingot_change - one event that is not what it was
 * @before: the event as it was; NULL: it is new
 * @after:  the event as it is; NULL: it is gone; both: it measures something else
 */
struct ingot_change {
	const struct ingot_event *before;
	const struct ingot_event *after;
};

/**
 * struct ingot_change_list - why a PCR moved
 * @changes: first those of the later release in its order, then what is gone
 * @count:   none, and the PCR moved all the same: the same events came in another order, or the
 *           value is not made of events (one that was observed)
 */
struct ingot_change_list {
	struct ingot_change *changes;
	size_t count;
};

/**
 * ingot_change_list_of - which events of a PCR changed
 * @before: events of the earlier release
 * @after:  events of the later one
 * @pcr:    0..23
 * @ret_list: events are borrowed; release with ingot_change_list_drop()
 *
 * Digests are compared in every bank that both events have. Returns 0; -ENOMEM.
 */
int ingot_change_list_of(const struct ingot_event_list *before,
			 const struct ingot_event_list *after, uint32_t pcr,
			 struct ingot_change_list *ret_list);

/** ingot_change_list_drop - release a list, also an all-zero one; for ingot_scoped() too. */
void ingot_change_list_drop(struct ingot_change_list *list);

#endif
