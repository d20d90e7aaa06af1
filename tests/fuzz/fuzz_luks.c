/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: LUKS2 metadata, and what is around them. What is accepted holds together. */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "bootstrapper/luks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The binary part with a good checksum, so that the rules behind it are reached. */
static void read_header(const uint8_t *data, size_t size)
{
	static uint8_t copy[INGOT_LUKS_HEADER_SIZE];
	struct ingot_luks_header header;
	struct ingot_digest digest;

	memset(copy, 0, sizeof(copy));
	memcpy(copy, data, size < sizeof(copy) ? size : sizeof(copy));
	memset(&copy[448], 0, 64);
	if (ingot_digest_of(INGOT_HASH_SHA256, (struct ingot_bytes){ copy, sizeof(copy) },
			    &digest) < 0)
		abort();
	memcpy(&copy[448], digest.bytes, 32);
	if (ingot_luks_header_read((struct ingot_bytes){ copy, sizeof(copy) }, data[0] == 'S', NULL,
				   &header) == 0 &&
	    header.json.size >= sizeof(copy))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_luks_metadata metadata;

	if (size > 0 && data[0] != '{')
		read_header(data, size);
	if (ingot_luks_metadata_read((struct ingot_bytes){ data, size }, NULL, &metadata) < 0)
		return 0;
	for (size_t i = 0; i < metadata.tpm_count; i++)
		if (metadata.tpm[i].slot >= 0 &&
		    !(metadata.slots & UINT32_C(1) << metadata.tpm[i].slot))
			abort();
	if (!metadata.slots || (metadata.recovery_slot >= 0) != (metadata.recovery_cms != NULL))
		abort();
	ingot_luks_metadata_close(&metadata);
	return 0;
}
