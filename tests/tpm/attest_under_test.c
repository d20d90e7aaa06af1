/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-attest with its paths in one folder. Usage: attest_under_test FOLDER TCTI */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "bootstrapper/attest_command.h"

int main(int argc, char **argv)
{
	struct ingot_attest_program program = {
		.tcti = argc > 2 ? argv[2] : "",
		.os_release = "os-release",
		.run = "run",
	};
	char logs[PATH_MAX];
	char *arguments[] = { argv[0], logs, NULL };

	if (argc != 3 || chdir(argv[1]) < 0 || !realpath("logs", logs))
		return INGOT_EXIT_USAGE;
	(void)setenv("TSS2_LOG", "all+none", 1);
	return ingot_attest_main(&program, 2, arguments);
}
