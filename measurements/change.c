/* SPDX-License-Identifier: Apache-2.0 */
/* What moved between two releases: which PCRs, and because of which events. */
#include "measurements/change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool has_value(const struct ingot_golden_pcr *pcr)
{
	return pcr->value_count > 0 || pcr->status == INGOT_GOLDEN_ZERO;
}

enum ingot_pcr_movement ingot_pcr_movement_of(const struct ingot_golden_entry *before,
					      const struct ingot_golden_entry *after, uint32_t pcr)
{
	enum ingot_pcr_movement movement = INGOT_PCR_NOT_COMPARED;

	for (size_t i = 0; i < after->bank_count; i++) {
		const struct ingot_golden_pcr *now = &after->bank[i].pcr[pcr];
		const struct ingot_golden_bank *bank =
			ingot_golden_find_bank(before, after->bank[i].hash);

		if (!bank)
			continue;
		if (!ingot_golden_pcr_equal(&bank->pcr[pcr], now))
			return INGOT_PCR_MOVED;
		if (has_value(now))
			movement = INGOT_PCR_SAME;
	}
	return movement;
}

static bool is_same_thing(const struct ingot_event *a, const struct ingot_event *b)
{
	return a->pcr == b->pcr && a->type == b->type && is_same(a->description, b->description) &&
	       is_same(a->phase, b->phase) && is_same(a->cause.section, b->cause.section);
}

static bool measures_same(const struct ingot_event *a, const struct ingot_event *b)
{
	for (unsigned i = 0; i < INGOT_HASH_COUNT; i++) {
		const struct ingot_digest *one = ingot_event_digest(a, (enum ingot_hash)i);
		const struct ingot_digest *other = ingot_event_digest(b, (enum ingot_hash)i);

		if (one && other && !ingot_digest_equal(one, other))
			return false;
	}
	return true;
}

/* struct matching - which events of the earlier release have found their like. */
struct matching {
	const struct ingot_event_list *before;
	bool *taken;
	size_t from; /* all events of this PCR before it are taken */
	uint32_t pcr;
};

static bool is_open(const struct matching *matching, size_t i)
{
	const struct ingot_event *event = &matching->before->events[i];

	return !matching->taken[i] && event->pcr == matching->pcr && ingot_event_extends(event);
}

/* The first event that nothing was matched with yet; NULL if there is none. */
static const struct ingot_event *match(struct matching *matching, const struct ingot_event *event)
{
	const struct ingot_event_list *before = matching->before;

	while (matching->from < before->count && !is_open(matching, matching->from))
		matching->from++;
	for (size_t i = matching->from; i < before->count; i++)
		if (is_open(matching, i) && is_same_thing(&before->events[i], event)) {
			matching->taken[i] = true;
			return &before->events[i];
		}
	return NULL;
}

static void collect(struct matching *matching, const struct ingot_event_list *after,
		    struct ingot_change_list *list)
{
	for (size_t i = 0; i < after->count; i++) {
		const struct ingot_event *event = &after->events[i];
		const struct ingot_event *was;

		if (event->pcr != matching->pcr || !ingot_event_extends(event))
			continue;
		was = match(matching, event);
		if (!was || !measures_same(was, event))
			list->changes[list->count++] = (struct ingot_change){ was, event };
	}
	for (size_t i = 0; i < matching->before->count; i++)
		if (is_open(matching, i))
			list->changes[list->count++] =
				(struct ingot_change){ &matching->before->events[i], NULL };
}

int ingot_change_list_of(const struct ingot_event_list *before,
			 const struct ingot_event_list *after, uint32_t pcr,
			 struct ingot_change_list *ret_list)
{
	/* one more, so that two empty lists are no failure */
	ingot_scoped(ingot_scoped_free) bool *taken = calloc(before->count + 1, sizeof(*taken));
	struct ingot_change_list list = {
		calloc(before->count + after->count + 1, sizeof(*list.changes)), 0
	};
	struct matching matching = { before, taken, 0, pcr };

	if (!taken || !list.changes) {
		free(list.changes);
		return -ENOMEM;
	}
	collect(&matching, after, &list);
	*ret_list = list;
	return 0;
}

void ingot_change_list_drop(struct ingot_change_list *list)
{
	free(list->changes);
	*list = (struct ingot_change_list){ NULL, 0 };
}
