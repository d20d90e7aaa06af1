/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: build.json; all that is read of it is fit to be shown. */
#include <stdlib.h>

#include "base/scoped.h"
#include "measurements/build_record.h"
#include "measurements/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_build_record_drop) struct ingot_build_record record = { 0 };
	struct ingot_fault fault = { 0 };

	if (ingot_build_record_read((struct ingot_bytes){ data, size }, &fault, &record) < 0) {
		if (!fault.rule || record.root)
			abort();
		return 0;
	}
	if (!ingot_text_is_line(record.version) || !ingot_text_is_line(record.platform) ||
	    !ingot_text_is_line(record.stream) || !ingot_text_is_line(record.kernel) ||
	    !ingot_text_is_line(record.roothash))
		abort();
	for (size_t i = 0; i < INGOT_BUILD_SIZE_COUNT; i++)
		if (record.sizes[i] > INT64_MAX)
			abort();
	return 0;
}
