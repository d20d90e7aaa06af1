/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: SMBIOS tables; what is found lies within the table and ends where a string does. */
#include <stdlib.h>

#include "bootstrapper/smbios.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_bytes table = { data, size }, value = { 0 };
	struct ingot_reason reason = { 0 };
	int r = ingot_smbios_find_node(table, &reason, &value);

	if (r < 0 && reason.text[0] == '\0')
		abort();
	if (r > 0 && (value.data < data || value.data + value.size >= data + size ||
		      value.data[value.size] != 0))
		abort();
	return 0;
}
