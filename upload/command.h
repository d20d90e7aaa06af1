/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_COMMAND_H
#define INGOT_UPLOAD_COMMAND_H

#include "command/report.h"

/*
 * The verbs of ingot-upload. To add one: declare it here, name it in the table of main.c, write
 * cmd_<verb>.c.
 */

int ingot_cmd_aws(int argc, char **argv);
int ingot_cmd_gcp(int argc, char **argv);
int ingot_cmd_azure(int argc, char **argv);
int ingot_cmd_openstack(int argc, char **argv);
int ingot_cmd_pack(int argc, char **argv);

#endif
