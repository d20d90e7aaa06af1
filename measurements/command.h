/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_COMMAND_H
#define INGOT_MEASUREMENTS_COMMAND_H

#include "command/report.h"

/*
 * The verbs of ingot-measure. To add one: declare it here, name it in the table of main.c, write
 * cmd_<verb>.c.
 */

int ingot_cmd_predict(int argc, char **argv);
int ingot_cmd_inspect(int argc, char **argv);
int ingot_cmd_replay(int argc, char **argv);
int ingot_cmd_compare(int argc, char **argv);
int ingot_cmd_observe(int argc, char **argv);
int ingot_cmd_config(int argc, char **argv);
int ingot_cmd_report(int argc, char **argv);
int ingot_cmd_sign(int argc, char **argv);
int ingot_cmd_publish(int argc, char **argv);
int ingot_cmd_expire(int argc, char **argv);
int ingot_cmd_floor(int argc, char **argv);

#endif
