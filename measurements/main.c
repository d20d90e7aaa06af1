/* SPDX-License-Identifier: Apache-2.0 */
/* The verb table of ingot-measure. */
#include "measurements/command.h"

#include "command/program.h"

static const struct ingot_verb verbs[] = {
	{ "predict", "what every PCR will hold after an image has booted", ingot_cmd_predict },
	{ "inspect", "what is in a boot file or a disk image", ingot_cmd_inspect },
	{ "replay", "the events of a log in words, and the PCR values they lead to",
	  ingot_cmd_replay },
	{ "compare", "PCR values against golden ones, and where they part", ingot_cmd_compare },
	{ "observe", "put the firmware's values of a reference boot into golden ones",
	  ingot_cmd_observe },
	{ "config", "check or sign a node's configuration, and what it leads to",
	  ingot_cmd_config },
	{ "report", "a release as one HTML page for people", ingot_cmd_report },
	{ "sign", "sign a file, as a release is signed", ingot_cmd_sign },
	{ "publish", "put a release into a publication tree", ingot_cmd_publish },
	{ "expire", "until when a published release is to be believed", ingot_cmd_expire },
	{ "floor", "the oldest version of a stream still allowed", ingot_cmd_floor },
};

const struct ingot_program ingot_program = {
	.name = "ingot-measure",
	.operands = "[OPTION...] FILE...",
	.purpose = "Says what an image must measure to, and whether a boot did.",
	.exit_codes = "0 it holds, 1 it failed, 2 usage, 3 measured something that\n"
		      "does not match, 4 not trusted.",
	.verbs = verbs,
	.verb_count = sizeof(verbs) / sizeof(verbs[0]),
};

int main(int argc, char **argv)
{
	return ingot_program_run(argc, argv);
}
