/* SPDX-License-Identifier: Apache-2.0 */
/* Where two releases part, as JSON and as text. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/scoped.h"
#include "cli/diff.h"
#include "cli/event_line.h"
#include "measurements/event_json.h"

#define SHORT_DIGITS 16

static const struct ingot_golden_pcr *golden_of(const struct ingot_golden_entry *entry,
						unsigned index)
{
	return &ingot_golden_find_bank(entry, INGOT_HASH_SHA256)->pcr[index];
}

/* The event at a position, NULL behind the last. */
static const struct ingot_event *at(const struct ingot_event **events, size_t count, size_t i)
{
	return i < count ? events[i] : NULL;
}

static size_t longer(const struct ingot_diff_events *events)
{
	return events->from_count > events->to_count ? events->from_count : events->to_count;
}

/* At the same place and of the same words: only what it measures has changed. */
static bool is_changed(const struct ingot_event *from, const struct ingot_event *to)
{
	return from && to && from->type == to->type && from->description && to->description &&
	       strcmp(from->description, to->description) == 0;
}

static bool is_told(const struct ingot_event *from, const struct ingot_event *to)
{
	const struct ingot_digest *a = from ? ingot_event_digest(from, INGOT_HASH_SHA256) : NULL;
	const struct ingot_digest *b = to ? ingot_event_digest(to, INGOT_HASH_SHA256) : NULL;

	return !(a && b && ingot_digest_equal(a, b));
}

static void add_words(const struct ingot_event *from, const struct ingot_event *to,
		      struct ingot_text *text)
{
	ingot_text_add(text, is_changed(from, to) ? "changed: " : from ? "" : "new: ");
	if (!is_changed(from, to) && from) {
		ingot_text_add(text, to ? "was " : "gone: ");
		ingot_event_line(from, text);
		ingot_text_add(text, to ? ", is " : "");
	}
	if (to)
		ingot_event_line(to, text);
	if (is_changed(from, to) && from->cause.size != to->cause.size)
		ingot_text_add(text, ", was %" PRIu64 " bytes", from->cause.size);
}

static void record_event(const struct ingot_event *event, const char *key,
			 struct ingot_record *object)
{
	struct ingot_json *json = NULL;
	int r;

	if (!event)
		return;
	r = ingot_event_json_new(event, &json);
	ingot_record_json(object, key, r, json);
}

static void record_events(const struct ingot_diff_pcr *pcr, struct ingot_record *object)
{
	ingot_scoped(ingot_diff_events_drop) struct ingot_diff_events events = { .from = NULL };
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	list.error = list.error < 0 ? list.error : ingot_diff_events_find(pcr, &events);
	for (size_t i = 0; i < longer(&events); i++) {
		const struct ingot_event *from = at(events.from, events.from_count, i);
		const struct ingot_event *to = at(events.to, events.to_count, i);
		ingot_scoped(ingot_record_drop) struct ingot_record pair = { 0 };
		struct ingot_text text = { .length = 0 };

		if (!is_told(from, to))
			continue;
		pair = ingot_record_object();
		add_words(from, to, &text);
		record_event(from, "from", &pair);
		record_event(to, "to", &pair);
		ingot_record_text(&pair, "words", text.chars);
		ingot_record_give(&list, NULL, &pair);
	}
	ingot_record_give(object, "events", &list);
}

static void record_side(const struct ingot_golden_entry *entry, unsigned index, const char *key,
			struct ingot_record *object)
{
	const struct ingot_golden_pcr *pcr = golden_of(entry, index);
	ingot_scoped(ingot_record_drop) struct ingot_record side = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < pcr->value_count; i++)
		ingot_record_digest(&list, NULL, &pcr->values[i].digest);
	ingot_record_text(&side, "status",
			  pcr->status == INGOT_GOLDEN_ABSENT
				  ? "absent"
				  : ingot_golden_status_name(pcr->status));
	ingot_record_give(&side, "values", &list);
	ingot_record_give(object, key, &side);
}

static void record_pcrs(const struct ingot_golden_entry *from, const struct ingot_golden_entry *to,
			struct ingot_record *object)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_diff_pcr pcr = { i, from, to };
		ingot_scoped(ingot_record_drop) struct ingot_record record = { 0 };

		if (!ingot_diff_moves(&pcr))
			continue;
		record = ingot_record_object();
		ingot_record_integer(&record, "pcr", i);
		record_side(from, i, "from", &record);
		record_side(to, i, "to", &record);
		record_events(&pcr, &record);
		ingot_record_give(&list, NULL, &record);
	}
	ingot_record_give(object, "pcrs", &list);
}

static void record_platform(const struct ingot_golden_entry *from,
			    const struct ingot_golden_entry *to, struct ingot_record *list)
{
	const struct ingot_golden_entry *either = from ? from : to;
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();

	ingot_record_text(&object, "csp", either->csp);
	ingot_record_text(&object, "attestationVariant", either->attestation_variant);
	ingot_record_text(&object, "in", !to ? "from" : !from ? "to" : "both");
	if (from && to)
		record_pcrs(from, to, &object);
	ingot_record_give(list, NULL, &object);
}

