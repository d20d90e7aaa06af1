/* SPDX-License-Identifier: Apache-2.0 */
/* What a client asks of a node: protocol ingot.attest/1. */
#include "node/challenge.h"

#include <errno.h>
#include <string.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/scoped.h"
#include "node/selection.h"

static int read_nonce(const struct ingot_json *json, struct ingot_challenge *challenge)
{
	const char *text;

	if (ingot_json_get_text(json, "nonce", &text) < 0 ||
	    ingot_base64_decode(ingot_bytes_of_text(text), sizeof(challenge->nonce),
				challenge->nonce, &challenge->nonce_size) < 0 ||
	    challenge->nonce_size < INGOT_CHALLENGE_NONCE_SIZE_MIN)
		return -EBADMSG;
	return 0;
}

static int read_banks(const struct ingot_json *json, uint32_t *ret_banks)
{
	const struct ingot_json *array;
	uint32_t banks = 0;
	int r = ingot_json_get(json, "banks", INGOT_JSON_ARRAY, &array);

	if (r == -ENOENT)
		return 0;
	for (size_t i = 0; r == 0 && i < ingot_json_count(array); i++) {
		const char *name = ingot_json_text(ingot_json_at(array, i));
		enum ingot_hash hash;

		if (!name || ingot_hash_from_name(ingot_bytes_of_text(name), &hash) < 0 ||
		    banks >> hash & 1)
			return -EBADMSG;
		banks |= UINT32_C(1) << hash;
	}
	if (r < 0 || banks == 0)
		return -EBADMSG;
	*ret_banks = banks;
	return 0;
}

static int read_pcrs(const struct ingot_json *json, uint32_t *ret_pcrs)
{
	uint32_t pcrs;
	int r = ingot_selection_read(json, "pcrs", &pcrs);

	if (r == -ENOENT)
		return 0;
	if (r < 0 || pcrs == 0)
		return -EBADMSG;
	*ret_pcrs = pcrs;
	return 0;
}

static int read_members(const struct ingot_json *json, struct ingot_reason *reason,
			struct ingot_challenge *challenge)
{
	static const char *const known[] = { "id_object", "secret", NULL };
	const struct ingot_json *credential;

	if (read_nonce(json, challenge) < 0)
		return ingot_refuse(reason, -EBADMSG, "nonce is no base64 of %d to %d bytes",
				    INGOT_CHALLENGE_NONCE_SIZE_MIN, INGOT_CHALLENGE_NONCE_SIZE_MAX);
	if (ingot_json_get(json, "credential", INGOT_JSON_OBJECT, &credential) < 0 ||
	    ingot_json_unknown_key(credential, known))
		return ingot_refuse(reason, -EBADMSG,
				    "credential is no object of id_object and secret");
	if (read_banks(json, &challenge->banks) < 0)
		return ingot_refuse(reason, -EBADMSG, "banks is no list of banks, each once");
	if (read_pcrs(json, &challenge->pcrs) < 0)
		return ingot_refuse(reason, -EBADMSG,
				    "pcrs is no ascending list of PCR numbers, 0 to 23");
	return ingot_credential_read(credential, reason, &challenge->credential);
}

int ingot_challenge_read(struct ingot_bytes line, struct ingot_reason *reason,
			 struct ingot_challenge *ret_challenge)
{
	static const char *const known[] = {
		"schema", "nonce", "credential", "banks", "pcrs", NULL
	};
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	struct ingot_challenge challenge = { .pcrs = (UINT32_C(1) << INGOT_SELECTION_PCR_COUNT) -
						     1 };
	struct ingot_fault fault = { 0 };
	const char *text;
	int r;

	if (line.size > INGOT_CHALLENGE_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "challenge is longer than %zu bytes",
				    INGOT_CHALLENGE_SIZE_MAX);
	r = ingot_json_parse(line, &fault, &json);
	if (r < 0)
		return ingot_refuse(reason, r, "challenge is no JSON: %s",
				    fault.rule ? fault.rule : strerror(-r));
	if (ingot_json_get_text(json, "schema", &text) < 0)
		return ingot_refuse(reason, -EBADMSG, "challenge has no schema");
	if (strcmp(text, INGOT_ATTEST_SCHEMA) != 0)
		return ingot_refuse(reason, -ENOTSUP, "schema is not " INGOT_ATTEST_SCHEMA);
	text = ingot_json_unknown_key(json, known);
	if (text)
		return ingot_refuse(reason, -EBADMSG, "unknown member %.64s", text);
	r = read_members(json, reason, &challenge);
	if (r == 0)
		*ret_challenge = challenge;
	return r;
}
