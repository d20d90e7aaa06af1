/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure inspect: what is in a boot file or a disk image. */
#include <errno.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/options.h"
#include "command/page.h"
#include "measurements/command.h"
#include "measurements/inspect.h"

static const char help[] =
	"Usage: ingot-measure inspect [OPTION...] FILE\n"
	"\n"
	"Says what is in FILE: a PE image such as a UKI or a boot loader (its sections,\n"
	"their digests, who signed it), or a disk image (its partitions, the files of its\n"
	"EFI system partition, and which of them the firmware starts).\n"
	"\n"
	"  --full             whole digests, not their first 16 digits\n"
	"  --json             one JSON object, ingot.inspect/1\n"
	"  -o, --output FILE  write to FILE instead of stdout\n";

struct options {
	const char *file;
	const char *output;
	bool full;
	bool json;
};

static int inspect(const char *name, struct ingot_bytes file, struct ingot_record *record)
{
	ingot_record_text(record, "version", INGOT_INSPECT_VERSION);
	if (ingot_inspect_is_disk(file))
		return ingot_inspect_disk(name, file, record);
	if (ingot_inspect_is_pe(file))
		return ingot_inspect_pe(name, file, record);
	return ingot_cmd_refuse(
		name, "offset 0: neither a PE image nor a disk with a GUID partition table");
}

static int give_out(const struct options *options, const struct ingot_json *root)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	int r;

	if (options->json)
		return ingot_cmd_emit_json(options->output, root);
	r = ingot_page_begin(&page);
	if (r < 0)
		return ingot_cmd_fail(options->file, r, NULL);
	ingot_inspect_print(root, options->full, page.out);
	return ingot_page_emit(&page, options->output);
}

int ingot_cmd_inspect(int argc, char **argv)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct options options = { 0 };
	const struct ingot_option known[] = {
		{ "--full", NULL, &options.full },
		{ "--json", NULL, &options.json },
		{ "--output", &options.output, NULL },
	};
	const char *const operands[] = { "FILE" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &options.file, operands, 1
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = ingot_file_map(options.file, &file);
	if (r == -ENOTSUP)
		return ingot_cmd_refuse(options.file, "neither a regular file nor a block device");
	if (r < 0)
		return ingot_cmd_fail(options.file, r, NULL);
	record = ingot_record_object();
	r = inspect(options.file, ingot_file_bytes(&file), &record);
	if (r != INGOT_EXIT_OK)
		return r;
	if (record.error < 0)
		return ingot_cmd_fail(options.file, record.error, NULL);
	return give_out(&options, record.json);
}
