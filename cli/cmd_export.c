/* SPDX-License-Identifier: Apache-2.0 */
/* ingot export: golden values in the formats that other verifiers read. */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "cli/export.h"
#include "cli/reference.h"
#include "cli/stored.h"
#include "command/options.h"

static const char help[] =
	"Usage: ingot export [OPTION...] RELEASE --format F\n"
	"\n"
	"Writes what a release measures to in a format that another verifier reads: what\n"
	"is enforced, and of phases the value at ready. RELEASE is a version in the store,\n"
	"latest, or the path of a measurements.json, with a '/' in it. A version that has\n"
	"expired or was withdrawn since it was fetched is refused.\n"
	"\n"
	"  --format F         v2: version 2 of the measurements file, all platforms\n"
	"                     pcrlock: a component for systemd-pcrlock\n"
	"                     keylime: a tpm_policy\n"
	"                     trustee: reference values for RVPS; of the store alone\n"
	"                     aws-kms: Condition of a key policy, for NitroTPM\n"
	"                     node: what a cluster's nodes are to be: Kubernetes, images,\n"
	"                     measurements; ingot.node-update/1; of the store alone\n"
	"  --platform P       which platform, if there are several\n"
	"  --ref R            \"-\" if not given\n"
	"  --stream S         stable if not given\n"
	"  --state DIR        the store, in place of $XDG_STATE_HOME/ingot, /var/lib/ingot\n"
	"                     (root) or ~/.local/state/ingot\n"
	"  -o, --output FILE  write to FILE instead of stdout\n";

struct options {
	const char *release;
	const char *format;
	const char *platform;
	const char *ref;
	const char *stream;
	const char *state;
	const char *output;
};

/* The platform that is meant; reported where there is none, or a choice. */
static int choose(const struct options *options, const struct ingot_stored *stored,
		  const struct ingot_golden_entry **ret_entry)
{
	const struct ingot_golden_entry *entry = NULL;

	for (size_t i = 0; i < stored->golden->entry_count; i++) {
		const struct ingot_golden_entry *other = &stored->golden->entries[i];

		if (options->platform && strcasecmp(other->csp, options->platform) != 0 &&
		    strcasecmp(other->attestation_variant, options->platform) != 0)
			continue;
		if (entry)
			return ingot_cmd_usage("export", "%s has several platforms, say --platform",
					       stored->path);
		entry = other;
	}
	if (!entry)
		return ingot_cmd_refuse(stored->path, "has no platform %s", options->platform);
	*ret_entry = entry;
	return INGOT_EXIT_OK;
}

static int emit(const struct options *options, const struct ingot_export_format *format,
		const struct ingot_export *export)
{
	ingot_scoped(ingot_record_drop) struct ingot_record root = format->write(export);

	if (root.error == -ENOENT)
		return ingot_cmd_refuse(options->release, "has no SHA-384 values");
	return root.error < 0 ? ingot_cmd_fail(options->release, root.error, NULL)
			      : ingot_cmd_emit_json(options->output, root.json);
}

/*
 * Values that somebody else will enforce: of a release that may still be believed, or of a file,
 * for which whoever names it stands.
 */
static int read_values(const struct ingot_store *store, struct ingot_stored_name *name,
		       struct ingot_reason *reason, struct ingot_stored *ret_stored)
{
	const struct ingot_reference_question question = { .store = store,
							   .name = *name,
							   .now = (int64_t)time(NULL) };
	int r;

	if (strchr(name->text, '/'))
		return ingot_stored_read(store, name, reason, ret_stored);
	r = ingot_reference_read(&question, reason, ret_stored);
	/* "latest" may be another release by now */
	if (r == 0)
		name->text = ret_stored->golden->version;
	return r;
}

static int export_release(const struct options *options, const struct ingot_export_format *format)
{
	ingot_scoped(ingot_store_close) struct ingot_store store = { NULL, -1 };
	ingot_scoped(ingot_stored_drop) struct ingot_stored stored = { 0 };
	struct ingot_stored_name name = { options->release, options->ref ? options->ref : "-",
					  options->stream ? options->stream : "stable" };
	struct ingot_reason reason = { .text = "" };
	ingot_scoped(ingot_export_source_drop) struct ingot_export_source source = { 0 };
	struct ingot_export export = { .source = &source };
	int r = ingot_cmd_store(options->state, false, &store);

	if (r != INGOT_EXIT_OK)
		return r;
	r = read_values(&store, &name, &reason, &stored);
	if (r == 0 && format->need >= INGOT_EXPORT_INDEX)
		r = ingot_export_source_read_index(&store, &name, &reason, &source);
	if (r == 0 && format->need >= INGOT_EXPORT_RELEASE)
		r = ingot_export_source_read_rest(&store, &name, &reason, &source);
	if (r < 0)
		return ingot_cmd_refuse_for(NULL, r, &reason);
	export.golden = stored.golden;
	if (format->platform)
		r = choose(options, &stored, &export.entry);
	return r == INGOT_EXIT_OK ? emit(options, format, &export) : r;
}

int ingot_cmd_export(int argc, char **argv)
{
	struct options options = { .release = NULL };
	const struct ingot_option known[] = {
		{ "--format", &options.format, NULL }, { "--output", &options.output, NULL },
		{ "--ref", &options.ref, NULL },       { "--platform", &options.platform, NULL },
		{ "--state", &options.state, NULL },   { "--stream", &options.stream, NULL },
	};
	const char *const operands[] = { "RELEASE" };
	const struct ingot_syntax syntax = {
		argv[0],          help,     known, sizeof(known) / sizeof(known[0]),
		&options.release, operands, 1
	};
	const struct ingot_export_format *format;
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	if (!options.format)
		return ingot_cmd_usage(argv[0], "no --format given");
	format = ingot_export_find(options.format);
	if (!format)
		return ingot_cmd_usage(argv[0], "no such format: %s", options.format);
	if (format->need >= INGOT_EXPORT_INDEX && strchr(options.release, '/'))
		return ingot_cmd_usage(argv[0], "%s needs a release in the store", format->name);
	return export_release(&options, format);
}
