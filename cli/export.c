/* SPDX-License-Identifier: Apache-2.0 */
/* Golden values in the formats that other verifiers read. */
#include "cli/export.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/timestamp.h"

#define NAME_SIZE 64

static struct ingot_record measurements_v2(const struct ingot_golden_entry *entry)
{
	struct ingot_record object = ingot_record_object();

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record value = { 0 };
		struct ingot_golden_expected expected;
		char key[NAME_SIZE];

		if (ingot_golden_v2_expected(entry, i, &expected) == 0)
			continue;
		value = ingot_record_object();
		ingot_record_digest(&value, "expected", &expected.value);
		ingot_record_boolean(&value, "warnOnly", expected.warn_only);
		(void)snprintf(key, sizeof(key), "%u", i);
		ingot_record_give(&object, key, &value);
	}
	return object;
}

struct ingot_record ingot_export_list_v2(const struct ingot_golden *golden)
{
	struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < golden->entry_count; i++) {
		const struct ingot_golden_entry *entry = &golden->entries[i];
		ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
		ingot_scoped(ingot_record_drop) struct ingot_record values = measurements_v2(entry);

		ingot_record_text(&object, "csp", entry->csp);
		ingot_record_text(&object, "attestationVariant", entry->attestation_variant);
		ingot_record_give(&object, "measurements", &values);
		ingot_record_give(&list, NULL, &object);
	}
	return list;
}

static struct ingot_record write_v2(const struct ingot_export *export)
{
	struct ingot_record root = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record list =
		ingot_export_list_v2(export->golden);

	ingot_record_text(&root, "version", export->golden->version);
	ingot_record_text(&root, "ref", export->golden->ref);
	ingot_record_text(&root, "stream", export->golden->stream);
	ingot_record_give(&root, "list", &list);
	return root;
}

/* Of each bank all of the PCR's events have digests, and they lead to the one value there is. */
static bool is_followed(const struct ingot_golden_entry *entry, unsigned index)
{
	for (size_t b = 0; b < entry->bank_count; b++) {
		enum ingot_golden_status status = entry->bank[b].pcr[index].status;

		if (status != INGOT_GOLDEN_EXACT && status != INGOT_GOLDEN_PHASES)
			return false;
		for (size_t i = 0; i < entry->events->count; i++)
			if (entry->events->events[i].pcr == index &&
			    !ingot_event_digest(&entry->events->events[i], entry->bank[b].hash))
				return false;
	}
	return true;
}

static struct ingot_record digests_pcrlock(const struct ingot_event *event)
{
	struct ingot_record list = ingot_record_list();

	for (enum ingot_hash hash = 0; hash < INGOT_HASH_COUNT; hash++) {
		const struct ingot_digest *digest = ingot_event_digest(event, hash);
		ingot_scoped(ingot_record_drop) struct ingot_record object = { 0 };

		if (!digest)
			continue;
		object = ingot_record_object();
		ingot_record_text(&object, "hashAlg", ingot_hash_name(hash));
		ingot_record_digest(&object, "digest", digest);
		ingot_record_give(&list, NULL, &object);
	}
	return list;
}

static struct ingot_record write_pcrlock(const struct ingot_export *export)
{
	const struct ingot_event_list *events = export->entry->events;
	struct ingot_record root = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < events->count; i++) {
		const struct ingot_event *event = &events->events[i];
		ingot_scoped(ingot_record_drop) struct ingot_record object = { 0 };
		ingot_scoped(ingot_record_drop) struct ingot_record digests = { 0 };

		if (!ingot_event_extends(event) || !is_followed(export->entry, event->pcr))
			continue;
		object = ingot_record_object();
		digests = digests_pcrlock(event);
		ingot_record_integer(&object, "pcr", event->pcr);
		ingot_record_give(&object, "digests", &digests);
		ingot_record_give(&list, NULL, &object);
	}
	ingot_record_give(&root, "records", &list);
	return root;
}

size_t ingot_export_values(const struct ingot_golden_bank *bank, unsigned index,
			   struct ingot_digest ret_values[INGOT_GOLDEN_VALUE_COUNT_MAX])
{
	const struct ingot_golden_pcr *pcr = &bank->pcr[index];
	size_t count = 0;

