/* SPDX-License-Identifier: Apache-2.0 */
/* Simulated PCR banks: start values, extend, lookup. TPM 2.0 Library 1.59 Part 1, clause 17. */
#include "measurements/pcr.h"

#include <errno.h>
#include <string.h>

/* Dynamic launch resets these; until then they read as ones. */
#define PCR_DYNAMIC_FIRST 17
#define PCR_DYNAMIC_LAST  22

int ingot_pcr_bank_start(struct ingot_pcr_bank *bank, enum ingot_hash hash, unsigned locality)
{
	struct ingot_pcr_bank fresh = { .hash = hash, .known = INGOT_PCR_ALL };
	size_t size = ingot_hash_size(hash);

	if (size == 0 || (locality != 0 && locality != 3 && locality != 4))
		return -EINVAL;
	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		fresh.pcr[i].hash = hash;
		if (i >= PCR_DYNAMIC_FIRST && i <= PCR_DYNAMIC_LAST)
			memset(fresh.pcr[i].bytes, 0xff, size);
	}
	fresh.pcr[0].bytes[size - 1] = (uint8_t)locality;
	*bank = fresh;
	return 0;
}

int ingot_pcr_extend(struct ingot_pcr_bank *bank, unsigned index, const struct ingot_digest *event)
{
	uint8_t joined[2 * INGOT_DIGEST_SIZE_MAX];
	size_t size = ingot_hash_size(bank->hash);
	struct ingot_digest *pcr;
	int r;

	if (index >= INGOT_PCR_COUNT || event->hash != bank->hash || size == 0)
		return -EINVAL;
	pcr = &bank->pcr[index];
	if (bank->known & UINT32_C(1) << index) {
		memcpy(joined, pcr->bytes, size);
		memcpy(joined + size, event->bytes, size);
		r = ingot_digest_of(bank->hash, (struct ingot_bytes){ joined, 2 * size }, pcr);
		if (r < 0)
			return r;
	}
	bank->extended |= UINT32_C(1) << index;
	return 0;
}

int ingot_pcr_lose(struct ingot_pcr_bank *bank, unsigned index)
{
	if (index >= INGOT_PCR_COUNT)
		return -EINVAL;
	bank->pcr[index] = (struct ingot_digest){ .hash = bank->hash };
	bank->known &= ~(UINT32_C(1) << index);
	bank->extended |= UINT32_C(1) << index;
	return 0;
}

int ingot_pcr_set(struct ingot_pcr_bank *bank, unsigned index, const struct ingot_digest *value)
{
	if (index >= INGOT_PCR_COUNT || value->hash != bank->hash)
		return -EINVAL;
	bank->pcr[index] = *value;
	bank->known |= UINT32_C(1) << index;
	return 0;
}

const struct ingot_digest *ingot_pcr_value(const struct ingot_pcr_bank *bank, unsigned index)
{
	if (!bank || index >= INGOT_PCR_COUNT || !(bank->known & UINT32_C(1) << index))
		return NULL;
	return &bank->pcr[index];
}

int ingot_pcr_index_parse(const char *text, unsigned *ret_index)
{
	unsigned index = 0;

	if (!*text || (text[0] == '0' && text[1]))
		return -EBADMSG;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -EBADMSG;
		index = 10 * index + (unsigned)(*text - '0');
		if (index >= INGOT_PCR_COUNT)
			return -EBADMSG;
	}
	*ret_index = index;
	return 0;
}

int ingot_pcr_banks_add(struct ingot_pcr_banks *banks, enum ingot_hash hash,
			struct ingot_pcr_bank **ret_bank)
{
	size_t at = 0;

	if (ingot_hash_size(hash) == 0)
		return -EINVAL;
	while (at < banks->count && banks->bank[at].hash < hash)
		at++;
	if (at == banks->count || banks->bank[at].hash != hash) {
		for (size_t i = banks->count; i > at; i--)
			banks->bank[i] = banks->bank[i - 1];
		banks->bank[at] = (struct ingot_pcr_bank){ .hash = hash };
		for (unsigned i = 0; i < INGOT_PCR_COUNT; i++)
			banks->bank[at].pcr[i].hash = hash;
		banks->count++;
	}
	*ret_bank = &banks->bank[at];
	return 0;
}

const struct ingot_pcr_bank *ingot_pcr_banks_find(const struct ingot_pcr_banks *banks,
						  enum ingot_hash hash)
{
	for (size_t i = 0; i < banks->count; i++)
		if (banks->bank[i].hash == hash)
			return &banks->bank[i];
	return NULL;
}
