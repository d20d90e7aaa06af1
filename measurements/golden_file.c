/* SPDX-License-Identifier: Apache-2.0 */
/* The golden file that a user names, and the platform in it that is meant. */
#include "measurements/golden_file.h"

#include <errno.h>
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

static int refuse(const struct ingot_golden *golden, const char *name, struct ingot_text *why)
{
	if (name) {
		ingot_text_add(why, "has no platform ");
		ingot_text_add_ascii(why, ingot_bytes_of_text(name));
	}
	ingot_text_add(why, "%s", name ? "; it has " : "has several platforms, say --platform: ");
	for (size_t i = 0; i < golden->entry_count; i++)
		ingot_text_add(why, "%s%s (%s)", i ? ", " : "", golden->entries[i].csp,
			       golden->entries[i].attestation_variant);
	return name ? -ENOENT : -EINVAL;
}

int ingot_golden_file_find(const struct ingot_golden *golden, const char *asked, const char *seen,
			   struct ingot_text *why, struct ingot_golden_entry **ret_entry)
{
	const char *name = asked ? asked : golden->entry_count > 1 ? seen : NULL;
	struct ingot_golden_entry *entry = NULL;

	for (size_t i = 0; i < golden->entry_count; i++) {
		if (name && !is_named(&golden->entries[i], name))
			continue;
		if (entry)
			return refuse(golden, NULL, why);
		entry = &golden->entries[i];
	}
	if (!entry)
		return refuse(golden, name, why);
	*ret_entry = entry;
	return 0;
}

int ingot_golden_file_choose(const char *path, const struct ingot_golden *golden, const char *asked,
			     const char *seen, struct ingot_golden_entry **ret_entry)
{
	struct ingot_text why = { .length = 0 };
	int r = ingot_golden_file_find(golden, asked, seen, &why, ret_entry);

	if (r == 0)
		return INGOT_EXIT_OK;
	return r == -ENOENT ? ingot_cmd_refuse(path, "%s", why.chars)
			    : ingot_cmd_usage(NULL, "%s %s", path, why.chars);
}
