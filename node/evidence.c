/* SPDX-License-Identifier: Apache-2.0 */
/* What a node shows of itself: schema ingot.evidence/1. */
#include "node/evidence.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/scoped.h"

static int set_base64(struct ingot_json *object, const char *key, struct ingot_bytes data)
{
	size_t capacity = ingot_base64_text_size(data.size) + 1;
	ingot_scoped(ingot_scoped_free) char *text = malloc(capacity);

	if (!text)
		return -ENOMEM;
	if (ingot_base64_encode(data, capacity, text) < 0)
		return -EINVAL;
	return ingot_json_set_text(object, key, text);
}

int ingot_evidence_set_bytes(struct ingot_json *object, const char *key, struct ingot_bytes data)
{
	return data.size == 0 ? ingot_json_set_null(object, key) : set_base64(object, key, data);
}

static int set_bank(struct ingot_json *pcrs, const struct ingot_evidence_bank *bank)
{
	struct ingot_json *json = ingot_json_new_object();
	int r = json ? 0 : -ENOMEM;

	for (unsigned i = 0; r == 0 && i < INGOT_EVIDENCE_PCR_COUNT; i++) {
		char text[INGOT_DIGEST_TEXT_SIZE], index[12];

		if (!(bank->pcrs >> i & 1))
			continue;
		ingot_digest_text(&bank->value[i], text);
		(void)snprintf(index, sizeof(index), "%u", i);
		r = ingot_json_set_text(json, index, text);
	}
	if (r == 0)
		return ingot_json_set(pcrs, ingot_hash_name(bank->hash), json);
	ingot_json_free(json);
	return r;
}

static int set_pcrs(struct ingot_json *json, const struct ingot_evidence *evidence)
{
	struct ingot_json *pcrs = ingot_json_new_object();
	int r = pcrs ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < evidence->bank_count; i++)
		r = set_bank(pcrs, &evidence->bank[i]);
	if (r == 0)
		return ingot_json_set(json, "pcrs", pcrs);
	ingot_json_free(pcrs);
	return r;
}

static int set_logs(struct ingot_json *json, const struct ingot_evidence_logs *from)
{
	struct ingot_json *logs = ingot_json_new_object();
	int r = logs ? 0 : -ENOMEM;

	if (r == 0 && from->firmware.size > 0)
		r = set_base64(logs, "firmware", from->firmware);
	if (r == 0 && from->userspace.size > 0)
		r = set_base64(logs, "userspace", from->userspace);
	if (r == 0)
		return ingot_json_set(json, "logs", logs);
	ingot_json_free(logs);
	return r;
}

static int set_texts(struct ingot_json *json, const struct ingot_evidence *evidence)
{
	int r = ingot_json_set_text(json, "schema", INGOT_EVIDENCE_SCHEMA);

	if (r == 0)
		r = ingot_json_set_text(json, "platform", evidence->platform);
	if (r == 0)
		r = ingot_json_set_text(json, "stream", evidence->stream);
	return r < 0 ? r : ingot_json_set_text(json, "version", evidence->version);
}

static int set_quote(struct ingot_json *json, const struct ingot_evidence *evidence)
{
	int r = set_base64(json, "nonce", evidence->nonce);

	if (r == 0)
		r = set_base64(json, "quote", evidence->quote);
	if (r == 0)
		r = set_base64(json, "signature", evidence->signature);
	if (r == 0)
		r = set_base64(json, "ak_public", evidence->ak_public);
	if (r == 0)
		r = ingot_json_set_text(json, "ek_public", evidence->ek_public);
	return r < 0 ? r
		     : ingot_evidence_set_bytes(json, "ek_certificate", evidence->ek_certificate);
}

int ingot_evidence_json(const struct ingot_evidence *evidence, struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	int r = json ? 0 : -ENOMEM;

	if (r == 0)
		r = set_texts(json, evidence);
	if (r == 0)
		r = set_quote(json, evidence);
	if (r == 0)
		r = set_pcrs(json, evidence);
	if (r == 0)
		r = set_logs(json, &evidence->logs);
	if (r == 0)
		r = ingot_evidence_set_bytes(json, "recovery", evidence->recovery);
	if (r == 0) {
		*ret_json = json;
		json = NULL;
	}
	return r;
}
