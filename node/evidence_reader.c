/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reader of ingot.evidence/1; evidence.h is the specification. */
#include "node/evidence_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/scoped.h"
#include "node/challenge.h"
#include "node/members.h"
#include "node/tpm_public.h"

/* A part in base64. Those that may be absent are null then, but in "logs", where they are left out. */
struct part {
	const char *key;
	size_t least;
	size_t most;
	bool optional;
	size_t offset; /* of the view, within struct ingot_evidence */
};

#define PART(name, member, least, most, optional) \
	{ name, least, most, optional, offsetof(struct ingot_evidence, member) }

static const struct part parts[] = {
	PART("nonce", nonce, INGOT_CHALLENGE_NONCE_SIZE_MIN, INGOT_CHALLENGE_NONCE_SIZE_MAX, false),
	PART("quote", quote, 1, INGOT_EVIDENCE_QUOTE_SIZE_MAX, false),
	PART("signature", signature, 1, INGOT_EVIDENCE_SIGNATURE_SIZE_MAX, false),
	PART("ak_public", ak_public, 1, INGOT_TPM_PUBLIC_SIZE_MAX, false),
	PART("ek_certificate", ek_certificate, 1, INGOT_EVIDENCE_CERTIFICATE_SIZE_MAX, true),
	PART("recovery", recovery, 1, INGOT_EVIDENCE_RECOVERY_SIZE_MAX, true),
};
static const struct part log_parts[] = {
	PART("firmware", logs.firmware, 1, INGOT_EVIDENCE_FIRMWARE_SIZE_MAX, true),
	PART("userspace", logs.userspace, 1, INGOT_EVIDENCE_USERSPACE_SIZE_MAX, true),
};

#define PART_COUNT     (sizeof(parts) / sizeof(parts[0]))
#define LOG_PART_COUNT (sizeof(log_parts) / sizeof(log_parts[0]))

_Static_assert(sizeof(((struct ingot_evidence_held *)0)->data) / sizeof(uint8_t *) ==
		       PART_COUNT + LOG_PART_COUNT,
	       "one block for each part");

static int decode(const struct ingot_members *members, const struct part *part, const char *text,
		  struct ingot_evidence_held *held, uint8_t **data)
{
	struct ingot_bytes encoded = ingot_bytes_of_text(text);
	size_t capacity = encoded.size / 4 * 3, size;
	uint8_t *view = (uint8_t *)&held->parts + part->offset;
	struct ingot_bytes decoded;

	/* three bytes more than fit may be padding */
	if (capacity > part->most + 2)
		return ingot_members_refuse(members, part->key, "is larger than %zu bytes",
					    part->most);
	*data = malloc(capacity + 1);
	if (!*data)
		return ingot_refuse(members->reason, -ENOMEM, "out of memory");
	if (ingot_base64_decode(encoded, capacity, *data, &size) < 0)
		return ingot_members_refuse(members, part->key, "is not base64");
	if (size < part->least || size > part->most)
		return ingot_members_refuse(members, part->key, "is not %zu to %zu bytes",
					    part->least, part->most);
	decoded = (struct ingot_bytes){ *data, size };
	memcpy(view, &decoded, sizeof(decoded));
	return 0;
}

static bool is_null(const struct ingot_members *members, const char *key)
{
	const struct ingot_json *value;

	return ingot_json_get(members->object, key, INGOT_JSON_NULL, &value) == 0;
}

