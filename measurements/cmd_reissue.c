/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure expire and floor: until when published releases are believed, and which ones. */
#include "base/bytes.h"
#include "command/options.h"
#include "measurements/command.h"
#include "measurements/reissue.h"

/* What the help of both has in common. */
#define WHAT_CHANGES                                                                        \
	"The index and its signature are the only files of a published version that ever\n" \
	"change. They are exchanged together, all else stays the same file. latest.json\n"  \
	"follows.\n"                                                                        \
	"\n"
#define KEY "  --key KEY      the private key that the releases are signed with\n"
#define OTHER_OPTIONS                                                                       \
	"  --ref R        branch (default: -, releases)\n"                                  \
	"  --stream S     stream (default: stable)\n"                                       \
	"  --issued T     time of issue (default: SOURCE_DATE_EPOCH, or else now); never\n" \
	"                 earlier than before\n"                                            \
	"  --json         one JSON object, ingot.reissue/1, in place of text\n"

static const char expire_help[] =
	"Usage: ingot-measure expire [OPTION...] TREE --key KEY --expires T\n"
	"\n"
	"Says anew until when a published release of TREE is to be believed.\n"
	"\n" WHAT_CHANGES
	"  --expires T    YYYY-MM-DDThh:mm:ssZ, or +N, days after the time of issue\n" KEY
	"  --version V    which one; latest or all (default: latest)\n" OTHER_OPTIONS;

static const char floor_help[] =
	"Usage: ingot-measure floor [OPTION...] TREE --key KEY --floor V\n"
	"\n"
	"Says anew which version of a stream in TREE is the oldest one still allowed.\n"
	"Readers refuse older ones once they have seen it.\n"
	"\n" WHAT_CHANGES "  --floor V      the oldest version still allowed\n" KEY
	"  --version V    in whose index; latest or all (default: all)\n" OTHER_OPTIONS;

/**
 * struct difference - what sets one verb apart from the other
 * @option:  what is said anew
 * @value:   where it goes
 * @version: whose index, unless --version says
 */
struct difference {
	const char *help;
	const char *option;
	const char **value;
	const char *version;
};

static int run(const struct difference *verb, struct ingot_reissue *reissue, int argc, char **argv)
{
	const struct ingot_option known[] = {
		{ verb->option, verb->value, NULL },      { "--issued", &reissue->issued, NULL },
		{ "--json", NULL, &reissue->json },       { "--key", &reissue->key, NULL },
		{ "--ref", &reissue->ref, NULL },         { "--stream", &reissue->stream, NULL },
		{ "--version", &reissue->version, NULL },
	};
	const char *const operands[] = { "TREE" };
	const struct ingot_syntax syntax = {
		argv[0],        verb->help, known, sizeof(known) / sizeof(known[0]),
		&reissue->tree, operands,   1
	};
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	if (!*verb->value)
		return ingot_cmd_usage(argv[0], "no %s given", verb->option);
	if (!reissue->version)
		reissue->version = verb->version;
	return ingot_reissue_run(reissue);
}

int ingot_cmd_expire(int argc, char **argv)
{
	struct ingot_reissue reissue = { .verb = argv[0] };
	const struct difference verb = { expire_help, "--expires", &reissue.expires, "latest" };

	return run(&verb, &reissue, argc, argv);
}

int ingot_cmd_floor(int argc, char **argv)
{
	struct ingot_reissue reissue = { .verb = argv[0] };
	const struct difference verb = { floor_help, "--floor", &reissue.floor, "all" };

	return run(&verb, &reissue, argc, argv);
}
