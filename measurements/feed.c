/* SPDX-License-Identifier: Apache-2.0 */
/* Which file feeds which PCR: events, gathered by what caused them. */
#include "measurements/feed.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct ingot_feed *find(const struct ingot_feed_list *list, const char *file,
			       const char *section)
{
	for (size_t i = 0; i < list->count; i++)
		if (is_same(list->feeds[i].file, file) && is_same(list->feeds[i].section, section))
			return &list->feeds[i];
	return NULL;
}

static void gather(struct ingot_feed_list *list, const struct ingot_event *event, size_t position)
{
	const struct ingot_event_cause *cause = &event->cause;
	struct ingot_feed *feed = find(list, cause->file, cause->section);

	if (!feed) {
		if (list->count == INGOT_FEED_COUNT_MAX)
			return;
		feed = &list->feeds[list->count++];
		*feed = (struct ingot_feed){ .file = cause->file,
					     .section = cause->section,
					     .first = position };
	}
	feed->pcrs |= UINT32_C(1) << event->pcr;
	if (feed->size == 0) {
		feed->offset = cause->offset;
		feed->size = cause->size;
	}
}

int ingot_feed_list_of(const struct ingot_event_list *events, struct ingot_feed_list *ret_list)
{
	struct ingot_feed_list list = { calloc(INGOT_FEED_COUNT_MAX, sizeof(*list.feeds)), 0 };

	if (!list.feeds)
		return -ENOMEM;
	for (size_t i = 0; i < events->count; i++)
		if (events->events[i].cause.file && ingot_event_extends(&events->events[i]))
			gather(&list, &events->events[i], i);
	*ret_list = list;
	return 0;
}

const struct ingot_feed *ingot_feed_find(const struct ingot_feed_list *list, const char *file,
					 const char *section)
{
	return find(list, file, section);
}

void ingot_feed_list_drop(struct ingot_feed_list *list)
{
	free(list->feeds);
	*list = (struct ingot_feed_list){ NULL, 0 };
}
