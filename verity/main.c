/* SPDX-License-Identifier: Apache-2.0 */
/* The verb table of ingot-verity. */
#include "verity/command.h"

#include "command/program.h"

static const struct ingot_verb verbs[] = {
	{ "format", "make the hash tree over data", ingot_cmd_format },
	{ "verify", "data and tree against a root hash", ingot_cmd_verify },
	{ "check", "a whole disk image against itself", ingot_cmd_check },
	{ "locate", "which file a block belongs to", ingot_cmd_locate },
	{ "dump", "what a superblock says", ingot_cmd_dump },
};

const struct ingot_program ingot_program = {
	.name = "ingot-verity",
	.operands = "[OPTION...] ARGUMENT...",
	.purpose = "Makes and checks dm-verity hash trees, without root and without the kernel.",
	.exit_codes = "0 it holds, 1 it failed, 2 usage, 3 something does not match.",
	.verbs = verbs,
	.verb_count = sizeof(verbs) / sizeof(verbs[0]),
};

int main(int argc, char **argv)
{
	return ingot_program_run(argc, argv);
}
