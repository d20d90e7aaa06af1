/* SPDX-License-Identifier: Apache-2.0 */
/* The golden file that a user names, and the platform in it that is meant. */
#include "measurements/golden_file.h"

#include <strings.h>

#include "base/file.h"
#include "base/scoped.h"
#include "measurements/command.h"
#include "measurements/golden_reader.h"
#include "measurements/text.h"

int ingot_golden_file_read(const char *path, struct ingot_golden **ret_golden)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	int r = ingot_file_read(path, INGOT_JSON_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	r = ingot_golden_read(ingot_file_bytes(&file), &fault, ret_golden);
	return r < 0 ? ingot_cmd_fail_text(path, r, &fault) : INGOT_EXIT_OK;
}

static bool is_named(const struct ingot_golden_entry *entry, const char *name)
{
	return strcasecmp(entry->csp, name) == 0 ||
	       strcasecmp(entry->attestation_variant, name) == 0;
}

static int refuse(const char *path, const struct ingot_golden *golden, const char *name)
{
	struct ingot_text text = { .length = 0 };

	for (size_t i = 0; i < golden->entry_count; i++)
		ingot_text_add(&text, "%s%s (%s)", i ? ", " : "", golden->entries[i].csp,
			       golden->entries[i].attestation_variant);
	if (name)
		return ingot_cmd_refuse(path, "has no platform %s; it has %s", name, text.chars);
	return ingot_cmd_usage(NULL, "%s has several platforms, say --platform: %s", path,
			       text.chars);
}

int ingot_golden_file_choose(const char *path, const struct ingot_golden *golden, const char *asked,
			     const char *seen, struct ingot_golden_entry **ret_entry)
{
	const char *name = asked ? asked : golden->entry_count > 1 ? seen : NULL;
	struct ingot_golden_entry *entry = NULL;

	for (size_t i = 0; i < golden->entry_count; i++) {
		if (name && !is_named(&golden->entries[i], name))
			continue;
		if (entry)
			return refuse(path, golden, NULL);
		entry = &golden->entries[i];
	}
	if (!entry)
		return refuse(path, golden, name);
	*ret_entry = entry;
	return INGOT_EXIT_OK;
}
