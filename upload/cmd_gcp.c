/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-upload gcp: a disk image as an image of Google Compute Engine. */
#include <stdlib.h>
#include <unistd.h>

#include "upload/command.h"
#include "upload/gcp.h"
#include "upload/upload_command.h"

static const char help[] =
	"Usage: ingot-upload gcp IMAGE --config FILE [OPTION...]\n"
	"\n"
	"Makes a disk image an image of Google Compute Engine: packs it, sends it to a\n"
	"bucket, creates the image, and removes the archive from the bucket. The name has\n"
	"the content's digest in it: if the image is there already nothing is done, and a\n"
	"run that was interrupted is gone on with. Nobody else may use the image unless\n"
	"the config file says who.\n"
	"\n"
	"The access token comes from CLOUDSDK_AUTH_ACCESS_TOKEN, the file that\n"
	"GOOGLE_APPLICATION_CREDENTIALS names, gcloud's application default credentials,\n"
	"or \"gcloud auth print-access-token\". TMPDIR needs room for the archive.\n"
	"\n"
	"Exit status: 0 it is there, 1 it failed, 2 usage, 3 the image does not hold, or\n"
	"one of its name is there with other content.\n"
	"\n" INGOT_CLOUD_OPTIONS;

static int upload(struct ingot_upload *upload, struct ingot_reason *reason)
{
	const struct ingot_gcp_environment environment = {
		.access_token = getenv("CLOUDSDK_AUTH_ACCESS_TOKEN"),
		.file = getenv("GOOGLE_APPLICATION_CREDENTIALS"),
		.folder = getenv("CLOUDSDK_CONFIG"),
		.home = getenv("HOME"),
		/* a dry run starts nothing */
		.all = ingot_transport_is_dry(upload->transport) ? NULL : environ,
	};
	const char *folder = getenv("TMPDIR");

	return ingot_gcp_upload(upload, &environment, folder && folder[0] ? folder : "/tmp",
				reason);
}

int ingot_cmd_gcp(int argc, char **argv)
{
	const struct ingot_cloud cloud = { .name = "gcp", .help = help, .upload = upload };

	return ingot_upload_command(&cloud, argc, argv);
}
