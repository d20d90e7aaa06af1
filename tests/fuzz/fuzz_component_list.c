/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: components.json; every component is found by its name, and has a digest. */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/scoped.h"
#include "measurements/component_list.h"
#include "measurements/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_component_list_drop) struct ingot_component_list list = { 0 };
	struct ingot_fault fault = { 0 };

	if (ingot_component_list_read((struct ingot_bytes){ data, size }, &fault, &list) < 0) {
		if (!fault.rule || list.components || list.root)
			abort();
		return 0;
	}
	if (list.count > INGOT_COMPONENT_COUNT_MAX || (list.set && !ingot_text_is_line(list.set)))
		abort();
	for (size_t i = 0; i < list.count; i++) {
		const struct ingot_component *component = &list.components[i];
		const struct ingot_component *found = ingot_component_find(&list, component->name);

		if (!found || strcmp(found->name, component->name) != 0 ||
		    strlen(component->sha256) != 2 * ingot_hash_size(INGOT_HASH_SHA256) ||
		    !ingot_text_is_line(component->path) || !ingot_text_is_line(component->source))
			abort();
	}
	return 0;
}
