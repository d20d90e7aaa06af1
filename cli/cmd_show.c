/* SPDX-License-Identifier: Apache-2.0 */
/* ingot show: what a release measures to. */
#include "base/scoped.h"
#include "cli/command.h"
#include "cli/show.h"
#include "cli/stored.h"
#include "command/options.h"
#include "command/page.h"

static const char help[] =
	"Usage: ingot show [OPTION...] RELEASE\n"
	"\n"
	"Shows what a release measures to. RELEASE is a version in the store, latest, or\n"
	"the path of a measurements.json, with a '/' in it.\n"
	"\n"
	"  --pcr N       this PCR alone, with all its values and events\n"
	"  --platform P  this platform alone\n"
	"  --bank B      sha256 if not given\n"
	"  --full        whole digests, not their first 16 digits\n"
	"  --ref R       \"-\" if not given\n"
	"  --stream S    stable if not given\n"
	"  --state DIR   the store, in place of $XDG_STATE_HOME/ingot, /var/lib/ingot (root)\n"
	"                or ~/.local/state/ingot\n"
	"  --json        one JSON object, ingot.show/1\n";

struct options {
	const char *release;
	const char *pcr;
	const char *platform;
	const char *bank;
	const char *ref;
	const char *stream;
	const char *state;
	bool full;
	bool json;
};

static int emit(const struct ingot_show *show, bool json)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	ingot_scoped(ingot_record_drop) struct ingot_record root = { 0 };
	int r;

	if (json) {
		root = ingot_record_object();
		ingot_show_record(show, &root);
		return root.error < 0 ? ingot_cmd_fail("stdout", root.error, NULL)
				      : ingot_cmd_emit_json(NULL, root.json);
	}
	r = ingot_page_begin(&page);
	if (r < 0)
		return ingot_cmd_fail("stdout", r, NULL);
	ingot_show_print(show, page.out);
	return ingot_page_emit(&page, NULL);
}

static int show_release(const struct options *options, struct ingot_show *show)
{
	ingot_scoped(ingot_store_close) struct ingot_store store = { NULL, -1 };
	ingot_scoped(ingot_stored_drop) struct ingot_stored stored = { 0 };
	const struct ingot_stored_name name = { options->release, options->ref ? options->ref : "-",
						options->stream ? options->stream : "stable" };
	struct ingot_reason reason = { .text = "" };
	bool has = false;
	int r = ingot_cmd_store(options->state, false, &store);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_stored_read(&store, &name, &reason, &stored);
	if (r < 0)
		return ingot_cmd_refuse_for(NULL, r, &reason);
	show->golden = stored.golden;
	for (size_t i = 0; i < stored.golden->entry_count; i++)
		has = has || ingot_show_has(show, &stored.golden->entries[i]);
	if (!has)
		return ingot_cmd_refuse(stored.path, "has no such platform or bank");
	return emit(show, options->json);
}

int ingot_cmd_show(int argc, char **argv)
{
	struct options options = { .release = NULL };
	const struct ingot_option known[] = {
		{ "--bank", &options.bank, NULL },   { "--full", NULL, &options.full },
		{ "--json", NULL, &options.json },   { "--pcr", &options.pcr, NULL },
		{ "--ref", &options.ref, NULL },     { "--platform", &options.platform, NULL },
		{ "--state", &options.state, NULL }, { "--stream", &options.stream, NULL },
	};
	const char *const operands[] = { "RELEASE" };
	const struct ingot_syntax syntax = {
		argv[0],          help,     known, sizeof(known) / sizeof(known[0]),
		&options.release, operands, 1
	};
	struct ingot_show show = { .pcr = INGOT_PCR_NONE, .hash = INGOT_HASH_SHA256 };
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	if (options.pcr && ingot_pcr_index_parse(options.pcr, &show.pcr) < 0)
		return ingot_cmd_usage(argv[0], "--pcr needs a number from 0 to 23");
	if (options.bank && ingot_hash_from_name(ingot_bytes_of_text(options.bank), &show.hash) < 0)
		return ingot_cmd_usage(argv[0], "no such bank: %s", options.bank);
	show.platform = options.platform;
	show.full = options.full;
	return show_release(&options, &show);
}
