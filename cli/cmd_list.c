/* SPDX-License-Identifier: Apache-2.0 */
/* ingot list: which releases are in the store. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/scoped.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "command/options.h"
#include "command/page.h"
#include "command/record.h"
#include "measurements/timestamp.h"

#define SCHEMA "ingot.list/1"
#define RED    "\033[1;31m"
#define PLAIN  "\033[0m"

static const char help[] =
	"Usage: ingot list [OPTION...]\n"
	"\n"
	"Lists the releases in the store, each of them fetched and verified.\n"
	"\n"
	"  --ref R      of this ref alone\n"
	"  --stream S   of this stream alone\n"
	"  --state DIR  the store, in place of $XDG_STATE_HOME/ingot, /var/lib/ingot (root)\n"
	"               or ~/.local/state/ingot\n"
	"  --json       one JSON object, ingot.list/1\n";

struct options {
	const char *ref;
	const char *stream;
	const char *state;
	bool json;
};

static bool is_asked(const struct options *options, const struct ingot_catalog_entry *entry)
{
	return (!options->ref || strcmp(entry->head.ref, options->ref) == 0) &&
	       (!options->stream || strcmp(entry->head.stream, options->stream) == 0);
}

static void record_entry(const struct ingot_catalog_entry *entry, int64_t now,
			 struct ingot_record *list)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
	char issued[INGOT_TIMESTAMP_SIZE] = "";
	char expires[INGOT_TIMESTAMP_SIZE] = "";

	(void)ingot_timestamp_write(entry->head.issued, issued);
	(void)ingot_timestamp_write(entry->head.expires, expires);
	ingot_record_text(&object, "ref", entry->head.ref);
	ingot_record_text(&object, "stream", entry->head.stream);
	ingot_record_text(&object, "version", entry->head.version.text);
	ingot_record_text(&object, "issued", issued);
	ingot_record_text(&object, "expires", expires);
	ingot_record_boolean(&object, "expired", entry->head.expires <= now);
	ingot_record_text(&object, "floor", entry->floor.text);
	ingot_record_integer(&object, "files", (int64_t)entry->file_count);
	ingot_record_give(list, NULL, &object);
}

static int emit_json(const struct options *options, const struct ingot_catalog *catalog,
		     int64_t now)
{
	ingot_scoped(ingot_record_drop) struct ingot_record root = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();

	for (size_t i = 0; i < catalog->count; i++)
		if (is_asked(options, &catalog->entries[i]))
			record_entry(&catalog->entries[i], now, &list);
	ingot_record_text(&root, "schema", SCHEMA);
	ingot_record_give(&root, "releases", &list);
	return root.error < 0 ? ingot_cmd_fail("stdout", root.error, NULL)
			      : ingot_cmd_emit_json(NULL, root.json);
}

static void print_entry(const struct ingot_catalog_entry *entry, int64_t now, FILE *out)
{
	bool expired = entry->head.expires <= now;
	bool colours = expired && ingot_cmd_colours();
	char expires[INGOT_TIMESTAMP_SIZE] = "";

	(void)ingot_timestamp_write(entry->head.expires, expires);
	fprintf(out, "%-10s  %-8s  %-12s  %s%s%s%s\n", entry->head.stream, entry->head.ref,
		entry->head.version.text, colours ? RED : "", expires, expired ? " expired" : "",
		colours ? PLAIN : "");
}

static int emit_text(const struct options *options, const struct ingot_catalog *catalog,
		     int64_t now)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	int r = ingot_page_begin(&page);
	bool begun = false;

	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	for (size_t i = 0; i < catalog->count; i++) {
		if (!is_asked(options, &catalog->entries[i]))
			continue;
		if (!begun)
			fprintf(page.out, "%-10s  %-8s  %-12s  %s\n", "Stream", "Ref", "Version",
				"Valid until");
		begun = true;
		print_entry(&catalog->entries[i], now, page.out);
	}
	return ingot_page_emit(&page, NULL);
}

int ingot_cmd_list(int argc, char **argv)
{
	struct options options = { .ref = NULL };
	const struct ingot_option known[] = {
		{ "--json", NULL, &options.json },
		{ "--ref", &options.ref, NULL },
		{ "--state", &options.state, NULL },
		{ "--stream", &options.stream, NULL },
	};
	const struct ingot_syntax syntax = { .verb = argv[0],
					     .help = help,
					     .options = known,
					     .option_count = sizeof(known) / sizeof(known[0]) };
	ingot_scoped(ingot_store_close) struct ingot_store store = { NULL, -1 };
	ingot_scoped(ingot_catalog_drop) struct ingot_catalog catalog = { 0 };
	struct ingot_reason reason = { .text = "" };
	int64_t now = (int64_t)time(NULL);
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = ingot_cmd_store(options.state, false, &store);
	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_catalog_read(&store, &reason, &catalog);
	if (r < 0)
		return ingot_cmd_refuse_for(NULL, r, &reason);
	return options.json ? emit_json(&options, &catalog, now)
			    : emit_text(&options, &catalog, now);
}
