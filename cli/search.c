/* SPDX-License-Identifier: Apache-2.0 */
/* What a PCR's value is made of: events of known releases, combined anew. */
#include "cli/search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

/* The events of one PCR of one release; none where some cannot be folded. */
struct row {
	const struct ingot_known_release *release;
	const struct ingot_event *event[INGOT_SEARCH_SLOT_COUNT_MAX];
	size_t count;
};

/* Releases with the same kinds of events in the same order, and what is being tried. */
struct table {
	const struct ingot_search_question *question;
	const struct row **rows; /* the first gives the order */
	size_t row_count;
	size_t group[INGOT_SEARCH_SLOT_COUNT_MAX];  /* slot: the first slot of the same file */
	size_t choice[INGOT_SEARCH_SLOT_COUNT_MAX]; /* first slot of a group: which row's */
	bool (*fresh)[INGOT_SEARCH_SLOT_COUNT_MAX]; /* row: the groups in which it is the first */
	const struct ingot_digest *digest[INGOT_SEARCH_SLOT_COUNT_MAX];
};

static const struct ingot_digest *digest_of(const struct table *table, size_t row, size_t slot)
{
	return ingot_event_digest(table->rows[row]->event[slot], table->question->value->hash);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void gather(const struct ingot_search_question *question,
		   const struct ingot_known_release *release, struct row *row)
{
	const struct ingot_event_list *list = release->entry->events;

	row->release = release;
	row->count = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct ingot_event *event = &list->events[i];

		if (event->pcr != question->pcr || !ingot_event_extends(event))
			continue;
		if (row->count == INGOT_SEARCH_SLOT_COUNT_MAX ||
		    !ingot_event_digest(event, question->value->hash)) {
			row->count = 0;
			return;
		}
		row->event[row->count++] = event;
	}
}

static size_t group_of(const struct row *row, size_t slot)
{
	size_t first = 0;

	if (!row->event[slot]->cause.file)
		return slot;
	while (!same_text(row->event[first]->cause.file, row->event[slot]->cause.file))
		first++;
	return first;
}

static bool same_order(const struct row *a, const struct row *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->event[i]->type != b->event[i]->type ||
		    !same_text(a->event[i]->phase, b->event[i]->phase) ||
		    !same_text(a->event[i]->cause.section, b->event[i]->cause.section) ||
		    group_of(a, i) != group_of(b, i))
			return false;
	return true;
}

/* Does a row have something new in a group, beside the rows before it? */
static bool is_new(const struct table *table, size_t group, size_t row)
{
	for (size_t earlier = 0; earlier < row; earlier++) {
		bool same = true;

		for (size_t i = group; same && i < table->rows[0]->count; i++)
			same = table->group[i] != group ||
			       ingot_digest_equal(digest_of(table, earlier, i),
						  digest_of(table, row, i));
		if (same)
			return false;
	}
	return true;
}

static void choose(struct table *table, size_t group, size_t row)
{
	table->choice[group] = row;
	for (size_t i = group; i < table->rows[0]->count; i++)
		if (table->group[i] == group)
			table->digest[i] = digest_of(table, row, i);
}

/* The next combination, like the wheels of a counter: true until all are back at the first row. */
static bool advance(struct table *table)
{
	for (size_t i = 0; i < table->rows[0]->count; i++) {
		size_t row = table->choice[i] + 1;

		if (table->group[i] != i)
			continue;
		while (row < table->row_count && !table->fresh[row][i])
			row++;
		choose(table, i, row < table->row_count ? row : 0);
		if (row < table->row_count)
			return true;
	}
	return false;
}

/* A value is looked at when a phase is reached, before the first one, and at the end. */
static bool is_halt(const struct row *order, size_t slot)
{
	return slot + 1 == order->count || order->event[slot]->phase ||
	       order->event[slot + 1]->phase;
}

/* Returns how many of the events lead to the value; 0 if none do. */
static int fold(const struct table *table, size_t *ret_length)
{
	const struct ingot_search_question *question = table->question;
	const struct row *order = table->rows[0];
	struct ingot_pcr_bank bank;
	int r = ingot_pcr_bank_start(&bank, question->value->hash, 0);

	for (size_t i = 0; r == 0 && i < order->count; i++) {
		r = ingot_pcr_extend(&bank, question->pcr, table->digest[i]);
		if (r == 0 && is_halt(order, i) &&
		    ingot_digest_equal(&bank.pcr[question->pcr], question->value)) {
			*ret_length = i + 1;
			return 1;
		}
	}
	return r;
}

static void give(const struct table *table, size_t length, struct ingot_search_answer *answer)
{
	const struct row *order = table->rows[0];

	*answer = (struct ingot_search_answer){ .event_count = length };
	for (size_t i = 0; i < length; i++) {
		const struct row *row = table->rows[table->choice[table->group[i]]];
		struct ingot_search_event *event = &answer->events[i];

		event->event = row->event[i];
		event->of = row->release;
		for (size_t k = 0; k < order->count; k++) {
			event->place += k < i && row->event[k]->type == row->event[i]->type;
			event->bound |= k != i && table->group[k] == table->group[i];
		}
	}
	for (size_t i = length; i < order->count; i++)
		answer->unreached += order->event[i]->phase != NULL;
}

static int try_table(struct table *table, struct ingot_search_answer *answer)
{
	const struct row *order = table->rows[0];
	size_t length = 0;

	for (size_t i = 0; i < order->count; i++)
		table->group[i] = group_of(order, i);
	for (size_t i = 0; i < order->count; i++) {
		for (size_t row = 0; row < table->row_count; row++)
			table->fresh[row][i] = table->group[i] == i && is_new(table, i, row);
		if (table->group[i] == i)
			choose(table, i, 0);
	}
	for (size_t i = 0; i < INGOT_SEARCH_COMBINATION_COUNT_MAX; i++) {
		int r = fold(table, &length);

		if (r > 0)
			give(table, length, answer);
		if (r != 0)
			return r;
		if (!advance(table))
			return 0;
	}
	answer->cut = true;
	return 0;
}

/* All rows of one order, the first of which is @first; none if that order has been tried. */
static void sort_out(const struct row *rows, size_t first, size_t count, struct table *table)
{
	table->row_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (!same_order(&rows[first], &rows[i]))
			continue;
		if (i < first)
			return;
		table->rows[table->row_count++] = &rows[i];
	}
}

int ingot_search_run(const struct ingot_search_question *question,
		     struct ingot_search_answer *ret_answer)
{
	size_t count = question->known->count;
	ingot_scoped(ingot_scoped_free) struct row *rows = calloc(count + 1, sizeof(*rows));
	ingot_scoped(ingot_scoped_free) const struct row **order =
		calloc(count + 1, sizeof(*order));
	struct table table = { .question = question, .rows = order };
	ingot_scoped(ingot_scoped_free) void *fresh = calloc(count + 1, sizeof(*table.fresh));
	int r = 0;

	table.fresh = fresh;
	if (!rows || !order || !fresh)
		return -ENOMEM;
	*ret_answer = (struct ingot_search_answer){ .event_count = 0 };
	for (size_t i = 0; i < count; i++)
		gather(question, &question->known->release[i], &rows[i]);
	for (size_t i = 0; r == 0 && i < count; i++) {
		sort_out(rows, i, count, &table);
		if (rows[i].count > 0 && table.row_count > 0)
			r = try_table(&table, ret_answer);
	}
	return r;
}
