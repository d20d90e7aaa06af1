/* SPDX-License-Identifier: Apache-2.0 */
/* A recovery key for one TPM and one image. */
#include "measurements/wrapping.h"

#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/command.h"
#include "measurements/golden_file.h"
#include "node/recovery.h"

#define FILE_SIZE_MAX    ((size_t)16 << 10)
#define SHA256_SIZE      32
#define PHASE_OF_OPENING "enter-initrd"

/* PCRs that golden values say something of before the node's configuration is measured; and 15. */
static const unsigned bound_pcrs[] = { 4, 7, 11, 12, 13 };
#define PCR_IDENTITY 15

struct binding {
	uint8_t values[INGOT_PCR_COUNT][SHA256_SIZE];
	uint32_t pcrs;
};

/* The one value that a PCR has when the key is opened; NULL if there is none such. */
static const struct ingot_digest *value_of(const struct ingot_golden_pcr *pcr)
{
	if (pcr->status == INGOT_GOLDEN_EXACT)
		return &pcr->values[0].digest;
	for (size_t i = 0; pcr->status == INGOT_GOLDEN_PHASES && i < pcr->value_count; i++)
		if (strcmp(pcr->values[i].label, PHASE_OF_OPENING) == 0)
			return &pcr->values[i].digest;
	return NULL;
}

static int bind_entry(const char *path, const struct ingot_golden_entry *entry,
		      struct binding *binding)
{
	const struct ingot_golden_bank *bank = ingot_golden_find_bank(entry, INGOT_HASH_SHA256);

	for (size_t i = 0; i < sizeof(bound_pcrs) / sizeof(bound_pcrs[0]); i++) {
		unsigned index = bound_pcrs[i];
		const struct ingot_golden_pcr *pcr = &bank->pcr[index];
		const struct ingot_digest *value = value_of(pcr);

		if (value)
			memcpy(binding->values[index], value->bytes, SHA256_SIZE);
		else if (pcr->status != INGOT_GOLDEN_ZERO)
			return ingot_cmd_refuse(path,
						"PCR %u has no one value at " PHASE_OF_OPENING
						" (status %s) that a key could be bound to",
						index, ingot_golden_status_name(pcr->status));
		binding->pcrs |= UINT32_C(1) << index;
	}
	binding->pcrs |= UINT32_C(1) << PCR_IDENTITY;
	return INGOT_EXIT_OK;
}

static int bind(const struct ingot_wrapping *wrapping, struct binding *binding)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	struct ingot_golden_entry *entry;
	int r;

	if (!wrapping->measurements)
		return INGOT_EXIT_OK;
	r = ingot_golden_file_read(wrapping->measurements, &golden);
	if (r == INGOT_EXIT_OK)
		r = ingot_golden_file_choose(wrapping->measurements, golden, wrapping->platform,
					     NULL, &entry);
	return r == INGOT_EXIT_OK ? bind_entry(wrapping->measurements, entry, binding) : r;
}

static int read_key(const char *path, uint8_t key[INGOT_RECOVERY_KEY_SIZE])
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, FILE_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	r = ingot_recovery_key_parse(ingot_file_bytes(&file), key);
	explicit_bzero(file.data, file.size);
	return r < 0 ? ingot_cmd_refuse(path, "not a recovery key") : INGOT_EXIT_OK;
}

static int wrap(const struct ingot_wrapping *wrapping, const uint8_t *key,
		const struct binding *binding, struct ingot_json **ret_json)
{
	ingot_scoped(ingot_file_close) struct ingot_file endorsement = { 0 };
	struct ingot_recovery_wrap request = { .key = key,
					       .pcr_values = binding->values,
					       .pcrs = binding->pcrs };
	struct ingot_recovery_wrapped wrapped;
	struct ingot_reason reason = { 0 };
	int r = ingot_file_read(wrapping->endorsement, FILE_SIZE_MAX, &endorsement);

	if (r < 0)
		return ingot_cmd_fail(wrapping->endorsement, r, NULL);
	request.endorsement = ingot_file_bytes(&endorsement);
	r = ingot_recovery_wrap(&request, &reason, &wrapped);
	if (r < 0)
		return ingot_cmd_refuse(wrapping->endorsement, "%s", reason.text);
	r = ingot_recovery_wrapped_json(&wrapped, ret_json);
	return r < 0 ? ingot_cmd_fail(wrapping->endorsement, r, NULL) : INGOT_EXIT_OK;
}

int ingot_wrapping_make(const struct ingot_wrapping *wrapping, struct ingot_json **ret_json)
{
	uint8_t key[INGOT_RECOVERY_KEY_SIZE];
	struct binding binding = { .pcrs = 0 };
	int r = bind(wrapping, &binding);

	if (r == INGOT_EXIT_OK)
		r = read_key(wrapping->key, key);
	if (r == INGOT_EXIT_OK)
		r = wrap(wrapping, key, &binding, ret_json);
	explicit_bzero(key, sizeof(key));
	return r;
}
