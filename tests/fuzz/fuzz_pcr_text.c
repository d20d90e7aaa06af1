/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: PCR values in plain text. */
#include <errno.h>
#include <stdlib.h>

#include "measurements/pcr_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_fault fault = { 0 };
	struct ingot_pcr_banks banks;
	int r = ingot_pcr_text_read((struct ingot_bytes){ data, size }, &fault, &banks);

	if ((r == -EBADMSG && (!fault.rule || fault.offset > size)) || (r == 0 && banks.count == 0))
		abort();
	return 0;
}
