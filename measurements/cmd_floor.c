/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure floor: the oldest version of a stream that is still allowed. */
#include "base/bytes.h"
#include "command/options.h"
#include "measurements/command.h"
#include "measurements/reissue.h"

static const char help[] =
	"Usage: ingot-measure floor [OPTION...] TREE --key KEY --floor V\n"
	"\n"
	"Says anew which version of a stream in TREE is the oldest one still allowed.\n"
	"Readers refuse older ones once they have seen it.\n"
	"\n"
	"The index and its signature are the only files of a published version that ever\n"
	"change. They are exchanged together, all else stays the same file. latest.json\n"
	"follows.\n"
	"\n"
	"  --floor V      the oldest version still allowed\n"
	"  --key KEY      the private key that the releases are signed with\n"
	"  --version V    in whose index; latest or all (default: all)\n"
	"  --ref R        branch (default: -, releases)\n"
	"  --stream S     stream (default: stable)\n"
	"  --issued T     time of issue (default: SOURCE_DATE_EPOCH, or else now); never\n"
	"                 earlier than before\n"
	"  --json         one JSON object, ingot.reissue/1, in place of text\n";

int ingot_cmd_floor(int argc, char **argv)
{
	struct ingot_reissue reissue = { .verb = argv[0] };
	const struct ingot_option known[] = {
		{ "--floor", &reissue.floor, NULL },     { "--issued", &reissue.issued, NULL },
		{ "--json", NULL, &reissue.json },       { "--key", &reissue.key, NULL },
		{ "--ref", &reissue.ref, NULL },         { "--stream", &reissue.stream, NULL },
		{ "--version", &reissue.version, NULL },
	};
	const char *const operands[] = { "TREE" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &reissue.tree, operands, 1
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	if (!reissue.floor)
		return ingot_cmd_usage(argv[0], "no --floor given");
	if (!reissue.version)
		reissue.version = "all";
	return ingot_reissue_run(&reissue);
}
