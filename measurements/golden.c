/* SPDX-License-Identifier: Apache-2.0 */
/* Golden values in memory: building, lookup, and what the v2 part says. */
#include "measurements/golden.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

static const struct {
	const char *name;
	const char *label_key;
	bool enforced;
} statuses[INGOT_GOLDEN_STATUS_COUNT] = {
	[INGOT_GOLDEN_EXACT] = { "exact", NULL, true },
	[INGOT_GOLDEN_PHASES] = { "phases", "phase", true },
	[INGOT_GOLDEN_ONE_OF] = { "one-of", "when", true },
	[INGOT_GOLDEN_ZERO] = { "zero", NULL, true },
	[INGOT_GOLDEN_OBSERVED] = { "observed", "firmware", false },
	[INGOT_GOLDEN_CONFIGURED] = { "configured", NULL, false },
	[INGOT_GOLDEN_MACHINE] = { "machine", NULL, false },
	[INGOT_GOLDEN_UNKNOWN] = { "unknown", NULL, false },
};

const char *ingot_golden_status_name(enum ingot_golden_status status)
{
	return status < INGOT_GOLDEN_STATUS_COUNT ? statuses[status].name : NULL;
}

int ingot_golden_status_parse(const char *name, enum ingot_golden_status *ret_status)
{
	for (enum ingot_golden_status s = INGOT_GOLDEN_EXACT; s < INGOT_GOLDEN_STATUS_COUNT; s++)
		if (strcmp(statuses[s].name, name) == 0) {
			*ret_status = s;
			return 0;
		}
	return -ENOENT;
}

const char *ingot_golden_label_key(enum ingot_golden_status status)
{
	return status < INGOT_GOLDEN_STATUS_COUNT ? statuses[status].label_key : NULL;
}

bool ingot_golden_is_enforced(enum ingot_golden_status status)
{
	return status < INGOT_GOLDEN_STATUS_COUNT && statuses[status].enforced;
}

int ingot_golden_new(const char *version, const char *ref, const char *stream,
		     struct ingot_golden **ret_golden)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = calloc(1, sizeof *golden);

	if (!golden)
		return -ENOMEM;
	golden->version = strdup(version);
	golden->ref = strdup(ref);
	golden->stream = strdup(stream);
	if (!golden->version || !golden->ref || !golden->stream)
		return -ENOMEM;
	*ret_golden = golden;
	golden = NULL;
	return 0;
}

static void release_pcr(struct ingot_golden_pcr *pcr)
{
	for (size_t i = 0; i < pcr->value_count; i++)
		free(pcr->values[i].label);
	free(pcr->values);
	free(pcr->why);
}

static void release_entry(struct ingot_golden_entry *entry)
{
	for (size_t b = 0; b < entry->bank_count; b++)
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			release_pcr(&entry->bank[b].pcr[i]);
	free(entry->csp);
	free(entry->attestation_variant);
	free(entry->model);
	ingot_event_list_free(entry->events);
}

void ingot_golden_free(struct ingot_golden *golden)
{
	if (!golden)
		return;
	for (size_t i = 0; i < golden->entry_count; i++)
		release_entry(&golden->entries[i]);
	free(golden->entries);
	free(golden->version);
	free(golden->ref);
	free(golden->stream);
	free(golden);
}

void ingot_golden_scoped(struct ingot_golden **golden)
{
	ingot_golden_free(*golden);
}

int ingot_golden_add_entry(struct ingot_golden *golden, const char *csp,
			   const char *attestation_variant, struct ingot_golden_entry **ret_entry)
{
	struct ingot_golden_entry entry = { 0 };
	struct ingot_golden_entry *entries;

	if (golden->entry_count >= INGOT_GOLDEN_ENTRY_COUNT_MAX)
		return -EFBIG;
	entries = reallocarray(golden->entries, golden->entry_count + 1, sizeof *entries);
	if (!entries)
		return -ENOMEM;
	golden->entries = entries;

	entry.csp = strdup(csp);
	entry.attestation_variant = strdup(attestation_variant);
	if (!entry.csp || !entry.attestation_variant || ingot_event_list_new(&entry.events) < 0) {
		release_entry(&entry);
		return -ENOMEM;
	}
	entries[golden->entry_count] = entry;
	*ret_entry = &entries[golden->entry_count++];
	return 0;
}

static bool may_join(const struct ingot_golden *golden, const struct ingot_golden *other)
{
	if (strcmp(golden->version, other->version) != 0 || strcmp(golden->ref, other->ref) != 0 ||
	    strcmp(golden->stream, other->stream) != 0)
		return false;
	for (size_t i = 0; i < other->entry_count; i++)
		if (ingot_golden_find(golden, other->entries[i].csp,
				      other->entries[i].attestation_variant))
			return false;
	return true;
}

