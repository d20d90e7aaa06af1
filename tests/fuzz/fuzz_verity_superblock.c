/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a superblock with what follows it, as data and as tree. What is accepted must write
 * the same bytes again; the check must end with an answer or an error. */
#include <stdlib.h>
#include <string.h>

#include "verity/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int read_input(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data)
{
	const struct ingot_bytes *input = context;
	struct ingot_bytes part;

	if (ingot_bytes_slice(*input, offset, size, &part) < 0)
		abort(); /* sizes were checked before */
	memcpy(ret_data, part.data, part.size);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_bytes input = { data, size };
	uint8_t again[INGOT_VERITY_SUPERBLOCK_SIZE];
	struct ingot_verity_tree tree = { .thread_count = 1, .engine = ingot_sha256_engine_at(0) };
	struct ingot_verity_report *report;
	struct ingot_fault fault = { 0 };
	struct ingot_digest root = { 0 };

	if (ingot_verity_superblock_read(input, &tree.superblock, &fault) < 0) {
		if (!fault.rule)
			abort();
		return 0;
	}
	ingot_verity_superblock_write(&tree.superblock, again);
	if (memcmp(again, data, sizeof(again)) != 0)
		abort();
	report = calloc(1, sizeof(*report));
	if (!report)
		return 0;
	root.hash = tree.superblock.hash;
	tree.data = tree.hash =
		(struct ingot_verity_store){ .context = &input, .size = size, .read = read_input };
	(void)ingot_verity_check(&tree, &root, report, NULL);
	free(report);
	return 0;
}
