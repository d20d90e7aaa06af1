/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: owners of blocks of an erofs or ext4 volume. The first byte says which block. */
#include <stdlib.h>
#include <string.h>

#include "verity/owner.h"

#define BLOCK_SIZE 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(void *context, const struct ingot_owner *owner)
{
	size_t *count = context;

	*count += strlen(owner->path) + owner->offset % 2;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t count = 0;
	struct ingot_owner_query query = {
		.volume = { data, size }, .size = BLOCK_SIZE, .context = &count, .found = look
	};
	uint64_t skipped;

	if (size == 0)
		return 0;
	query.offset = (uint64_t)data[0] * BLOCK_SIZE;
	if (ingot_owner_find_erofs(&query, &skipped, NULL) < 0)
		(void)ingot_owner_find_ext4(&query, &skipped, NULL);
	return 0;
}
