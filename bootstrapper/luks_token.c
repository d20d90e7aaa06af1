/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of a state disk, read as strictly as they are written. */
#include "bootstrapper/luks_token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/digest.h"
#include "base/scoped.h"
#include "bootstrapper/luks_header.h"
#include "measurements/pcr.h"

#define NUMBER_MAX 31

int ingot_luks_number(const char *text)
{
	int number = 0;

	if (!text[0] || (text[0] == '0' && text[1]) || strlen(text) > 2)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		number = number * 10 + (*text - '0');
	}
	return number <= NUMBER_MAX ? number : -1;
}

int64_t ingot_luks_base64_size(const char *text)
{
	struct ingot_bytes view = ingot_bytes_of_text(text);
	ingot_scoped(ingot_scoped_free) uint8_t *data = NULL;
	size_t size;

	if (view.size > INGOT_LUKS_HEADER_SIZE)
		return -1;
	data = malloc(view.size + 1);
	if (!data || ingot_base64_decode(view, view.size + 1, data, &size) < 0)
		return -1;
	return (int64_t)size;
}

/* A list of one slot at most, and one that is in use. */
static const char *read_slot(const struct ingot_json *token, uint32_t slots, int *ret_slot)
{
	const struct ingot_json *list;
	const char *text;
	int slot;

	if (ingot_json_get(token, "keyslots", INGOT_JSON_ARRAY, &list) < 0 ||
	    ingot_json_count(list) > 1)
		return "LUKS2 token for more than one slot";
	if (ingot_json_count(list) == 0) {
		*ret_slot = -1;
		return NULL;
	}
	text = ingot_json_text(ingot_json_at(list, 0));
	slot = text ? ingot_luks_number(text) : -1;
	if (slot < 0 || !(slots & UINT32_C(1) << slot))
		return "LUKS2 token for a slot that is not there";
	*ret_slot = slot;
	return NULL;
}

/* A list of PCR numbers, ascending, as bits. */
static int read_pcrs(const struct ingot_json *token, const char *key, uint32_t *ret_pcrs)
{
	static const int64_t range[] = { 0, INGOT_PCR_COUNT - 1 };
	const struct ingot_json *list;
	uint32_t pcrs = 0;
	int r = ingot_json_get(token, key, INGOT_JSON_ARRAY, &list);

	if (r < 0)
		return r;
	for (size_t i = 0; i < ingot_json_count(list); i++) {
		int64_t index;

		if (ingot_json_integer(ingot_json_at(list, i), range, &index) < 0 || pcrs >> index)
			return -EBADMSG;
		pcrs |= UINT32_C(1) << index;
	}
	*ret_pcrs = pcrs;
	return 0;
}

static bool is_base64(const struct ingot_json *token, const char *key)
{
	const char *text;

	return ingot_json_get_text(token, key, &text) == 0 && ingot_luks_base64_size(text) > 0;
}

static bool is_sha256(const char *text)
{
	struct ingot_digest digest;

	return ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(text), &digest) == 0;
}

static const char *read_signed(const struct ingot_json *token, struct ingot_luks_tpm *tpm)
{
	int pcrs = read_pcrs(token, "tpm2_pubkey_pcrs", &tpm->signed_pcrs);
	int key = ingot_json_get_text(token, "tpm2_pubkey", &tpm->public_key);

	if (pcrs == -ENOENT && key == -ENOENT)
		return NULL;
	if (pcrs < 0 || key < 0 || !tpm->signed_pcrs ||
	    ingot_luks_base64_size(tpm->public_key) <= 0)
		return "LUKS2 token for a TPM: signed PCRs";
	return NULL;
}

