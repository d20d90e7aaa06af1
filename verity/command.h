/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_COMMAND_H
#define INGOT_VERITY_COMMAND_H

#include "measurements/command.h"

/*
 * The verbs of ingot-verity. They report through measurements/command.h, which command.c builds
 * anew with this program's name.
 */

#undef INGOT_CMD_PROGRAM
#define INGOT_CMD_PROGRAM "ingot-verity"

int ingot_cmd_format(int argc, char **argv);
int ingot_cmd_verify(int argc, char **argv);
int ingot_cmd_check(int argc, char **argv);
int ingot_cmd_locate(int argc, char **argv);
int ingot_cmd_dump(int argc, char **argv);

#endif