static int read_parts(const struct ingot_members *members, struct ingot_evidence_held *held)
{
	for (size_t i = 0; i < PART_COUNT; i++) {
		const struct part *part = &parts[i];
		const char *text;
		int r;

		if (part->optional && is_null(members, part->key))
			continue;
		r = ingot_members_get_text(members, part->key, &text);
		r = ingot_members_need(members, part->key, r);
		if (r == 0)
			r = decode(members, part, text, held, &held->data[i]);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_logs(const struct ingot_members *members, struct ingot_evidence_held *held)
{
	static const char *const known[] = { "firmware", "userspace", NULL };
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members logs;
	int r = ingot_members_inner(members, "logs", path, &logs);

	r = ingot_members_need(members, "logs", r);
	if (r == 0)
		r = ingot_members_known(&logs, known);
	for (size_t i = 0; r == 0 && i < LOG_PART_COUNT; i++) {
		const char *text;

		r = ingot_members_get_text(&logs, log_parts[i].key, &text);
		if (r > 0)
			r = decode(&logs, &log_parts[i], text, held, &held->data[PART_COUNT + i]);
	}
	return r;
}

/* "0" to "23", as the writer has them; anything else is PCR 24, which there is not. */
static unsigned pcr_of(const char *key)
{
	unsigned pcr = 0;

	if (key[0] == '\0' || (key[0] == '0' && key[1] != '\0') || strlen(key) > 2)
		return INGOT_EVIDENCE_PCR_COUNT;
	for (; *key; key++) {
		if (*key < '0' || *key > '9')
			return INGOT_EVIDENCE_PCR_COUNT;
		pcr = pcr * 10 + (unsigned)(*key - '0');
	}
	return pcr < INGOT_EVIDENCE_PCR_COUNT ? pcr : INGOT_EVIDENCE_PCR_COUNT;
}

static int read_bank(const struct ingot_members *values, struct ingot_evidence_bank *bank)
{
	struct ingot_json_member member = { 0 };

	while (ingot_json_next(values->object, &member)) {
		const char *text = ingot_json_text(member.value);
		unsigned pcr = pcr_of(member.key);

		if (pcr == INGOT_EVIDENCE_PCR_COUNT)
			return ingot_members_refuse(values, member.key, "is not one of 0 to 23");
		if (!text || ingot_digest_from_hex(bank->hash, ingot_bytes_of_text(text),
						   &bank->value[pcr]) < 0)
			return ingot_members_refuse(values, member.key,
						    "has to be %zu digits, lower case",
						    2 * ingot_hash_size(bank->hash));
		bank->pcrs |= UINT32_C(1) << pcr;
	}
	return bank->pcrs ? 0 : ingot_members_refuse(values, NULL, "has no PCR");
}

static int read_banks(const struct ingot_members *members, struct ingot_evidence_held *held)
{
	char path[INGOT_MEMBERS_PATH_SIZE], bank_path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_json_member member = { 0 };
	struct ingot_members pcrs, values;
	int r = ingot_members_inner(members, "pcrs", path, &pcrs);

	r = ingot_members_need(members, "pcrs", r);
	while (r == 0 && ingot_json_next(pcrs.object, &member)) {
		struct ingot_evidence_bank *bank = &held->bank[held->parts.bank_count];

		if (ingot_hash_from_name(ingot_bytes_of_text(member.key), &bank->hash) < 0)
			return ingot_members_refuse(&pcrs, member.key, "is no bank");
		r = ingot_members_inner(&pcrs, member.key, bank_path, &values);
		r = ingot_members_need(&pcrs, member.key, r);
		if (r == 0)
			r = read_bank(&values, bank);
		/* keys differ, so there are no more of them than algorithms */
		held->parts.bank_count++;
	}
	if (r == 0 && held->parts.bank_count == 0)
		return ingot_members_refuse(&pcrs, NULL, "has no bank");
	return r;
}

/* What people are shown: printable ASCII without spaces. */
static int read_word(const struct ingot_members *members, const char *key, const char **ret_word)
{
	int r = ingot_members_get_text(members, key, ret_word);

	r = ingot_members_need(members, key, r);
	if (r < 0)
		return r;
	for (const char *c = *ret_word; *c; c++)
		if (*c < 0x21 || *c > 0x7e)
			return ingot_members_refuse(members, key, "is not a word");
	if (strlen(*ret_word) > INGOT_EVIDENCE_WORD_SIZE_MAX)
		return ingot_members_refuse(members, key, "is longer than %zu characters",
					    INGOT_EVIDENCE_WORD_SIZE_MAX);
	return 0;
}

static int read_texts(const struct ingot_members *members, struct ingot_evidence *evidence)
{
	const char *schema;
	int r = ingot_members_get_text(members, "schema", &schema);

	r = ingot_members_need(members, "schema", r);
	if (r == 0 && strcmp(schema, INGOT_EVIDENCE_SCHEMA) != 0)
		return ingot_refuse(members->reason, -ENOTSUP,
				    "schema is not " INGOT_EVIDENCE_SCHEMA);
	if (r == 0)
		r = read_word(members, "platform", &evidence->platform);
	if (r == 0)
		r = read_word(members, "stream", &evidence->stream);
	if (r == 0)
		r = read_word(members, "version", &evidence->version);
	if (r < 0)
		return r;
	r = ingot_members_get_text(members, "ek_public", &evidence->ek_public);
	r = ingot_members_need(members, "ek_public", r);
	if (r == 0 && strlen(evidence->ek_public) > INGOT_EVIDENCE_EK_PEM_SIZE_MAX)
		return ingot_members_refuse(members, "ek_public", "is longer than %zu characters",
					    INGOT_EVIDENCE_EK_PEM_SIZE_MAX);
	return r;
}

int ingot_evidence_from_json(const struct ingot_json *object, struct ingot_reason *reason,
			     struct ingot_evidence_held **ret_held)
{
	static const char *const known[] = { "schema",         "platform",  "stream",
					     "version",        "nonce",     "quote",
					     "signature",      "ak_public", "ek_public",
					     "ek_certificate", "pcrs",      "logs",
					     "recovery",       NULL };
	struct ingot_members members = { object, "", reason };
	ingot_scoped(ingot_evidence_held_scoped) struct ingot_evidence_held *held =
		calloc(1, sizeof(*held));
	int r;

	if (!held)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (ingot_json_type_of(object) != INGOT_JSON_OBJECT)
		return ingot_refuse(reason, -EBADMSG, "is no object");
	held->parts.bank = held->bank;
	/* of another version nothing can be said but that it is one */
	r = read_texts(&members, &held->parts);
	if (r == 0)
		r = ingot_members_known(&members, known);
	if (r == 0)
		r = read_parts(&members, held);
	if (r == 0)
		r = read_banks(&members, held);
	if (r == 0)
		r = read_logs(&members, held);
	if (r < 0)
		return r;
	*ret_held = held;
	held = NULL;
	return 0;
}

int ingot_evidence_read(struct ingot_bytes text, struct ingot_reason *reason,
			struct ingot_evidence_held **ret_held)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_fault fault = { 0 };
	int r;

	if (text.size > INGOT_EVIDENCE_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "evidence is larger than %zu bytes",
				    INGOT_EVIDENCE_SIZE_MAX);
	r = ingot_json_parse(text, &fault, &root);
	if (r == -ENOMEM)
		return ingot_refuse(reason, r, "out of memory");
	if (r < 0)
		return ingot_refuse(reason, r, "at byte %llu: %s", (unsigned long long)fault.offset,
				    fault.rule ? fault.rule : "malformed");
	r = ingot_evidence_from_json(root, reason, ret_held);
	if (r == 0) {
		(*ret_held)->root = root;
		root = NULL;
	}
	return r;
}

void ingot_evidence_held_free(struct ingot_evidence_held *held)
{
	if (!held)
		return;
	for (size_t i = 0; i < sizeof(held->data) / sizeof(held->data[0]); i++)
		free(held->data[i]);
	ingot_json_free(held->root);
	free(held);
}

void ingot_evidence_held_scoped(struct ingot_evidence_held **held)
{
	ingot_evidence_held_free(*held);
}