static const char *read_tpm(const struct ingot_json *token, struct ingot_luks_metadata *metadata)
{
	static const char *const known[] = {
		"type",
		"keyslots",
		"tpm2-blob",
		"tpm2-pcrs",
		"tpm2-pcr-bank",
		"tpm2-primary-alg",
		"tpm2-policy-hash",
		"tpm2_srk",
		"tpm2_pubkey",
		"tpm2_pubkey_pcrs",
		NULL,
	};
	struct ingot_luks_tpm tpm = { 0 };
	const char *bank, *algorithm, *policy;
	const char *rule = read_slot(token, metadata->slots, &tpm.slot);

	if (!rule)
		rule = read_signed(token, &tpm);
	if (rule)
		return rule;
	/* among the unknown ones are those of a PIN, of a policy that lies in the TPM, of a salt */
	if (ingot_json_unknown_key(token, known))
		return "LUKS2 token for a TPM: a member that we do not write";
	if (read_pcrs(token, "tpm2-pcrs", &tpm.pcrs) < 0 ||
	    ingot_json_get_text(token, "tpm2-pcr-bank", &bank) < 0 || strcmp(bank, "sha256") != 0)
		return "LUKS2 token for a TPM: PCRs";
	if (ingot_json_get_text(token, "tpm2-primary-alg", &algorithm) < 0 ||
	    (strcmp(algorithm, "ecc") != 0 && strcmp(algorithm, "rsa") != 0) ||
	    ingot_json_get_text(token, "tpm2-policy-hash", &policy) < 0 || !is_sha256(policy) ||
	    !is_base64(token, "tpm2-blob") || !is_base64(token, "tpm2_srk"))
		return "LUKS2 token for a TPM: its key";
	if (metadata->tpm_count == INGOT_LUKS_TPM_MAX)
		return "LUKS2 tokens for a TPM: too many";
	metadata->tpm[metadata->tpm_count++] = tpm;
	return NULL;
}

static const char *read_recovery(const struct ingot_json *token,
				 struct ingot_luks_metadata *metadata)
{
	static const char *const known[] = { "type", "keyslots", "cms", NULL };
	const char *cms, *rule;
	int slot;

	if (metadata->recovery_cms)
		return "LUKS2 token for recovery: more than one";
	rule = read_slot(token, metadata->slots, &slot);
	if (rule)
		return rule;
	if (slot < 0 || ingot_json_unknown_key(token, known) ||
	    ingot_json_get_text(token, "cms", &cms) < 0 || ingot_luks_base64_size(cms) <= 0)
		return "LUKS2 token for recovery: not as we write it";
	metadata->recovery_slot = slot;
	metadata->recovery_cms = cms;
	return NULL;
}

static const char *read_state(const struct ingot_json *token, struct ingot_luks_metadata *metadata)
{
	static const char *const known[] = { "type", "keyslots", "version", "pcrs", NULL };
	static const char broken[] = "LUKS2 token of the state: not as we write it";
	const struct ingot_json *pcrs;
	struct ingot_json_member member = { 0 };
	int64_t version;
	unsigned index;
	int slot;

	if (metadata->bound)
		return "LUKS2 token of the state: more than one";
	if (ingot_json_unknown_key(token, known) || read_slot(token, 0, &slot) || slot >= 0 ||
	    ingot_json_get_integer(token, "version", (const int64_t[]){ 1, 1 }, &version) < 0 ||
	    ingot_json_get(token, "pcrs", INGOT_JSON_OBJECT, &pcrs) < 0)
		return broken;
	while (ingot_json_next(pcrs, &member)) {
		const char *value = ingot_json_text(member.value);

		if (ingot_pcr_index_parse(member.key, &index) < 0 || !value || !is_sha256(value))
			return broken;
	}
	metadata->bound = pcrs;
	return NULL;
}

const char *ingot_luks_token_read(const struct ingot_json *token,
				  struct ingot_luks_metadata *metadata)
{
	const char *type;

	if (ingot_json_get_text(token, "type", &type) < 0)
		return "LUKS2 token without a type";
	if (strcmp(type, "systemd-tpm2") == 0)
		return read_tpm(token, metadata);
	if (strcmp(type, "ingot-recovery") == 0)
		return read_recovery(token, metadata);
	if (strcmp(type, "ingot-state") == 0)
		return read_state(token, metadata);
	return "LUKS2 token of a type that we do not write";
}
