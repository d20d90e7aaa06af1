/* SPDX-License-Identifier: Apache-2.0 */
/* What a fetch led to, as JSON and as text. */
#include "cli/fetch_report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/scoped.h"
#include "command/page.h"
#include "command/record.h"
#include "command/report.h"
#include "measurements/timestamp.h"

static void record_image(const struct ingot_fetch_report *report, struct ingot_record *root)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();

	ingot_record_text(&object, "platform", report->platform);
	ingot_record_boolean(&object, "changed", report->image.is_new);
	ingot_record_integer(&object, "size", (int64_t)report->image.size);
	ingot_record_digest(&object, "sha256", &report->image.digest);
	ingot_record_text(&object, "path", report->image.path);
	ingot_record_give(root, "image", &object);
}

static int emit_json(const struct ingot_fetch_report *report, const char *path, const char *issued,
		     const char *expires)
{
	ingot_scoped(ingot_record_drop) struct ingot_record root = ingot_record_object();
	const struct ingot_publication *publication = &report->publication;

	ingot_record_text(&root, "schema", INGOT_FETCH_REPORT_SCHEMA);
	ingot_record_boolean(&root, "changed", report->is_new);
	ingot_record_text(&root, "ref", publication->head.ref);
	ingot_record_text(&root, "stream", publication->head.stream);
	ingot_record_text(&root, "version", publication->head.version.text);
	ingot_record_text(&root, "issued", issued);
	ingot_record_text(&root, "expires", expires);
	ingot_record_text(&root, "floor", publication->floor.text);
	ingot_record_integer(&root, "files", (int64_t)publication->file_count);
	ingot_record_text(&root, "path", path);
	if (report->platform)
		record_image(report, &root);
	return root.error < 0 ? ingot_cmd_fail("stdout", root.error, NULL)
			      : ingot_cmd_emit_json(NULL, root.json);
}

int ingot_fetch_report_emit(const struct ingot_fetch_report *report, bool json)
{
	const struct ingot_publication *publication = &report->publication;
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	char issued[INGOT_TIMESTAMP_SIZE] = "";
	char expires[INGOT_TIMESTAMP_SIZE] = "";
	int r = ingot_store_release(report->fetch->store, &publication->head, &path);

	if (r < 0)
		return ingot_cmd_fail("store", r, NULL);
	(void)ingot_timestamp_write(publication->head.issued, issued);
	(void)ingot_timestamp_write(publication->head.expires, expires);
	if (json)
		return emit_json(report, path, issued, expires);
	r = ingot_page_begin(&page);
	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	fprintf(page.out, "%s %s %s (ref %s): %zu files, verified, valid until %s\n%s\n",
		report->is_new ? "Fetched" : "Already there:", publication->head.stream,
		publication->head.version.text, publication->head.ref, publication->file_count,
		expires, path);
	if (report->platform)
		fprintf(page.out, "%s for %s: %" PRIu64 " bytes, verified\n%s\n",
			report->image.is_new ? "Fetched the image" : "Already there: the image",
			report->platform, report->image.size, report->image.path);
	return ingot_page_emit(&page, NULL);
}
