/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure compare: PCR values against golden ones, and where they part. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/scoped.h"
#include "command/options.h"
#include "command/page.h"
#include "measurements/command.h"
#include "measurements/compare.h"
#include "measurements/golden_file.h"
#include "measurements/live.h"

static const char help[] =
	"Usage: ingot-measure compare [OPTION...] GOLDEN --pcrs FILE\n"
	"\n"
	"Compares PCR values with the golden ones of GOLDEN (measurements.json), and says\n"
	"of each PCR whether it is what it has to be. With a log, it names the first\n"
	"event that differs. Exit status: 0 they match, 3 they do not.\n"
	"\n"
	"  --pcrs FILE        the values: an observation (observed.json), lines of bank,\n"
	"                     number and value, or what tpm2_pcrread prints\n"
	"  --log FILE         firmware log; not needed if the observation has one\n"
	"  --userspace FILE   systemd's userspace log\n"
	"  --platform P       which platform of GOLDEN, if it has several\n"
	"  --phase P          boot phase at which the values were read, such as ready; if\n"
	"                     not given, what the observation says, or else any\n"
	"  --full             whole digests, not their first 16 digits\n"
	"  --json             one JSON object, ingot.compare/1\n"
	"  -o, --output FILE  write to FILE instead of stdout\n";

struct options {
	const char *golden;
	struct ingot_live_files files;
	const char *platform;
	const char *phase;
	const char *output;
	bool full;
	bool json;
};

static int give_out(const struct options *options, const struct ingot_comparison *comparison)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = { 0 };
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	struct ingot_compare_style style = { .full = options->full };
	int r;

	if (options->json) {
		record = ingot_record_object();
		ingot_compare_record(comparison, &record);
		return record.error < 0 ? ingot_cmd_fail(options->golden, record.error, NULL)
					: ingot_cmd_emit_json(options->output, record.json);
	}
	r = ingot_page_begin(&page);
	if (r < 0)
		return ingot_cmd_fail(options->golden, r, NULL);
	style.colours = !options->output && isatty(STDOUT_FILENO) == 1 && !getenv("NO_COLOR");
	ingot_compare_print(comparison, &style, page.out);
	return ingot_page_emit(&page, options->output);
}

static int compare(const struct options *options, const struct ingot_live *live,
		   struct ingot_comparison *comparison)
{
	const struct ingot_observed *observed = live->observed;
	struct ingot_golden_entry *entry;
	int r = ingot_golden_file_choose(options->golden, comparison->golden, options->platform,
					 observed ? observed->platform : NULL, &entry);

	if (r != INGOT_EXIT_OK)
		return r;
	comparison->question = (struct ingot_verdict_question){
		.golden = entry, .values = &live->values, .log = live->log, .phase = options->phase
	};
	if (!options->phase && observed)
		comparison->question.phase = observed->phase;
	r = ingot_verdict_reach(&comparison->question, &comparison->verdict);
	if (r == -ENOENT)
		return ingot_cmd_refuse(options->golden, "has no phase %s",
					comparison->question.phase);
	if (r < 0)
		return ingot_cmd_fail(options->golden, r, NULL);
	r = give_out(options, comparison);
	return r == INGOT_EXIT_OK && !comparison->verdict.holds ? INGOT_EXIT_DIFFERS : r;
}

static int compare_files(const struct options *options)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	ingot_scoped(ingot_live_drop) struct ingot_live live = { 0 };
	struct ingot_comparison comparison;
	int r = ingot_golden_file_read(options->golden, &golden);

	if (r == INGOT_EXIT_OK)
		r = ingot_live_read(&options->files, &live);
	if (r != INGOT_EXIT_OK)
		return r;
	comparison = (struct ingot_comparison){ .golden = golden };
	return compare(options, &live, &comparison);
}

int ingot_cmd_compare(int argc, char **argv)
{
	struct options options = { .golden = NULL };
	const struct ingot_option known[] = {
		{ "--full", NULL, &options.full },
		{ "--json", NULL, &options.json },
		{ "--log", &options.files.log, NULL },
		{ "--output", &options.output, NULL },
		{ "--pcrs", &options.files.pcrs, NULL },
		{ "--phase", &options.phase, NULL },
		{ "--platform", &options.platform, NULL },
		{ "--userspace", &options.files.userspace, NULL },
	};
	const char *const operands[] = { "GOLDEN" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &options.golden, operands, 1
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	if (!options.files.pcrs)
		return ingot_cmd_usage(argv[0], "no --pcrs given");
	return compare_files(&options);
}
