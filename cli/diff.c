/* SPDX-License-Identifier: Apache-2.0 */
/* Where two releases part, PCR by PCR. */
#include "cli/diff.h"

#include <errno.h>
#include <stdlib.h>

static const struct ingot_golden_pcr *golden_of(const struct ingot_golden_entry *entry,
						unsigned index)
{
	return &ingot_golden_find_bank(entry, INGOT_HASH_SHA256)->pcr[index];
}

bool ingot_diff_moves(const struct ingot_diff_pcr *pcr)
{
	return !ingot_golden_pcr_equal(golden_of(pcr->from, pcr->index),
				       golden_of(pcr->to, pcr->index));
}

static size_t gather(const struct ingot_event_list *list, unsigned index,
		     const struct ingot_event **events)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->events[i].pcr == index && ingot_event_extends(&list->events[i]))
			events[count++] = &list->events[i];
	return count;
}

static bool same_event(const struct ingot_event *a, const struct ingot_event *b)
{
	const struct ingot_digest *one = ingot_event_digest(a, INGOT_HASH_SHA256);
	const struct ingot_digest *two = ingot_event_digest(b, INGOT_HASH_SHA256);

	if (!one || !two)
		return one == two && a->type == b->type;
	return ingot_digest_equal(one, two);
}

int ingot_diff_events_find(const struct ingot_diff_pcr *pcr, struct ingot_diff_events *ret_events)
{
	const struct ingot_event_list *from = pcr->from->events;
	const struct ingot_event_list *to = pcr->to->events;
	struct ingot_diff_events events = { .from = NULL };
	size_t first = 0;

	events.room = calloc(from->count + to->count + 1, sizeof(*events.from));
	if (!events.room)
		return -ENOMEM;
	events.from = events.room;
	events.to = &events.from[from->count];
	events.from_count = gather(from, pcr->index, events.from);
	events.to_count = gather(to, pcr->index, events.to);
	while (first < events.from_count && first < events.to_count &&
	       same_event(events.from[first], events.to[first]))
		first++;
	while (events.from_count > first && events.to_count > first &&
	       same_event(events.from[events.from_count - 1], events.to[events.to_count - 1])) {
		events.from_count--;
		events.to_count--;
	}
	events.from = &events.from[first];
	events.to = &events.to[first];
	events.from_count -= first;
	events.to_count -= first;
	*ret_events = events;
	return 0;
}

void ingot_diff_events_drop(struct ingot_diff_events *events)
{
	free(events->room);
	*events = (struct ingot_diff_events){ .from = NULL };
}
