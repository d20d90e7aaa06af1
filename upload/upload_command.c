/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-upload aws|azure|gcp|openstack: what the four have in common. */
#include "upload/upload_command.h"

#include "command/options.h"
#include "command/report.h"

int ingot_upload_command(const struct ingot_cloud *cloud, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return ingot_cmd_refuse(cloud->name, "not there yet");
}