int ingot_golden_join(struct ingot_golden *golden, struct ingot_golden *other)
{
	size_t count = golden->entry_count + other->entry_count;
	struct ingot_golden_entry *entries;

	if (!may_join(golden, other))
		return -EINVAL;
	if (count > INGOT_GOLDEN_ENTRY_COUNT_MAX)
		return -EFBIG;
	entries = reallocarray(golden->entries, count, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	golden->entries = entries;
	for (size_t i = 0; i < other->entry_count; i++)
		entries[golden->entry_count++] = other->entries[i];
	other->entry_count = 0;
	return 0;
}

int ingot_golden_entry_set_model(struct ingot_golden_entry *entry, const char *model)
{
	char *copy = strdup(model);

	if (!copy)
		return -ENOMEM;
	free(entry->model);
	entry->model = copy;
	return 0;
}

const struct ingot_golden_entry *ingot_golden_find(const struct ingot_golden *golden,
						   const char *csp, const char *attestation_variant)
{
	for (size_t i = 0; i < golden->entry_count; i++) {
		const struct ingot_golden_entry *e = &golden->entries[i];

		if (strcmp(e->csp, csp) == 0 &&
		    (!attestation_variant ||
		     strcmp(e->attestation_variant, attestation_variant) == 0))
			return e;
	}
	return NULL;
}

int ingot_golden_add_bank(struct ingot_golden_entry *entry, enum ingot_hash hash,
			  struct ingot_golden_bank **ret_bank)
{
	size_t at = 0;

	if (ingot_hash_size(hash) == 0)
		return -EINVAL;
	while (at < entry->bank_count && entry->bank[at].hash < hash)
		at++;
	if (at == entry->bank_count || entry->bank[at].hash != hash) {
		for (size_t i = entry->bank_count; i > at; i--)
			entry->bank[i] = entry->bank[i - 1];
		entry->bank[at] = (struct ingot_golden_bank){ .hash = hash };
		entry->bank_count++;
	}
	*ret_bank = &entry->bank[at];
	return 0;
}

const struct ingot_golden_bank *ingot_golden_find_bank(const struct ingot_golden_entry *entry,
						       enum ingot_hash hash)
{
	for (size_t i = 0; i < entry->bank_count; i++)
		if (entry->bank[i].hash == hash)
			return &entry->bank[i];
	return NULL;
}

int ingot_golden_pcr_set(struct ingot_golden_pcr *pcr, enum ingot_golden_status status,
			 const char *why)
{
	struct ingot_golden_pcr fresh = { .status = status };

	if (why) {
		fresh.why = strdup(why);
		if (!fresh.why)
			return -ENOMEM;
	}
	release_pcr(pcr);
	*pcr = fresh;
	return 0;
}

int ingot_golden_pcr_add_value(struct ingot_golden_pcr *pcr, const struct ingot_digest *digest,
			       const char *label)
{
	struct ingot_golden_value value = { .digest = *digest };
	struct ingot_golden_value *values;

	if (pcr->value_count >= INGOT_GOLDEN_VALUE_COUNT_MAX)
		return -EFBIG;
	values = reallocarray(pcr->values, pcr->value_count + 1, sizeof *values);
	if (!values)
		return -ENOMEM;
	pcr->values = values;
	if (label) {
		value.label = strdup(label);
		if (!value.label)
			return -ENOMEM;
	}
	values[pcr->value_count++] = value;
	return 0;
}

static bool same_label(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool ingot_golden_pcr_equal(const struct ingot_golden_pcr *a, const struct ingot_golden_pcr *b)
{
	if (a->status != b->status || a->value_count != b->value_count)
		return false;
	for (size_t i = 0; i < a->value_count; i++)
		if (!ingot_digest_equal(&a->values[i].digest, &b->values[i].digest) ||
		    !same_label(a->values[i].label, b->values[i].label))
			return false;
	return true;
}

static const struct ingot_golden_value *find_label(const struct ingot_golden_pcr *pcr,
						   const char *label)
{
	for (size_t i = 0; i < pcr->value_count; i++)
		if (pcr->values[i].label && strcmp(pcr->values[i].label, label) == 0)
			return &pcr->values[i];
	return NULL;
}

int ingot_golden_v2_expected(const struct ingot_golden_entry *entry, unsigned index,
			     struct ingot_golden_expected *ret_expected)
{
	const struct ingot_golden_bank *bank = ingot_golden_find_bank(entry, INGOT_HASH_SHA256);
	const struct ingot_golden_value *value = NULL;
	const struct ingot_golden_pcr *pcr;

	if (!bank || index >= INGOT_PCR_COUNT)
		return 0;
	pcr = &bank->pcr[index];
	switch (pcr->status) {
	case INGOT_GOLDEN_ZERO:
		*ret_expected = (struct ingot_golden_expected){ .value.hash = INGOT_HASH_SHA256 };
		return 1;
	case INGOT_GOLDEN_EXACT:
	case INGOT_GOLDEN_OBSERVED:
		value = pcr->value_count ? &pcr->values[0] : NULL;
		break;
	case INGOT_GOLDEN_PHASES:
		value = find_label(pcr, INGOT_GOLDEN_PHASE_READY);
		break;
	default:
		break;
	}
	if (!value)
		return 0;
	*ret_expected = (struct ingot_golden_expected){ value->digest,
							pcr->status == INGOT_GOLDEN_OBSERVED };
	return 1;
}
