/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: packages.lock and packages.json; each tree's packages follow those of the one before. */
#include <errno.h>
#include <stdlib.h>

#include "base/scoped.h"
#include "measurements/package_list.h"
#include "measurements/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_trees(const struct ingot_package_list *list)
{
	size_t next = 0;

	if (list->tree_count == 0 || list->tree_count > INGOT_PACKAGE_TREE_COUNT_MAX)
		abort();
	for (size_t i = 0; i < list->tree_count; i++) {
		if (list->trees[i].first != next)
			abort();
		if (list->trees[i].name && !ingot_text_is_line(list->trees[i].name))
			abort();
		next += list->trees[i].count;
	}
	if (next != list->count)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ingot_scoped(ingot_package_list_drop) struct ingot_package_list list = { 0 };
	struct ingot_fault fault = { 0 };
	int r = ingot_package_list_read((struct ingot_bytes){ data, size }, &fault, &list);

	if (r < 0) {
		if (!fault.rule || fault.offset > size || list.packages || list.root)
			abort();
		return 0;
	}
	check_trees(&list);
	for (size_t i = 0; i < list.count; i++)
		if (list.packages[i].name.size == 0 || list.packages[i].version.size == 0 ||
		    list.packages[i].architecture.size == 0)
			abort();
	return 0;
}
