/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingot-metadata as it is installed: constants only, so that nothing from outside makes it ask
 * somebody else.
 */
#include "metadata/command.h"

static const struct ingot_metadata_program installed = {
	.service = "169.254.169.254",
	.wire = "168.63.129.16",
	/* a unit waits for 150 seconds: this, and the WireServer's time */
	.limits = {
		.time = { .connect_ms = 5000, .request_ms = 10000 },
		.total_ms = 120000,
		.delay_ms = 200,
		.delay_max_ms = 5000,
	},
	.wire_limits = {
		.time = { .connect_ms = 5000, .request_ms = 10000 },
		.total_ms = 20000,
		.delay_ms = 200,
		.delay_max_ms = 5000,
	},
};

int main(int argc, char **argv)
{
	return ingot_metadata_main(&installed, argc, argv);
}
