/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure report: a release as one HTML page. */
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/options.h"
#include "command/page.h"
#include "command/report.h"
#include "measurements/command.h"
#include "measurements/golden_reader.h"
#include "measurements/report.h"

static const char help[] =
	"Usage: ingot-measure report --measurements FILE [OPTION...]\n"
	"\n"
	"Writes a release as one HTML page: the boot chain, every PCR and event, what\n"
	"moved since the release before, what is in it. The page loads nothing.\n"
	"\n"
	"  --measurements FILE  the release's measurements.json\n"
	"  --previous FILE      measurements.json of the release before (default: this\n"
	"                       is the first)\n"
	"  --build FILE         build.json of an image of it: sizes and root hash\n"
	"  --components FILE    its components.json\n"
	"  --packages FILE      its packages.lock, or packages.json\n"
	"  -o, --output FILE    write to FILE instead of stdout\n";

struct options {
	const char *measurements;
	const char *previous;
	const char *build;
	const char *components;
	const char *packages;
	const char *output;
};

/* Files that the page is made of, at most: one for each option but the output. */
#define SOURCE_COUNT 5

/* struct inputs - everything that is read, and the report that borrows from it. */
struct inputs {
	struct ingot_file files[SOURCE_COUNT];
	struct ingot_report_source sources[SOURCE_COUNT];
	size_t count;
	struct ingot_golden *golden;
	struct ingot_golden *previous;
	struct ingot_build_record build;
	struct ingot_component_list components;
	struct ingot_package_list packages;
};

static void drop_inputs(struct inputs *inputs)
{
	ingot_golden_free(inputs->golden);
	ingot_golden_free(inputs->previous);
	ingot_build_record_drop(&inputs->build);
	ingot_component_list_drop(&inputs->components);
	ingot_package_list_drop(&inputs->packages);
	for (size_t i = 0; i < inputs->count; i++)
		ingot_file_close(&inputs->files[i]);
}

/* Reads a file and notes its digest under the name that the page gives it. */
static int load(struct inputs *inputs, const char *path, const char *name,
		struct ingot_bytes *ret_text)
{
	struct ingot_report_source source = { .name = name };
	struct ingot_file file = { 0 };
	int r = ingot_file_read(path, INGOT_JSON_SIZE_MAX, &file);

	if (r == 0)
		r = ingot_digest_of(INGOT_HASH_SHA256, ingot_file_bytes(&file), &source.digest);
	if (r < 0) {
		ingot_file_close(&file);
		return ingot_cmd_fail(path, r, NULL);
	}
	*ret_text = ingot_file_bytes(&file);
	inputs->sources[inputs->count] = source;
	inputs->files[inputs->count++] = file;
	return INGOT_EXIT_OK;
}

static int read_golden(struct inputs *inputs, const char *path, const char *name,
		       struct ingot_golden **ret_golden)
{
	struct ingot_fault fault = { 0 };
	struct ingot_bytes text;
	int r = load(inputs, path, name, &text);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_golden_read(text, &fault, ret_golden);
	return r < 0 ? ingot_cmd_fail_text(path, r, &fault) : INGOT_EXIT_OK;
}

/* The sizes of another image would be told as those of this one. */
static int check_build(const struct inputs *inputs, const char *path)
{
	if (strcmp(inputs->build.version, inputs->golden->version) != 0)
		return ingot_cmd_refuse(path, "is of version %s, the measurements of %s",
					inputs->build.version, inputs->golden->version);
	if (strcmp(inputs->build.stream, inputs->golden->stream) != 0)
		return ingot_cmd_refuse(path, "is of stream %s, the measurements of %s",
					inputs->build.stream, inputs->golden->stream);
	return INGOT_EXIT_OK;
}

static int read_build(struct inputs *inputs, const char *path)
{
	struct ingot_fault fault = { 0 };
	struct ingot_bytes text;
	int r = load(inputs, path, "build.json", &text);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_build_record_read(text, &fault, &inputs->build);
	return r < 0 ? ingot_cmd_fail_text(path, r, &fault) : check_build(inputs, path);
}

static int read_components(struct inputs *inputs, const char *path)
{
	struct ingot_fault fault = { 0 };
	struct ingot_bytes text;
	int r = load(inputs, path, "components.json", &text);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_component_list_read(text, &fault, &inputs->components);
	return r < 0 ? ingot_cmd_fail_text(path, r, &fault) : INGOT_EXIT_OK;
}

static int read_packages(struct inputs *inputs, const char *path)
{
	struct ingot_fault fault = { 0 };
	struct ingot_bytes text;
	int r = load(inputs, path, "packages", &text);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_package_list_read(text, &fault, &inputs->packages);
	return r < 0 ? ingot_cmd_fail_text(path, r, &fault) : INGOT_EXIT_OK;
}

static int read_inputs(const struct options *options, struct inputs *inputs)
{
	int r = read_golden(inputs, options->measurements, "measurements.json", &inputs->golden);

	if (r == INGOT_EXIT_OK && options->previous)
		r = read_golden(inputs, options->previous, "measurements.json before",
				&inputs->previous);
	if (r == INGOT_EXIT_OK && options->build)
		r = read_build(inputs, options->build);
	if (r == INGOT_EXIT_OK && options->components)
		r = read_components(inputs, options->components);
	if (r == INGOT_EXIT_OK && options->packages)
		r = read_packages(inputs, options->packages);
	return r;
}

static int give_out(const struct options *options, const struct inputs *inputs)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	const struct ingot_report report = {
		.golden = inputs->golden,
		.previous = inputs->previous,
		.build = options->build ? &inputs->build : NULL,
		.components = options->components ? &inputs->components : NULL,
		.packages = options->packages ? &inputs->packages : NULL,
		.sources = inputs->sources,
		.source_count = inputs->count,
	};
	int r = ingot_page_begin(&page);

	if (r == 0)
		r = ingot_report_write(&report, page.out);
	if (r < 0)
		return ingot_cmd_fail(options->measurements, r, NULL);
	return ingot_page_emit(&page, options->output);
}

int ingot_cmd_report(int argc, char **argv)
{
	ingot_scoped(drop_inputs) struct inputs inputs = { .count = 0 };
	struct options options = { .output = NULL };
	const struct ingot_option known[] = {
		{ "--build", &options.build, NULL },
		{ "--components", &options.components, NULL },
		{ "--measurements", &options.measurements, NULL },
		{ "--output", &options.output, NULL },
		{ "--packages", &options.packages, NULL },
		{ "--previous", &options.previous, NULL },
	};
	const struct ingot_syntax syntax = { .verb = argv[0],
					     .help = help,
					     .options = known,
					     .option_count = sizeof(known) / sizeof(known[0]) };
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	if (!options.measurements)
		return ingot_cmd_usage(argv[0], "no --measurements given");
	r = read_inputs(&options, &inputs);
	return r == INGOT_EXIT_OK ? give_out(&options, &inputs) : r;
}