static void record_release(const struct ingot_golden *golden, const char *key,
			   struct ingot_record *root)
{
	ingot_scoped(ingot_record_drop) struct ingot_record release = ingot_record_object();

	ingot_record_text(&release, "version", golden->version);
	ingot_record_text(&release, "ref", golden->ref);
	ingot_record_text(&release, "stream", golden->stream);
	ingot_record_give(root, key, &release);
}

static const struct ingot_golden_entry *other(const struct ingot_golden *golden,
					      const struct ingot_golden_entry *entry)
{
	return ingot_golden_find(golden, entry->csp, entry->attestation_variant);
}

void ingot_diff_record(const struct ingot_golden *from, const struct ingot_golden *to,
		       struct ingot_record *root)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < from->entry_count; i++)
		record_platform(&from->entries[i], other(to, &from->entries[i]), &list);
	for (size_t i = 0; i < to->entry_count; i++)
		if (!other(from, &to->entries[i]))
			record_platform(NULL, &to->entries[i], &list);
	ingot_record_text(root, "schema", INGOT_DIFF_SCHEMA);
	record_release(from, "from", root);
	record_release(to, "to", root);
	ingot_record_give(root, "platforms", &list);
}

/*
 * Of several values the first that the other release does not have in its place; of phases the last,
 * ready: the one that a node at work has.
 */
static size_t shown_value(const struct ingot_golden_pcr *pcr, const struct ingot_golden_pcr *other)
{
	size_t last = pcr->value_count - 1;

	for (size_t i = 0; pcr->status != INGOT_GOLDEN_PHASES && i < last; i++)
		if (i >= other->value_count ||
		    !ingot_digest_equal(&pcr->values[i].digest, &other->values[i].digest))
			return i;
	return last;
}

static void print_side(const struct ingot_golden_pcr *pcr, const struct ingot_golden_pcr *other,
		       FILE *out)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (pcr->status == INGOT_GOLDEN_ABSENT || pcr->value_count == 0) {
		fprintf(out, "%s",
			pcr->status == INGOT_GOLDEN_ABSENT ? "absent"
							   : ingot_golden_status_name(pcr->status));
		return;
	}
	ingot_digest_text(&pcr->values[shown_value(pcr, other)].digest, text);
	fprintf(out, "%.*s", SHORT_DIGITS, text);
}

static void print_values(const struct ingot_diff_pcr *pcr, FILE *out)
{
	const struct ingot_golden_pcr *from = golden_of(pcr->from, pcr->index);
	const struct ingot_golden_pcr *to = golden_of(pcr->to, pcr->index);

	fprintf(out, "  PCR %-2u  ", pcr->index);
	print_side(from, to, out);
	fputs(" -> ", out);
	print_side(to, from, out);
	fputc('\n', out);
}

static int print_pcr(const struct ingot_diff_pcr *pcr, FILE *out)
{
	ingot_scoped(ingot_diff_events_drop) struct ingot_diff_events events = { .from = NULL };
	int r = ingot_diff_events_find(pcr, &events);

	if (r < 0)
		return r;
	print_values(pcr, out);
	for (size_t i = 0; i < longer(&events); i++) {
		const struct ingot_event *from = at(events.from, events.from_count, i);
		const struct ingot_event *to = at(events.to, events.to_count, i);
		struct ingot_text text = { .length = 0 };

		if (!is_told(from, to))
			continue;
		add_words(from, to, &text);
		fprintf(out, "          %s\n", text.chars);
	}
	return 0;
}

static int print_platform(const struct ingot_golden_entry *from,
			  const struct ingot_golden_entry *to, FILE *out)
{
	const struct ingot_golden_entry *either = from ? from : to;
	unsigned moved = 0;

	fprintf(out, "\n%s (%s)%s\n", either->csp, either->attestation_variant,
		!to     ? ": no longer there"
		: !from ? ": new"
			: "");
	for (unsigned i = 0; from && to && i < INGOT_PCR_COUNT; i++) {
		const struct ingot_diff_pcr pcr = { i, from, to };
		int r = ingot_diff_moves(&pcr) ? print_pcr(&pcr, out) : 0;

		if (r < 0)
			return r;
		moved += ingot_diff_moves(&pcr);
	}
	if (from && to && moved == 0)
		fputs("  no PCR moves\n", out);
	return 0;
}

int ingot_diff_print(const struct ingot_golden *from, const struct ingot_golden *to, FILE *out)
{
	fprintf(out, "%s %s, ref %s -> %s %s, ref %s\n", from->stream, from->version, from->ref,
		to->stream, to->version, to->ref);
	for (size_t i = 0; i < from->entry_count; i++) {
		int r = print_platform(&from->entries[i], other(to, &from->entries[i]), out);

		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < to->entry_count; i++)
		if (!other(from, &to->entries[i]))
			(void)print_platform(NULL, &to->entries[i], out);
	return 0;
}
