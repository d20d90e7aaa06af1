/* SPDX-License-Identifier: Apache-2.0 */
/* The verb table of ingot-upload. */
#include "command/program.h"
#include "upload/command.h"

static const struct ingot_verb verbs[] = {
	{ "aws", "a disk image as images (AMIs) in regions of AWS", ingot_cmd_aws },
	{ "gcp", "a disk image as an image of Google Compute Engine", ingot_cmd_gcp },
	{ "azure", "a disk image as disk, blob or gallery version in Azure", ingot_cmd_azure },
	{ "openstack", "a disk image as an image of OpenStack's Glance", ingot_cmd_openstack },
	{ "pack", "a disk image in the format that a platform takes", ingot_cmd_pack },
};

const struct ingot_program ingot_program = {
	.name = "ingot-upload",
	.operands = "[OPTION...] ARGUMENT...",
	.purpose = "Packs disk images for clouds, and uploads them.",
	.exit_codes = "0 it holds, 1 it failed, 2 usage, 3 something does not match.",
	.verbs = verbs,
	.verb_count = sizeof(verbs) / sizeof(verbs[0]),
};

int main(int argc, char **argv)
{
	return ingot_program_run(argc, argv);
}
