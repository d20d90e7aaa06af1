/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingot-attest as it is installed. Its one argument is the folder of its unit's credentials, whose
 * name the service manager makes up for each connection.
 */
#include <stdlib.h>

#include "bootstrapper/attest_command.h"

static const struct ingot_attest_program installed = {
	.tcti = "device:/dev/tpmrm0",
	.os_release = "/usr/lib/os-release",
	.run = "/run/ingot",
};

int main(int argc, char **argv)
{
	/* tpm2-tss writes to stderr on its own unless told not to; we report each failure once */
	(void)setenv("TSS2_LOG", "all+none", 1);
	return ingot_attest_main(&installed, argc, argv);
}
