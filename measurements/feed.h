/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_FEED_H
#define INGOT_MEASUREMENTS_FEED_H

#include <stddef.h>
#include <stdint.h>

#include "measurements/event.h"

/*
 * Which file feeds which PCR: events, gathered by what caused them.
 */

/**
 * struct ingot_feed - one file, or one section of a file, and where it is measured
 * @file:    name inside the image
 * @section: part of it; NULL: the file as a whole
 * @offset:  first byte of it in the file
 * @size:    bytes; 0 if no event says
 * @pcrs:    bit i is set if an event of PCR i is caused by it
 * @first:   position in the list of the first such event
 */
struct ingot_feed {
	const char *file;
	const char *section;
	uint64_t offset;
	uint64_t size;
	uint32_t pcrs;
	size_t first;
};

/** struct ingot_feed_list - feeds in the order of their first events. */
struct ingot_feed_list {
	struct ingot_feed *feeds;
	size_t count;
};

/* More different causes than a boot has; what comes after is left out. */
#define INGOT_FEED_COUNT_MAX 256

/**
 * ingot_feed_list_of - gather the causes of events
 * @events: events; those that extend no PCR, or have no cause, are passed over
 * @ret_list: strings are borrowed from @events; release with ingot_feed_list_drop()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_feed_list_of(const struct ingot_event_list *events, struct ingot_feed_list *ret_list);

/**
 * ingot_feed_find - what feeds from a file
 * @list:    where to look
 * @file:    file
 * @section: part of it; NULL: the file as a whole
 *
 * Returns a feed inside @list; NULL if there is none.
 */
const struct ingot_feed *ingot_feed_find(const struct ingot_feed_list *list, const char *file,
					 const char *section);

/** ingot_feed_list_drop - release a list, also an all-zero one; for ingot_scoped() too. */
void ingot_feed_list_drop(struct ingot_feed_list *list);

#endif
