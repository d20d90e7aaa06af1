/* SPDX-License-Identifier: Apache-2.0 */
/* The digest of a disk's content. */
#include "upload/content.h"

#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "verity/blockhash.h"

#define UNIT       INGOT_OCCUPANCY_UNIT
#define ENTRY_SIZE 32
#define RUN_MAX    48 /* units hashed at once, a multiple of all engines' lanes */

struct ingot_content {
	struct ingot_blockhash *blockhash;
	struct ingot_hasher *hasher;
};

static int add_number(struct ingot_content *content, uint64_t number)
{
	uint8_t bytes[sizeof(number)];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
	return ingot_hasher_update(content->hasher, (struct ingot_bytes){ bytes, sizeof(bytes) });
}

int ingot_content_new(struct ingot_content **ret_content)
{
	/* a block hasher is made for trees: of this one only the algorithm counts */
	static const struct ingot_verity_superblock sha256 = {
		.hash = INGOT_HASH_SHA256,
		.data_block_size = UNIT,
		.hash_block_size = UNIT,
		.data_blocks = 1,
	};
	ingot_scoped(ingot_content_scoped) struct ingot_content *content =
		calloc(1, sizeof(*content));
	int r;

	if (!content)
		return -ENOMEM;
	r = ingot_blockhash_new(&sha256, ingot_sha256_engine_at(0), &content->blockhash);
	if (r == 0)
		r = ingot_hasher_new(&sha256.hash, 1, &content->hasher);
	if (r < 0)
		return r;
	*ret_content = content;
	content = NULL;
	return 0;
}

int ingot_content_take(struct ingot_content *content, uint64_t offset, struct ingot_bytes units)
{
	struct ingot_blockhash_job job = { .block_size = UNIT, .entry_size = ENTRY_SIZE };
	uint8_t entries[RUN_MAX * ENTRY_SIZE];
	uint64_t number = offset / UNIT;
	int r = 0;

	if (offset % UNIT != 0 || units.size == 0 || units.size % UNIT != 0)
		return -EINVAL;
	while (r == 0 && units.size > 0) {
		uint64_t count = units.size / UNIT < RUN_MAX ? units.size / UNIT : RUN_MAX;

		r = ingot_bytes_take(&units, count * UNIT, &job.blocks);
		if (r == 0)
			r = ingot_blockhash_run(content->blockhash, &job, entries);
		for (uint64_t i = 0; r == 0 && i < count; i++) {
			const struct ingot_bytes entry = { &entries[i * ENTRY_SIZE], ENTRY_SIZE };

			r = add_number(content, number++);
			if (r == 0)
				r = ingot_hasher_update(content->hasher, entry);
		}
	}
	return r;
}

int ingot_content_end(struct ingot_content *content, uint64_t size, struct ingot_digest *ret_digest)
{
	int r = add_number(content, size);

	return r == 0 ? ingot_hasher_finish(content->hasher, ret_digest) : r;
}

void ingot_content_free(struct ingot_content *content)
{
	if (!content)
		return;
	ingot_blockhash_free(content->blockhash);
	ingot_hasher_free(content->hasher);
	free(content);
}

void ingot_content_scoped(struct ingot_content **content)
{
	ingot_content_free(*content);
}
