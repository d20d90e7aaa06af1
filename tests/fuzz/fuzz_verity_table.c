/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a verity table line; up to the first newline, the rest is the status. */
#include <stdlib.h>

#include "bootstrapper/verity_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_digest roothash = { .hash = INGOT_HASH_SHA256 }, live;
	struct ingot_bytes status = { data, size }, line;
	struct ingot_verity_table table;

	(void)ingot_bytes_take_until(&status, '\n', &line);
	if (ingot_verity_table_parse(line, NULL, &table) < 0) {
		if (ingot_verity_table_check(line, status, &roothash, NULL) == 0)
			abort();
		return 0;
	}
	if (ingot_digest_from_hex(INGOT_HASH_SHA256, table.root_digest, &live) < 0)
		live = roothash;
	if (ingot_verity_table_check(line, status, &live, NULL) == 0 && !table.panic_on_corruption)
		abort();
	return 0;
}
