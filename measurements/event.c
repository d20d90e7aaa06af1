/* SPDX-License-Identifier: Apache-2.0 */
/* Ordered events, and the one fold from events to PCR values. */
#include "measurements/event.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/eventtype.h"

int ingot_event_add_digest(struct ingot_event *event, const struct ingot_digest *digest)
{
	if (ingot_hash_size(digest->hash) == 0 || event->digests.hashes & UINT32_C(1)
										  << digest->hash)
		return -EINVAL;
	event->digests.digest[digest->hash] = *digest;
	event->digests.hashes |= UINT32_C(1) << digest->hash;
	return 0;
}

const struct ingot_digest *ingot_event_digest(const struct ingot_event *event, enum ingot_hash hash)
{
	if (hash >= INGOT_HASH_COUNT || !(event->digests.hashes & UINT32_C(1) << hash))
		return NULL;
	return &event->digests.digest[hash];
}

bool ingot_event_extends(const struct ingot_event *event)
{
	return event->type != INGOT_EV_NO_ACTION && event->pcr < INGOT_PCR_COUNT;
}

int ingot_event_list_new(struct ingot_event_list **ret_list)
{
	struct ingot_event_list *list = calloc(1, sizeof *list);

	if (!list)
		return -ENOMEM;
	*ret_list = list;
	return 0;
}

static void release_strings(struct ingot_event *event)
{
	free((void *)event->description);
	free((void *)event->phase);
	free((void *)event->cause.file);
	free((void *)event->cause.section);
}

void ingot_event_list_free(struct ingot_event_list *list)
{
	if (!list)
		return;
	ingot_event_list_truncate(list, 0);
	free(list->events);
	free(list);
}

void ingot_event_list_scoped(struct ingot_event_list **list)
{
	ingot_event_list_free(*list);
}

static int make_room(struct ingot_event_list *list)
{
	size_t capacity = list->capacity ? 2 * list->capacity : 64;
	struct ingot_event *events;

	if (list->count >= INGOT_EVENT_COUNT_MAX)
		return -EFBIG;
	if (list->count < list->capacity)
		return 0;
	events = reallocarray(list->events, capacity, sizeof *events);
	if (!events)
		return -ENOMEM;
	list->events = events;
	list->capacity = capacity;
	return 0;
}

static int copy_string(const char *text, const char **ret_copy)
{
	char *copy = NULL;

	if (text) {
		copy = strdup(text);
		if (!copy)
			return -ENOMEM;
	}
	*ret_copy = copy;
	return 0;
}

int ingot_event_list_add(struct ingot_event_list *list, const struct ingot_event *event)
{
	struct ingot_event copy = { .pcr = event->pcr,
				    .type = event->type,
				    .digests = event->digests };
	int r;

	if (event->pcr >= INGOT_PCR_COUNT && event->pcr != INGOT_PCR_NONE)
		return -EINVAL;
	r = make_room(list);
	if (r < 0)
		return r;

	copy.cause.offset = event->cause.offset;
	copy.cause.size = event->cause.size;
	if (copy_string(event->description, &copy.description) < 0 ||
	    copy_string(event->phase, &copy.phase) < 0 ||
	    copy_string(event->cause.file, &copy.cause.file) < 0 ||
	    copy_string(event->cause.section, &copy.cause.section) < 0) {
		release_strings(&copy);
		return -ENOMEM;
	}
	list->events[list->count++] = copy;
	return 0;
}

void ingot_event_list_truncate(struct ingot_event_list *list, size_t count)
{
	while (list->count > count)
		release_strings(&list->events[--list->count]);
}

/* A bank, at its start values, for each algorithm that occurs. */
static int start_banks(const struct ingot_event_list *list, struct ingot_pcr_banks *banks)
{
	uint32_t hashes = 0;

	for (size_t i = 0; i < list->count; i++)
		hashes |= list->events[i].digests.hashes;
	for (enum ingot_hash hash = 0; hash < INGOT_HASH_COUNT; hash++) {
		struct ingot_pcr_bank *bank;
		int r;

		if (!(hashes & UINT32_C(1) << hash))
			continue;
		r = ingot_pcr_banks_add(banks, hash, &bank);
		if (r < 0)
			return r;
		r = ingot_pcr_bank_start(bank, hash, list->startup_locality);
		if (r < 0)
			return r;
	}
	return 0;
}

static int fold_event(struct ingot_pcr_banks *banks, const struct ingot_event *event)
{
	if (!ingot_event_extends(event))
		return 0;
	for (size_t i = 0; i < banks->count; i++) {
		struct ingot_pcr_bank *bank = &banks->bank[i];
		const struct ingot_digest *digest = ingot_event_digest(event, bank->hash);
		int r = digest ? ingot_pcr_extend(bank, event->pcr, digest)
			       : ingot_pcr_lose(bank, event->pcr);

		if (r < 0)
			return r;
	}
	return 0;
}

int ingot_event_list_fold(const struct ingot_event_list *list, const char *phase,
			  struct ingot_pcr_banks *ret_banks)
{
	struct ingot_pcr_banks banks = { 0 };
	bool reached = !phase;
	int r = start_banks(list, &banks);

	if (r < 0)
		return r;
	for (size_t i = 0; i < list->count; i++) {
		const struct ingot_event *event = &list->events[i];

		r = fold_event(&banks, event);
		if (r < 0)
			return r;
		if (phase && event->phase && strcmp(event->phase, phase) == 0) {
			reached = true;
			break;
		}
	}
	if (!reached)
		return -ENOENT;
	*ret_banks = banks;
	return 0;
}

/* The next event, from position *at on, that extends the PCR; NULL at the end. */
static const struct ingot_event *next_of_pcr(const struct ingot_event_list *list, uint32_t pcr,
					     size_t *at)
{
	while (*at < list->count) {
		const struct ingot_event *event = &list->events[(*at)++];

		if (event->pcr == pcr && ingot_event_extends(event))
			return event;
	}
	return NULL;
}

static bool same_digest(const struct ingot_event *a, const struct ingot_event *b,
			enum ingot_hash hash)
{
	const struct ingot_digest *of_a = ingot_event_digest(a, hash);
	const struct ingot_digest *of_b = ingot_event_digest(b, hash);

	return !of_a || !of_b || ingot_digest_equal(of_a, of_b);
}

int ingot_event_list_compare(const struct ingot_event_list *expected,
			     const struct ingot_event_list *found, struct ingot_event_scope scope,
			     struct ingot_event_difference *ret_difference)
{
	size_t at_expected = 0, at_found = 0;

	for (size_t position = 0;; position++) {
		const struct ingot_event *a = next_of_pcr(expected, scope.pcr, &at_expected);
		const struct ingot_event *b = next_of_pcr(found, scope.pcr, &at_found);

		if (!a && !b)
			return 0;
		if (!a || !b || !same_digest(a, b, scope.hash)) {
			*ret_difference = (struct ingot_event_difference){ position, a, b };
			return 1;
		}
	}
}
