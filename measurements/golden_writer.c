/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical writer of measurements.json; golden.h is the specification. */
#include "measurements/golden_writer.h"

#include <errno.h>
#include <stdio.h>

#include "base/json.h"
#include "base/scoped.h"
#include "measurements/event_json.h"

/* Hand a finished value over to its parent. */
static int give(struct ingot_json *parent, const char *key, struct ingot_json **value)
{
	struct ingot_json *given = *value;

	*value = NULL;
	return key ? ingot_json_set(parent, key, given) : ingot_json_append(parent, given);
}

static int set_digest(struct ingot_json *object, const char *key, const struct ingot_digest *digest)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	ingot_digest_text(digest, text);
	return ingot_json_set_text(object, key, text);
}

static int add_value(struct ingot_json *list, const struct ingot_golden_value *value,
		     const char *label_key)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();
	int r = object ? 0 : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(object, label_key, value->label);
	if (r == 0)
		r = set_digest(object, "value", &value->digest);
	return r < 0 ? r : give(list, NULL, &object);
}

static int set_values(struct ingot_json *object, const struct ingot_golden_pcr *pcr)
{
	const char *label_key = ingot_golden_label_key(pcr->status);
	ingot_scoped(ingot_json_scoped) struct ingot_json *list = NULL;

	if (pcr->status == INGOT_GOLDEN_EXACT)
		return set_digest(object, "value", &pcr->values[0].digest);
	if (!label_key)
		return 0;
	list = ingot_json_new_array();
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < pcr->value_count; i++) {
		int r = add_value(list, &pcr->values[i], label_key);

		if (r < 0)
			return r;
	}
	return give(object, "values", &list);
}

/* Key of a PCR: its number in decimal. */
static void format_index(unsigned index, char key[static 4])
{
	snprintf(key, 4, "%u", index % 100);
}

static int set_pcr(struct ingot_json *bank, unsigned index, const struct ingot_golden_pcr *pcr)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();
	int r = object ? 0 : -ENOMEM;
	char key[4];

	if (r == 0)
		r = ingot_json_set_text(object, "status", ingot_golden_status_name(pcr->status));
	if (r == 0 && pcr->why)
		r = ingot_json_set_text(object, "why", pcr->why);
	if (r == 0)
		r = set_values(object, pcr);
	if (r < 0)
		return r;
	format_index(index, key);
	return give(bank, key, &object);
}

static int set_bank(struct ingot_json *banks, const struct ingot_golden_bank *bank)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();

	if (!object)
		return -ENOMEM;
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		int r = bank->pcr[i].status ? set_pcr(object, i, &bank->pcr[i]) : 0;

		if (r < 0)
			return r;
	}
	return give(banks, ingot_hash_name(bank->hash), &object);
}

static int set_banks(struct ingot_json *object, const struct ingot_golden_entry *entry)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *banks = ingot_json_new_object();

	if (!banks)
		return -ENOMEM;
	for (size_t i = 0; i < entry->bank_count; i++) {
		int r = set_bank(banks, &entry->bank[i]);

		if (r < 0)
			return r;
	}
	return give(object, "banks", &banks);
}

static int set_expected(struct ingot_json *measurements, unsigned index,
			const struct ingot_golden_expected *expected)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();
	int r = object ? 0 : -ENOMEM;
	char key[4];

	if (r == 0)
		r = set_digest(object, "expected", &expected->value);
	if (r == 0)
		r = ingot_json_set_boolean(object, "warnOnly", expected->warn_only);
	if (r < 0)
		return r;
	format_index(index, key);
	return give(measurements, key, &object);
}

static int set_measurements(struct ingot_json *object, const struct ingot_golden_entry *entry)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *measurements = ingot_json_new_object();

	if (!measurements)
		return -ENOMEM;
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		struct ingot_golden_expected expected;
		int r = 0;

		if (ingot_golden_v2_expected(entry, i, &expected))
			r = set_expected(measurements, i, &expected);
		if (r < 0)
			return r;
	}
	return give(object, "measurements", &measurements);
}

static int set_events(struct ingot_json *object, const struct ingot_event_list *events)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *list = ingot_json_new_array();

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < events->count; i++) {
		struct ingot_json *event;
		int r = ingot_event_json_new(&events->events[i], &event);

		if (r == 0)
			r = ingot_json_append(list, event);
		if (r < 0)
			return r;
	}
	return give(object, "events", &list);
}

static int add_entry(struct ingot_json *list, const struct ingot_golden_entry *entry)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();
	int r = object ? 0 : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(object, "csp", entry->csp);
	if (r == 0)
		r = ingot_json_set_text(object, "attestationVariant", entry->attestation_variant);
	if (r == 0)
		r = set_measurements(object, entry);
	if (r == 0 && entry->model)
		r = ingot_json_set_text(object, "model", entry->model);
	if (r == 0)
		r = set_banks(object, entry);
	if (r == 0)
		r = set_events(object, entry->events);
	return r < 0 ? r : give(list, NULL, &object);
}

static int set_list(struct ingot_json *root, const struct ingot_golden *golden)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *list = ingot_json_new_array();

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < golden->entry_count; i++) {
		int r = add_entry(list, &golden->entries[i]);

		if (r < 0)
			return r;
	}
	return give(root, "list", &list);
}

int ingot_golden_write(const struct ingot_golden *golden, struct ingot_fault *fault,
		       char **ret_text, size_t *ret_size)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *rule = NULL;
	int r = ingot_golden_check(golden, &rule);

	if (r == -EBADMSG) {
		(void)ingot_fault_at(fault, 0, rule);
		return -EINVAL;
	}
	if (r < 0)
		return r;
	root = ingot_json_new_object();
	if (!root)
		return -ENOMEM;
	r = ingot_json_set_text(root, "version", golden->version);
	if (r == 0)
		r = ingot_json_set_text(root, "ref", golden->ref);
	if (r == 0)
		r = ingot_json_set_text(root, "stream", golden->stream);
	if (r == 0)
		r = set_list(root, golden);
	return r < 0 ? r : ingot_json_write(root, INGOT_JSON_PRETTY, ret_text, ret_size);
}
