/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_COMMAND_H
#define INGOT_VERITY_COMMAND_H

#include "command/report.h"

/*
 * The verbs of ingot-verity. To add one: declare it here, name it in the table of main.c, write
 * cmd_<verb>.c.
 */

int ingot_cmd_format(int argc, char **argv);
int ingot_cmd_verify(int argc, char **argv);
int ingot_cmd_check(int argc, char **argv);
int ingot_cmd_locate(int argc, char **argv);
int ingot_cmd_dump(int argc, char **argv);

#endif
