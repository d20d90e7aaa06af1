/* SPDX-License-Identifier: Apache-2.0 */
/* ingot diff: which PCRs move between two releases, and because of what. */
#include "base/scoped.h"
#include "cli/command.h"
#include "cli/diff.h"
#include "cli/stored.h"
#include "command/options.h"
#include "command/page.h"

static const char help[] =
	"Usage: ingot diff [OPTION...] FROM TO\n"
	"\n"
	"Says which PCRs move between two releases, and because of which events. Each is a\n"
	"version in the store, latest, or the path of a measurements.json, with a '/' in\n"
	"it. Exit status: 0, whether they differ or not.\n"
	"\n"
	"  --ref R      \"-\" if not given\n"
	"  --stream S   stable if not given\n"
	"  --state DIR  the store, in place of $XDG_STATE_HOME/ingot, /var/lib/ingot (root)\n"
	"               or ~/.local/state/ingot\n"
	"  --json       one JSON object, ingot.diff/1\n";

struct options {
	const char *releases[2];
	const char *ref;
	const char *stream;
	const char *state;
	bool json;
};

static int emit(const struct ingot_golden *from, const struct ingot_golden *to, bool json)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	ingot_scoped(ingot_record_drop) struct ingot_record root = { 0 };
	int r;

	if (json) {
		root = ingot_record_object();
		ingot_diff_record(from, to, &root);
		return root.error < 0 ? ingot_cmd_fail("stdout", root.error, NULL)
				      : ingot_cmd_emit_json(NULL, root.json);
	}
	r = ingot_page_begin(&page);
	if (r == 0)
		r = ingot_diff_print(from, to, page.out);
	return r < 0 ? ingot_cmd_fail("stdout", r, NULL) : ingot_page_emit(&page, NULL);
}

static int diff_releases(const struct options *options)
{
	ingot_scoped(ingot_store_close) struct ingot_store store = { NULL, -1 };
	ingot_scoped(ingot_stored_drop) struct ingot_stored from = { 0 };
	ingot_scoped(ingot_stored_drop) struct ingot_stored to = { 0 };
	struct ingot_stored_name name = { options->releases[0], options->ref ? options->ref : "-",
					  options->stream ? options->stream : "stable" };
	struct ingot_reason reason = { .text = "" };
	int r = ingot_cmd_store(options->state, false, &store);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_stored_read(&store, &name, &reason, &from);
	name.text = options->releases[1];
	if (r == 0)
		r = ingot_stored_read(&store, &name, &reason, &to);
	if (r < 0)
		return ingot_cmd_refuse_for(NULL, r, &reason);
	return emit(from.golden, to.golden, options->json);
}

int ingot_cmd_diff(int argc, char **argv)
{
	struct options options = { .ref = NULL };
	const struct ingot_option known[] = {
		{ "--json", NULL, &options.json },
		{ "--ref", &options.ref, NULL },
		{ "--state", &options.state, NULL },
		{ "--stream", &options.stream, NULL },
	};
	const char *const operands[] = { "FROM", "TO" };
	const struct ingot_syntax syntax = {
		argv[0],          help,     known, sizeof(known) / sizeof(known[0]),
		options.releases, operands, 2
	};
	int r;

	return ingot_options_read(&syntax, argc, argv, &r) ? diff_releases(&options) : r;
}
