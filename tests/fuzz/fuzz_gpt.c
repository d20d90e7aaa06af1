/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: partition tables. What is accepted must be readable to its end. */
#include <stdlib.h>

#include "base/scoped.h"
#include "disk/gpt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum ingot_hash hash = INGOT_HASH_SHA256;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	struct ingot_partition partition;
	struct ingot_bytes content;
	struct ingot_gpt gpt;
	uint32_t cursor = 0;
	int r;

	if (ingot_gpt_read((struct ingot_bytes){ data, size }, &gpt, NULL) < 0)
		return 0;
	while ((r = ingot_gpt_next(&gpt, &cursor, &partition)) > 0)
		if (ingot_gpt_content(&gpt, &partition, &content) < 0)
			abort();
	if (r < 0 || ingot_hasher_new(&hash, 1, &hasher) < 0 || ingot_gpt_measure(&gpt, hasher) < 0)
		abort();
	return 0;
}
