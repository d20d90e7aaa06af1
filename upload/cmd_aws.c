/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-upload aws: a disk image as images (AMIs) in regions of AWS. */
#include <stdlib.h>
#include <unistd.h>

#include "upload/aws.h"
#include "upload/command.h"
#include "upload/upload_command.h"

static const char help[] =
	"Usage: ingot-upload aws [OPTION...] IMAGE --config FILE\n"
	"\n"
	"Makes a snapshot of IMAGE through the EBS direct API, of what is not zeros\n"
	"alone, registers it as an image (UEFI, TPM 2.0, IMDSv2), copies it to regions,\n"
	"and lets the accounts start it that the config file names. Whatever is there\n"
	"already is not made again. The image is checked first: a broken one stays here.\n"
	"Exit status: 0 all is there, 3 IMAGE does not hold, or AWS has another image of\n"
	"that name.\n"
	"\n"
	"Keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; the profile\n"
	"AWS_PROFILE in AWS' shared files; or \"aws configure export-credentials\".\n"
	"\n" INGOT_CLOUD_OPTIONS;

static int upload_image(struct ingot_upload *upload, struct ingot_reason *reason)
{
	const struct ingot_aws_environment environment = {
		.access_key_id = getenv("AWS_ACCESS_KEY_ID"),
		.secret_access_key = getenv("AWS_SECRET_ACCESS_KEY"),
		.session_token = getenv("AWS_SESSION_TOKEN"),
		.profile = getenv("AWS_PROFILE"),
		.credentials_file = getenv("AWS_SHARED_CREDENTIALS_FILE"),
		.config_file = getenv("AWS_CONFIG_FILE"),
		.home = getenv("HOME"),
		.all = environ,
	};

	return ingot_aws_upload(upload, &environment, reason);
}

int ingot_cmd_aws(int argc, char **argv)
{
	static const struct ingot_cloud cloud = { "aws", help, upload_image };

	return ingot_upload_command(&cloud, argc, argv);
}
