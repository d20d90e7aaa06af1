/* SPDX-License-Identifier: Apache-2.0 */
/* What a state disk's key is bound to. */
#include "bootstrapper/state_binding.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/scoped.h"

#define PCR(index)          (UINT32_C(1) << (index))
#define PCRS_LITERAL        (PCR(7) | PCR(8) | PCR(12) | PCR(13) | PCR(15))
#define PCRS_UNSIGNED       (PCRS_LITERAL | PCR(4) | PCR(11))
#define PUBLIC_KEY_SIZE_MAX 16384

/* The signer's key as systemd-cryptenroll notes it in its token. */
static int read_signer(const char *path, char **ret_text)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t capacity;
	int r = ingot_file_read(path, PUBLIC_KEY_SIZE_MAX, &file);

	if (r < 0)
		return r;
	capacity = ingot_base64_text_size(file.size) + 1;
	text = malloc(capacity);
	if (!text || ingot_base64_encode(ingot_file_bytes(&file), capacity, text) < 0)
		return -ENOMEM;
	*ret_text = text;
	text = NULL;
	return 0;
}

int ingot_state_binding_read(const struct ingot_state_paths *paths,
			     const struct ingot_pcr_banks *banks, struct ingot_reason *reason,
			     struct ingot_state_binding *ret_binding)
{
	const struct ingot_pcr_bank *bank = ingot_pcr_banks_find(banks, INGOT_HASH_SHA256);
	struct ingot_state_binding binding = { .pcrs = PCRS_UNSIGNED };

	if (!bank)
		return ingot_refuse(reason, -ENOTSUP, "the TPM has no SHA-256 bank");
	binding.bank = *bank;
	if (access(paths->policy_key, F_OK) == 0 && access(paths->policy_signature, F_OK) == 0) {
		int r = read_signer(paths->policy_key, &binding.public_key);

		if (r < 0)
			return ingot_refuse(reason, r, "%s: %s", paths->policy_key, strerror(-r));
		binding.pcrs = PCRS_LITERAL;
		binding.signed_pcrs = PCR(11);
	}
	*ret_binding = binding;
	return 0;
}

void ingot_state_binding_close(struct ingot_state_binding *binding)
{
	free(binding->public_key);
	*binding = (struct ingot_state_binding){ 0 };
}

bool ingot_state_binding_matches(const struct ingot_state_binding *binding,
				 const struct ingot_luks_tpm *tpm)
{
	if (tpm->slot < 0 || tpm->pcrs != binding->pcrs || tpm->signed_pcrs != binding->signed_pcrs)
		return false;
	return !binding->signed_pcrs || strcmp(tpm->public_key, binding->public_key) == 0;
}

void ingot_state_pcrs_text(uint32_t pcrs, char ret_text[INGOT_STATE_PCRS_TEXT_SIZE])
{
	size_t used = 0;

	ret_text[0] = '\0';
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
		if (pcrs & PCR(i) && used < INGOT_STATE_PCRS_TEXT_SIZE)
			used += (size_t)snprintf(&ret_text[used], INGOT_STATE_PCRS_TEXT_SIZE - used,
						 "%s%u:sha256", used > 0 ? "+" : "", i);
}

static int set_values(struct ingot_json *object, uint32_t pcrs, const struct ingot_pcr_bank *bank)
{
	char key[4], value[INGOT_DIGEST_TEXT_SIZE];
	int r = 0;

	for (unsigned i = 0; r == 0 && i < INGOT_PCR_COUNT; i++) {
		const struct ingot_digest *digest = ingot_pcr_value(bank, i);

		if (!(pcrs & PCR(i)) || !digest)
			continue;
		(void)snprintf(key, sizeof(key), "%u", i);
		ingot_digest_text(digest, value);
		r = ingot_json_set_text(object, key, value);
	}
	return r;
}

int ingot_state_binding_token(const struct ingot_state_binding *binding, char **ret_text)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	ingot_scoped(ingot_json_scoped) struct ingot_json *pcrs = ingot_json_new_object();
	struct ingot_json *taken = pcrs;
	size_t size;

	if (!root || !pcrs ||
	    set_values(pcrs, binding->pcrs | binding->signed_pcrs, &binding->bank) < 0 ||
	    ingot_json_set_text(root, "type", "ingot-state") < 0 ||
	    ingot_json_set(root, "keyslots", ingot_json_new_array()) < 0 ||
	    ingot_json_set_integer(root, "version", 1) < 0)
		return -ENOMEM;
	pcrs = NULL;
	if (ingot_json_set(root, "pcrs", taken) < 0)
		return -ENOMEM;
	return ingot_json_write(root, INGOT_JSON_COMPACT, ret_text, &size);
}

int ingot_state_binding_moved(const struct ingot_state_binding *binding,
			      const struct ingot_json *bound, uint32_t *ret_pcrs)
{
	struct ingot_json_member member = { 0 };
	struct ingot_digest then;
	uint32_t moved = 0;
	unsigned index;

	if (!bound)
		return 0;
	while (ingot_json_next(bound, &member)) {
		const char *text = ingot_json_text(member.value);
		const struct ingot_digest *now;

		if (!text || ingot_pcr_index_parse(member.key, &index) < 0 ||
		    ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(text), &then) < 0)
			return 0;
		now = ingot_pcr_value(&binding->bank, index);
		if (!now || !ingot_digest_equal(now, &then))
			moved |= PCR(index);
	}
	*ret_pcrs = moved;
	return 1;
}
