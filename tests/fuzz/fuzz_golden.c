/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: measurements.json; what is read must be written, and the bytes written must be canonical. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/golden_reader.h"
#include "measurements/golden_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *again = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_scoped_free) char *text_again = NULL;
	struct ingot_fault fault = { 0 };
	struct ingot_bytes written;
	int r = ingot_golden_read((struct ingot_bytes){ data, size }, &fault, &golden);

	if (r == -EBADMSG && !fault.rule)
		abort();
	if (r < 0)
		return 0;
	if (ingot_golden_write(golden, NULL, &text, &written.size) < 0)
		abort();
	written.data = (const uint8_t *)text;
	if (ingot_golden_read(written, NULL, &again) < 0 ||
	    ingot_golden_write(again, NULL, &text_again, &written.size) < 0 ||
	    strcmp(text, text_again) != 0)
		abort();
	return 0;
}
