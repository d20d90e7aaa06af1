/* SPDX-License-Identifier: Apache-2.0 */
/* Where a release in the store came from. */
#include "cli/origin.h"

#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "command/record.h"
#include "measurements/timestamp.h"

int ingot_origin_write(const struct ingot_origin *origin, const char *path)
{
	ingot_scoped(ingot_record_drop) struct ingot_record root = ingot_record_object();
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	char fetched[INGOT_TIMESTAMP_SIZE];
	size_t size;
	int r = ingot_timestamp_write(origin->fetched, fetched);

	if (r < 0)
		return r;
	ingot_record_text(&root, "schema", INGOT_ORIGIN_SCHEMA);
	ingot_record_text(&root, "source", origin->source);
	ingot_record_digest(&root, "key", &origin->key);
	ingot_record_text(&root, "fetched", fetched);
	if (root.error < 0)
		return root.error;
	r = ingot_json_write(root.json, INGOT_JSON_PRETTY, &text, &size);
	if (r < 0)
		return r;
	return ingot_file_write(path, (struct ingot_bytes){ (uint8_t *)text, size }, 0644);
}