	if (!ingot_golden_is_enforced(pcr->status))
		return 0;
	if (pcr->status == INGOT_GOLDEN_ZERO) {
		ret_values[0] = (struct ingot_digest){ .hash = bank->hash };
		return 1;
	}
	for (size_t i = 0; i < pcr->value_count; i++)
		if (pcr->status != INGOT_GOLDEN_PHASES ||
		    strcmp(pcr->values[i].label, INGOT_GOLDEN_PHASE_READY) == 0)
			ret_values[count++] = pcr->values[i].digest;
	return count;
}

static struct ingot_record write_keylime(const struct ingot_export *export)
{
	const struct ingot_golden_entry *entry = export->entry;
	struct ingot_digest values[INGOT_GOLDEN_VALUE_COUNT_MAX];
	struct ingot_record root = ingot_record_object();

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
		size_t total = 0;
		char key[NAME_SIZE];

		for (size_t b = 0; b < entry->bank_count; b++) {
			size_t count = ingot_export_values(&entry->bank[b], i, values);

			for (size_t v = 0; v < count; v++)
				ingot_record_digest(&list, NULL, &values[v]);
			total += count;
		}
		(void)snprintf(key, sizeof(key), "%u", i);
		if (total > 0)
			ingot_record_give(&root, key, &list);
	}
	return root;
}

static void add_trustee(const struct ingot_golden_bank *bank, unsigned index,
			const char *expiration, struct ingot_record *root)
{
	struct ingot_digest values[INGOT_GOLDEN_VALUE_COUNT_MAX];
	size_t count = ingot_export_values(bank, index, values);
	ingot_scoped(ingot_record_drop) struct ingot_record object = { 0 };
	ingot_scoped(ingot_record_drop) struct ingot_record list = { 0 };
	char name[NAME_SIZE];

	if (count == 0)
		return;
	object = ingot_record_object();
	list = ingot_record_list();
	for (size_t v = 0; v < count; v++) {
		ingot_scoped(ingot_record_drop) struct ingot_record value = ingot_record_object();

		ingot_record_text(&value, "alg", ingot_hash_name(bank->hash));
		ingot_record_digest(&value, "value", &values[v]);
		ingot_record_give(&list, NULL, &value);
	}
	(void)snprintf(name, sizeof(name), "tpm_pcr%u", index);
	ingot_record_text(&object, "version", "0.1.0"); /* of the format */
	ingot_record_text(&object, "name", name);
	ingot_record_text(&object, "expiration", expiration);
	ingot_record_give(&object, "hash-value", &list);
	ingot_record_give(root, NULL, &object);
}

static struct ingot_record write_trustee(const struct ingot_export *export)
{
	const struct ingot_golden_bank *bank =
		ingot_golden_find_bank(export->entry, INGOT_HASH_SHA256);
	struct ingot_record root = ingot_record_list();
	char expiration[INGOT_TIMESTAMP_SIZE] = "";

	(void)ingot_timestamp_write(export->source->publication->head.expires, expiration);
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		add_trustee(bank, i, expiration, &root);
	return root;
}

static struct ingot_record write_aws_kms(const struct ingot_export *export)
{
	const struct ingot_golden_bank *bank =
		ingot_golden_find_bank(export->entry, INGOT_HASH_SHA384);
	struct ingot_digest values[INGOT_GOLDEN_VALUE_COUNT_MAX];
	struct ingot_record root = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record condition = ingot_record_object();

	if (!bank) {
		root.error = -ENOENT;
		return root;
	}
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
		size_t count = ingot_export_values(bank, i, values);
		char key[NAME_SIZE];

		(void)snprintf(key, sizeof(key), "kms:RecipientAttestation:NitroTPMPCR%u", i);
		for (size_t v = 0; v < count; v++)
			ingot_record_digest(&list, NULL, &values[v]);
		if (count == 1)
			ingot_record_digest(&condition, key, &values[0]);
		else if (count > 1)
			ingot_record_give(&condition, key, &list);
	}
	ingot_record_give(&root, "StringEqualsIgnoreCase", &condition);
	return root;
}

static const struct ingot_export_format formats[] = {
	{ "aws-kms", true, INGOT_EXPORT_VALUES, write_aws_kms },
	{ "keylime", true, INGOT_EXPORT_VALUES, write_keylime },
	{ "node", true, INGOT_EXPORT_RELEASE, ingot_export_write_node },
	{ "pcrlock", true, INGOT_EXPORT_VALUES, write_pcrlock },
	{ "trustee", true, INGOT_EXPORT_INDEX, write_trustee },
	{ "v2", false, INGOT_EXPORT_VALUES, write_v2 },
};

const struct ingot_export_format *ingot_export_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}
