/* SPDX-License-Identifier: Apache-2.0 */
/* A verdict as JSON, and its differences in words. */
#include "measurements/compare.h"

#include <inttypes.h>

#include "base/scoped.h"
#include "measurements/event_json.h"
#include "measurements/eventtype.h"

static void add_event_words(const struct ingot_event *event, struct ingot_text *text)
{
	char type[INGOT_EVENTTYPE_NAME_SIZE];

	ingot_eventtype_format(event->type, type);
	ingot_text_add(text, "%s", type);
	if (event->description) {
		ingot_text_add(text, " '");
		ingot_text_add_ascii(text, ingot_bytes_of_text(event->description));
		ingot_text_add(text, "'");
	}
}

static void add_cause_words(const struct ingot_event_cause *cause, struct ingot_text *text)
{
	if (!cause->file)
		return;
	ingot_text_add(text, " because of ");
	ingot_text_add_ascii(text, ingot_bytes_of_text(cause->file));
	if (cause->section) {
		ingot_text_add(text, ", section ");
		ingot_text_add_ascii(text, ingot_bytes_of_text(cause->section));
	}
	if (cause->size > 0)
		ingot_text_add(text, ", %" PRIu64 " bytes at %" PRIu64, cause->size, cause->offset);
}

void ingot_compare_words(const struct ingot_event_difference *difference, unsigned pcr,
			 struct ingot_text *text)
{
	ingot_text_add(text, "event %zu of PCR %u: expected ", difference->position + 1, pcr);
	if (difference->expected) {
		add_event_words(difference->expected, text);
		add_cause_words(&difference->expected->cause, text);
	} else {
		ingot_text_add(text, "no further one");
	}
	ingot_text_add(text, ", found ");
	if (difference->found)
		add_event_words(difference->found, text);
	else
		ingot_text_add(text, "no further one");
	if (difference->expected && difference->found &&
	    difference->expected->type == difference->found->type)
		ingot_text_add(text, " with another digest");
}

static void add_event(struct ingot_record *object, const char *key, const struct ingot_event *event)
{
	struct ingot_json *json = NULL;
	int r;

	if (!event)
		return;
	r = ingot_event_json_new(event, &json);
	ingot_record_json(object, key, r, json);
}

static void add_difference(const struct ingot_pcr_verdict *pcr, unsigned index,
			   struct ingot_record *object)
{
	ingot_scoped(ingot_record_drop) struct ingot_record difference = ingot_record_object();
	struct ingot_text words = { .length = 0 };

	if (!pcr->differs)
		return;
	ingot_compare_words(&pcr->difference, index, &words);
	ingot_record_integer(&difference, "position", (int64_t)pcr->difference.position);
	add_event(&difference, "expected", pcr->difference.expected);
	add_event(&difference, "found", pcr->difference.found);
	ingot_record_text(&difference, "words", words.chars);
	ingot_record_give(object, "difference", &difference);
}

static void add_pcr(const struct ingot_pcr_verdict *pcr, unsigned index, struct ingot_record *bank)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
	const char *status = ingot_golden_status_name(pcr->status);
	char key[4];

	snprintf(key, sizeof(key), "%u", index % 100);
	ingot_record_text(&object, "status", status ? status : "absent");
	ingot_record_text(&object, "verdict", ingot_verdict_result_name(pcr->result));
	ingot_record_text(&object, "label", pcr->label);
	ingot_record_digest(&object, "expected", pcr->expected);
	ingot_record_digest(&object, "found", pcr->found);
	ingot_record_text(&object, "log", ingot_verdict_log_name(pcr->log));
	ingot_record_text(&object, "why", pcr->why);
	add_difference(pcr, index, &object);
	ingot_record_give(bank, key, &object);
}

static void add_release(const struct ingot_golden *golden, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record release = ingot_record_object();

	ingot_record_text(&release, "version", golden->version);
	ingot_record_text(&release, "ref", golden->ref);
	ingot_record_text(&release, "stream", golden->stream);
	ingot_record_give(record, "release", &release);
}

void ingot_compare_record(const struct ingot_comparison *comparison, struct ingot_record *record)
{
	ingot_scoped(ingot_record_drop) struct ingot_record banks = ingot_record_object();
	const struct ingot_verdict *verdict = &comparison->verdict;

	ingot_record_text(record, "version", INGOT_COMPARE_VERSION);
	ingot_record_boolean(record, "holds", verdict->holds);
	add_release(comparison->golden, record);
	ingot_record_text(record, "csp", comparison->question.golden->csp);
	ingot_record_text(record, "attestationVariant",
			  comparison->question.golden->attestation_variant);
	ingot_record_text(record, "phase", comparison->question.phase);
	ingot_record_integer(record, "enforced", (int64_t)verdict->enforced_count);
	for (size_t b = 0; b < verdict->bank_count; b++) {
		ingot_scoped(ingot_record_drop) struct ingot_record bank = ingot_record_object();

		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			add_pcr(&verdict->bank[b].pcr[i], i, &bank);
		ingot_record_give(&banks, ingot_hash_name(verdict->bank[b].hash), &bank);
	}
	ingot_record_give(record, "banks", &banks);
}
