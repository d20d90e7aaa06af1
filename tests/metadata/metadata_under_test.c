/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingot-metadata that asks elsewhere, and is less patient.
 * Usage: metadata_under_test SERVICE WIRESERVER MILLISECONDS PLATFORM OUTPUT
 */
#include <stdlib.h>

#include "metadata/command.h"

int main(int argc, char **argv)
{
	struct ingot_metadata_program program = {
		.limits = {
			.time = { .connect_ms = 500, .request_ms = 1000 },
			.delay_ms = 20,
			.delay_max_ms = 200,
		},
	};

	if (argc < 5)
		return INGOT_EXIT_USAGE;
	program.service = argv[1];
	program.wire = argv[2];
	program.limits.total_ms = (unsigned)strtoul(argv[3], NULL, 10);
	program.wire_limits = program.limits;
	argv[3] = argv[0];
	return ingot_metadata_main(&program, argc - 3, argv + 3);
}
