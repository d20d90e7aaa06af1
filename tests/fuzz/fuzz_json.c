/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: strict JSON reading; what is read must be written and read again unchanged. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/scoped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *again = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_scoped_free) char *text_again = NULL;
	struct ingot_bytes written;

	if (ingot_json_parse((struct ingot_bytes){ data, size }, NULL, &root) < 0)
		return 0;
	if (ingot_json_write(root, INGOT_JSON_PRETTY, &text, &written.size) < 0)
		abort();
	written.data = (const uint8_t *)text;
	if (ingot_json_parse(written, NULL, &again) < 0 ||
	    ingot_json_write(again, INGOT_JSON_PRETTY, &text_again, &written.size) < 0 ||
	    strcmp(text, text_again) != 0)
		abort();
	return 0;
}
