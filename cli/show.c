/* SPDX-License-Identifier: Apache-2.0 */
/* What a release measures to, as JSON and as text. */
#include "cli/show.h"

#include <strings.h>

#include "base/scoped.h"
#include "cli/event_line.h"
#include "measurements/event_json.h"

#define SHORT_DIGITS 16

bool ingot_show_has(const struct ingot_show *show, const struct ingot_golden_entry *entry)
{
	return ingot_golden_find_bank(entry, show->hash) &&
	       (!show->platform || strcasecmp(entry->csp, show->platform) == 0 ||
		strcasecmp(entry->attestation_variant, show->platform) == 0);
}

static bool is_asked(const struct ingot_show *show, const struct ingot_golden_pcr *pcr,
		     unsigned index)
{
	return pcr->status != INGOT_GOLDEN_ABSENT &&
	       (show->pcr == INGOT_PCR_NONE || show->pcr == index);
}

static void record_values(const struct ingot_golden_pcr *pcr, struct ingot_record *object)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < pcr->value_count; i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record value = ingot_record_object();

		ingot_record_text(&value, "label", pcr->values[i].label);
		ingot_record_digest(&value, "value", &pcr->values[i].digest);
		ingot_record_give(&list, NULL, &value);
	}
	ingot_record_give(object, "values", &list);
}

static void record_events(const struct ingot_event_list *events, unsigned index,
			  struct ingot_record *object)
{
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < events->count; i++) {
		struct ingot_json *json = NULL;
		int r;

		if (events->events[i].pcr != index)
			continue;
		r = ingot_event_json_new(&events->events[i], &json);
		ingot_record_json(&list, NULL, r, json);
	}
	ingot_record_give(object, "events", &list);
}

static void record_entry(const struct ingot_show *show, const struct ingot_golden_entry *entry,
			 struct ingot_record *platforms)
{
	const struct ingot_golden_bank *bank = ingot_golden_find_bank(entry, show->hash);
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		const struct ingot_golden_pcr *pcr = &bank->pcr[i];
		ingot_scoped(ingot_record_drop) struct ingot_record record = { 0 };

		if (!is_asked(show, pcr, i))
			continue;
		record = ingot_record_object();
		ingot_record_integer(&record, "pcr", i);
		ingot_record_text(&record, "bank", ingot_hash_name(bank->hash));
		ingot_record_text(&record, "status", ingot_golden_status_name(pcr->status));
		ingot_record_text(&record, "why", pcr->why);
		record_values(pcr, &record);
		record_events(entry->events, i, &record);
		ingot_record_give(&list, NULL, &record);
	}
	ingot_record_text(&object, "csp", entry->csp);
	ingot_record_text(&object, "attestationVariant", entry->attestation_variant);
	ingot_record_text(&object, "model", entry->model);
	ingot_record_give(&object, "pcrs", &list);
	ingot_record_give(platforms, NULL, &object);
}

void ingot_show_record(const struct ingot_show *show, struct ingot_record *root)
{
	ingot_scoped(ingot_record_drop) struct ingot_record release = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < show->golden->entry_count; i++)
		if (ingot_show_has(show, &show->golden->entries[i]))
			record_entry(show, &show->golden->entries[i], &list);
	ingot_record_text(&release, "version", show->golden->version);
	ingot_record_text(&release, "ref", show->golden->ref);
	ingot_record_text(&release, "stream", show->golden->stream);
	ingot_record_text(root, "schema", INGOT_SHOW_SCHEMA);
	ingot_record_give(root, "release", &release);
	ingot_record_give(root, "platforms", &list);
}

static void print_digest(const struct ingot_show *show, const struct ingot_digest *digest,
			 FILE *out)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	ingot_digest_text(digest, text);
	fprintf(out, "%.*s", show->full ? (int)sizeof(text) : SHORT_DIGITS, text);
}

/* One line for one value, or the number of them; the rest is --pcr's. */
static void print_row(const struct ingot_show *show, const struct ingot_golden_pcr *pcr,
		      unsigned index, FILE *out)
{
	fprintf(out, "%3u  %-10s  ", index, ingot_golden_status_name(pcr->status));
	if (pcr->value_count == 1)
		print_digest(show, &pcr->values[0].digest, out);
	else if (pcr->value_count > 1)
		fprintf(out, "%2zu %-*s", pcr->value_count, pcr->why ? SHORT_DIGITS - 3 : 0,
			"values");
	else
		fprintf(out, "%-*s", pcr->why ? SHORT_DIGITS : 0, "-");
	if (pcr->why)
		fprintf(out, "  %s", pcr->why);
	fputc('\n', out);
}

static void print_pcr(const struct ingot_show *show, const struct ingot_golden_entry *entry,
		      const struct ingot_golden_pcr *pcr, FILE *out)
{
	unsigned position = 0;

	fprintf(out, "PCR %u, %s: %s%s%s\n", show->pcr, ingot_hash_name(show->hash),
		ingot_golden_status_name(pcr->status), pcr->why ? ": " : "",
		pcr->why ? pcr->why : "");
	for (size_t i = 0; i < pcr->value_count; i++) {
		fputs("  ", out);
		print_digest(show, &pcr->values[i].digest, out);
		fprintf(out, "%s%s\n", pcr->values[i].label ? "  " : "",
			pcr->values[i].label ? pcr->values[i].label : "");
	}
	for (size_t i = 0; i < entry->events->count; i++) {
		const struct ingot_event *event = &entry->events->events[i];
		const struct ingot_digest *digest = ingot_event_digest(event, show->hash);
		struct ingot_text text = { .length = 0 };

		if (event->pcr != show->pcr)
			continue;
		if (position++ == 0)
			fputs("Events, in this order:\n", out);
		ingot_event_line(event, &text);
		fprintf(out, "%4u  ", position);
		if (digest)
			print_digest(show, digest, out);
		else
			fprintf(out, "%-*s", SHORT_DIGITS, "not known");
		fprintf(out, "  %s\n", text.chars);
	}
}

static void print_entry(const struct ingot_show *show, const struct ingot_golden_entry *entry,
			FILE *out)
{
	const struct ingot_golden_bank *bank = ingot_golden_find_bank(entry, show->hash);

	fprintf(out, "\n%s (%s)\n", entry->csp, entry->attestation_variant);
	if (entry->model)
		fprintf(out, "%s\n", entry->model);
	if (show->pcr == INGOT_PCR_NONE)
		fprintf(out, "\nPCR  %-10s  %-*s  Why\n", "Status", SHORT_DIGITS,
			ingot_hash_name(show->hash));
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		if (!is_asked(show, &bank->pcr[i], i))
			continue;
		if (show->pcr == INGOT_PCR_NONE)
			print_row(show, &bank->pcr[i], i, out);
		else
			print_pcr(show, entry, &bank->pcr[i], out);
	}
}

void ingot_show_print(const struct ingot_show *show, FILE *out)
{
	fprintf(out, "%s %s, ref %s\n", show->golden->stream, show->golden->version,
		show->golden->ref);
	for (size_t i = 0; i < show->golden->entry_count; i++)
		if (ingot_show_has(show, &show->golden->entries[i]))
			print_entry(show, &show->golden->entries[i], out);
}
