/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: YAML; what is read is an object that can be written, and fits into its limits. */
#include <stdlib.h>

#include "base/scoped.h"
#include "upload/yaml_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_reason reason = { .text = "" };
	size_t text_size;

	if (ingot_yaml_parse((struct ingot_bytes){ data, size }, &reason, &root) < 0) {
		if (root || !reason.text[0])
			abort();
		return 0;
	}
	if (ingot_json_write(root, INGOT_JSON_COMPACT, &text, &text_size) < 0)
		abort();
	return 0;
}
