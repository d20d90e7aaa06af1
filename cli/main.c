/* SPDX-License-Identifier: Apache-2.0 */
/* The verb table of ingot. */
#include "cli/command.h"
#include "command/program.h"

static const struct ingot_verb verbs[] = {
	{ "fetch", "a published release, verified, into the store", ingot_cmd_fetch },
	{ "verify", "is a node what a release measures to?", ingot_cmd_verify },
	{ "explain", "why a node is not what a release measures to", ingot_cmd_explain },
	{ "list", "which releases are in the store", ingot_cmd_list },
	{ "show", "what a release measures to", ingot_cmd_show },
	{ "diff", "which PCRs move between two releases, and because of what", ingot_cmd_diff },
	{ "export", "golden values in the formats of other verifiers", ingot_cmd_export },
};

const struct ingot_program ingot_program = {
	.name = "ingot",
	.operands = "[OPTION...] [ARGUMENT...]",
	.purpose = "Fetches what a publisher signed, and says what it is.",
	.exit_codes = "0 it holds, 1 it failed, 2 usage, 3 something does not match,\n"
		      "4 not trusted.",
	.verbs = verbs,
	.verb_count = sizeof(verbs) / sizeof(verbs[0]),
};

int main(int argc, char **argv)
{
	return ingot_program_run(argc, argv);
}
