/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: OVMF's variable store and the Secure Boot set in it; key files, for inputs that are
 * no store. */
#include <stdlib.h>

#include "base/scoped.h"
#include "measurements/secureboot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void measure_all(const struct ingot_secureboot *set)
{
	static const enum ingot_hash hash = INGOT_HASH_SHA256;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;

	if (ingot_hasher_new(&hash, 1, &hasher) < 0)
		abort();
	for (unsigned i = 0; i < INGOT_SECUREBOOT_VARIABLE_COUNT; i++)
		if (ingot_secureboot_measure(set, (enum ingot_secureboot_variable)i, hasher) < 0)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_bytes file = { data, size };
	struct ingot_secureboot set = { 0 };
	struct ingot_varstore store;
	struct ingot_efivar variable;
	size_t cursor = 0;

	if (ingot_varstore_open(file, &store, NULL) < 0) {
		if (ingot_secureboot_set(&set, INGOT_SECUREBOOT_DB, file) == 0)
			measure_all(&set);
		return 0;
	}
	while (ingot_varstore_next(&store, &cursor, &variable) > 0)
		continue;
	if (ingot_secureboot_from_store(&store, &set) == 0)
		measure_all(&set);
	return 0;
}
