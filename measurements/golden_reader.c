/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reader of measurements.json; golden.h is the specification. */
#include "measurements/golden_reader.h"

#include <errno.h>

#include "base/json.h"
#include "base/scoped.h"
#include "measurements/event_json.h"

static int broken(const char **rule, const char *text)
{
	*rule = text;
	return -EBADMSG;
}

static int read_digest(const struct ingot_json *object, const char *key, enum ingot_hash hash,
		       struct ingot_digest *ret_digest)
{
	const char *text;

	if (ingot_json_get_text(object, key, &text) < 0)
		return -EBADMSG;
	return ingot_digest_from_hex(hash, ingot_bytes_of_text(text), ret_digest);
}

static int read_labelled(const struct ingot_json *object, enum ingot_hash hash,
			 struct ingot_golden_pcr *pcr, const char **rule)
{
	const char *const keys[] = { ingot_golden_label_key(pcr->status), "value", NULL };
	struct ingot_digest digest;
	const char *label;

	if (ingot_json_type_of(object) != INGOT_JSON_OBJECT || ingot_json_unknown_key(object, keys))
		return broken(rule, "value of a list is not an object, or has an unknown key");
	if (ingot_json_get_text(object, keys[0], &label) < 0)
		return broken(rule, "value of a list has not the label that its status needs");
	if (read_digest(object, "value", hash, &digest) < 0)
		return broken(rule, "value is not hexadecimal of its bank's length");
	return ingot_golden_pcr_add_value(pcr, &digest, label);
}

static int read_values(const struct ingot_json *object, enum ingot_hash hash,
		       struct ingot_golden_pcr *pcr, const char **rule)
{
	const struct ingot_json *values;
	struct ingot_digest digest;
	int r;

