/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure replay. */
#include "measurements/command.h"

int ingot_cmd_replay(int argc, char **argv)
{
	(void)argc;
	return ingot_cmd_usage(NULL, "%s is not there yet", argv[0]);
}
