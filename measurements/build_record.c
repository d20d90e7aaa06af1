/* SPDX-License-Identifier: Apache-2.0 */
/* build.json, as scripts/build leaves it beside an image. */
#include "measurements/build_record.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/text.h"

static const char *const size_keys[INGOT_BUILD_SIZE_COUNT] = {
	[INGOT_BUILD_SIZE_DISK] = "disk", [INGOT_BUILD_SIZE_DISK_DATA] = "disk_data",
	[INGOT_BUILD_SIZE_ROOT] = "root", [INGOT_BUILD_SIZE_VERITY] = "verity",
	[INGOT_BUILD_SIZE_UKI] = "uki",   [INGOT_BUILD_SIZE_INITRD] = "initrd",
};

static bool read_texts(struct ingot_build_record *record)
{
	const struct {
		const char *key;
		const char **text;
	} texts[] = {
		{ "version", &record->version },   { "platform", &record->platform },
		{ "stream", &record->stream },     { "kernel", &record->kernel },
		{ "roothash", &record->roothash },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (ingot_json_get_text(record->root, texts[i].key, texts[i].text) < 0 ||
		    !ingot_text_is_line(*texts[i].text))
			return false;
	return true;
}

static bool read_sizes(struct ingot_build_record *record)
{
	const int64_t range[2] = { 0, INT64_MAX };
	const struct ingot_json *sizes;
	int64_t size;

	if (ingot_json_get(record->root, "sizes", INGOT_JSON_OBJECT, &sizes) < 0)
		return false;
	for (size_t i = 0; i < INGOT_BUILD_SIZE_COUNT; i++) {
		if (ingot_json_get_integer(sizes, size_keys[i], range, &size) < 0)
			return false;
		record->sizes[i] = (uint64_t)size;
	}
	return true;
}

int ingot_build_record_read(struct ingot_bytes text, struct ingot_fault *fault,
			    struct ingot_build_record *ret_record)
{
	ingot_scoped(ingot_build_record_drop) struct ingot_build_record record = { 0 };
	const char *schema;
	int r = ingot_json_parse(text, fault, &record.root);

	if (r < 0)
		return r;
	if (ingot_json_get_text(record.root, "schema", &schema) < 0 ||
	    strcmp(schema, INGOT_BUILD_SCHEMA) != 0)
		return ingot_fault_at(fault, 0, "schema is not " INGOT_BUILD_SCHEMA);
	if (!read_texts(&record))
		return ingot_fault_at(
			fault, 0, "no version, platform, stream, kernel or roothash of one line");
	if (!read_sizes(&record))
		return ingot_fault_at(fault, 0, "a size is missing, or is no number of bytes");
	*ret_record = record;
	record = (struct ingot_build_record){ 0 };
	return 0;
}

void ingot_build_record_drop(struct ingot_build_record *record)
{
	ingot_json_free(record->root);
	*record = (struct ingot_build_record){ 0 };
}