	if (pcr->status == INGOT_GOLDEN_EXACT) {
		if (read_digest(object, "value", hash, &digest) < 0)
			return broken(rule, "value is not hexadecimal of its bank's length");
		return ingot_golden_pcr_add_value(pcr, &digest, NULL);
	}
	if (!ingot_golden_label_key(pcr->status))
		return 0;
	if (ingot_json_get(object, "values", INGOT_JSON_ARRAY, &values) < 0)
		return broken(rule, "status needs a list values");
	for (size_t i = 0; i < ingot_json_count(values); i++) {
		r = read_labelled(ingot_json_at(values, i), hash, pcr, rule);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_pcr(const struct ingot_json *object, enum ingot_hash hash,
		    struct ingot_golden_pcr *pcr, const char **rule)
{
	const char *keys[] = { "status", "why", NULL, NULL };
	enum ingot_golden_status status;
	const char *name, *why = NULL;
	int r;

	if (ingot_json_get_text(object, "status", &name) < 0 ||
	    ingot_golden_status_parse(name, &status) < 0)
		return broken(rule, "PCR has no status, or an unknown one");
	if (status == INGOT_GOLDEN_EXACT)
		keys[2] = "value";
	else if (ingot_golden_label_key(status))
		keys[2] = "values";
	if (ingot_json_unknown_key(object, keys))
		return broken(rule, "PCR has a key that does not belong to its status");
	r = ingot_json_get_text(object, "why", &why);
	if (r < 0 && r != -ENOENT)
		return broken(rule, "why is not a line of text");
	r = ingot_golden_pcr_set(pcr, status, why);
	if (r < 0)
		return r;
	return read_values(object, hash, pcr, rule);
}

static int read_bank(const struct ingot_json *object, struct ingot_golden_bank *bank,
		     const char **rule)
{
	struct ingot_json_member member = { 0 };

	if (ingot_json_type_of(object) != INGOT_JSON_OBJECT)
		return broken(rule, "bank is not an object");
	while (ingot_json_next(object, &member)) {
		unsigned index;
		int r;

		if (ingot_pcr_index_parse(member.key, &index) < 0)
			return broken(rule, "PCR index is not one of 0 to 23");
		r = read_pcr(member.value, bank->hash, &bank->pcr[index], rule);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_banks(const struct ingot_json *object, struct ingot_golden_entry *entry,
		      const char **rule)
{
	struct ingot_json_member member = { 0 };
	const struct ingot_json *banks;

	if (ingot_json_get(object, "banks", INGOT_JSON_OBJECT, &banks) < 0)
		return broken(rule, "entry has no object banks");
	while (ingot_json_next(banks, &member)) {
		struct ingot_golden_bank *bank;
		enum ingot_hash hash;
		int r;

		if (ingot_hash_from_name(ingot_bytes_of_text(member.key), &hash) < 0)
			return broken(rule, "bank is of an unknown algorithm");
		r = ingot_golden_add_bank(entry, hash, &bank);
		if (r < 0)
			return r;
		r = read_bank(member.value, bank, rule);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_events(const struct ingot_json *object, struct ingot_golden_entry *entry,
		       const char **rule)
{
	const struct ingot_json *events;

	if (ingot_json_get(object, "events", INGOT_JSON_ARRAY, &events) < 0)
		return broken(rule, "entry has no list events");
	for (size_t i = 0; i < ingot_json_count(events); i++) {
		struct ingot_event event;
		int r = ingot_event_json_read(ingot_json_at(events, i), rule, &event);

		if (r < 0)
			return r;
		r = ingot_event_list_add(entry->events, &event);
		if (r < 0)
			return r;
	}
	return 0;
}

/* What the v2 part says of one PCR must be what follows from the banks. */
static int check_v2_member(const struct ingot_golden_entry *entry,
			   const struct ingot_json_member *member, const char **rule)
{
	static const char *const keys[] = { "expected", "warnOnly", NULL };
	struct ingot_golden_expected expected;
	struct ingot_digest digest;
	bool warn_only;
	unsigned index;

	if (ingot_pcr_index_parse(member->key, &index) < 0)
		return broken(rule, "index in measurements is not one of 0 to 23");
	if (ingot_json_unknown_key(member->value, keys) ||
	    ingot_json_get_boolean(member->value, "warnOnly", &warn_only) < 0)
		return broken(rule, "measurement has an unknown key, or no warnOnly");
	if (read_digest(member->value, "expected", INGOT_HASH_SHA256, &digest) < 0)
		return broken(rule, "expected is not 64 digits of hexadecimal");
	if (!ingot_golden_v2_expected(entry, index, &expected) || expected.warn_only != warn_only ||
	    !ingot_digest_equal(&expected.value, &digest))
		return broken(rule, "measurements say something else than the sha256 bank");
	return 0;
}

static int check_v2(const struct ingot_json *object, const struct ingot_golden_entry *entry,
		    const char **rule)
{
	struct ingot_json_member member = { 0 };
	struct ingot_golden_expected expected;
	const struct ingot_json *measurements;
	size_t count = 0;

	if (ingot_json_get(object, "measurements", INGOT_JSON_OBJECT, &measurements) < 0)
		return broken(rule, "entry has no object measurements");
	while (ingot_json_next(measurements, &member))
		if (check_v2_member(entry, &member, rule) < 0)
			return -EBADMSG;
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		count += (size_t)ingot_golden_v2_expected(entry, i, &expected);
	if (count != ingot_json_count(measurements))
		return broken(rule, "measurements leave out a PCR that the sha256 bank knows");
	return 0;
}

static int read_model(const struct ingot_json *object, struct ingot_golden_entry *entry,
		      const char **rule)
{
	const char *model;
	int r = ingot_json_get_text(object, "model", &model);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return broken(rule, "model is not a line of text");
	return ingot_golden_entry_set_model(entry, model);
}

static int read_entry(const struct ingot_json *object, struct ingot_golden *golden,
		      const char **rule)
{
	static const char *const keys[] = {
		"csp", "attestationVariant", "measurements", "model", "banks", "events", NULL
	};
	struct ingot_golden_entry *entry;
	const char *csp, *variant;
	int r;

	if (ingot_json_type_of(object) != INGOT_JSON_OBJECT || ingot_json_unknown_key(object, keys))
		return broken(rule, "entry is not an object, or has an unknown key");
	if (ingot_json_get_text(object, "csp", &csp) < 0 ||
	    ingot_json_get_text(object, "attestationVariant", &variant) < 0)
		return broken(rule, "entry has no csp or attestationVariant");
	r = ingot_golden_add_entry(golden, csp, variant, &entry);
	if (r == 0)
		r = read_model(object, entry, rule);
	if (r == 0)
		r = read_banks(object, entry, rule);
	if (r == 0)
		r = read_events(object, entry, rule);
	if (r == 0)
		r = check_v2(object, entry, rule);
	return r;
}

static int read_root(const struct ingot_json *root, struct ingot_golden **ret_golden,
		     const char **rule)
{
	static const char *const keys[] = { "version", "ref", "stream", "list", NULL };
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	const char *version, *ref, *stream;
	const struct ingot_json *list;
	int r;

	if (ingot_json_unknown_key(root, keys))
		return broken(rule, "file has an unknown key");
	if (ingot_json_get_text(root, "version", &version) < 0 ||
	    ingot_json_get_text(root, "ref", &ref) < 0 ||
	    ingot_json_get_text(root, "stream", &stream) < 0 ||
	    ingot_json_get(root, "list", INGOT_JSON_ARRAY, &list) < 0)
		return broken(rule, "file lacks version, ref, stream or list");
	r = ingot_golden_new(version, ref, stream, &golden);
	if (r < 0)
		return r;
	for (size_t i = 0; i < ingot_json_count(list); i++) {
		r = read_entry(ingot_json_at(list, i), golden, rule);
		if (r < 0)
			return r;
	}
	r = ingot_golden_check(golden, rule);
	if (r < 0)
		return r;
	*ret_golden = golden;
	golden = NULL;
	return 0;
}

int ingot_golden_read(struct ingot_bytes text, struct ingot_fault *fault,
		      struct ingot_golden **ret_golden)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *rule = "list of entries, values or events is too long";
	int r = ingot_json_parse(text, fault, &root);

	if (r < 0)
		return r;
	r = read_root(root, ret_golden, &rule);
	if (r == -EBADMSG || r == -EFBIG)
		(void)ingot_fault_at(fault, 0, rule);
	return r;
}
