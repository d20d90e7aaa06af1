/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-upload azure: an image into Azure. */
#include <stdlib.h>
#include <unistd.h>

#include "upload/azure.h"
#include "upload/command.h"
#include "upload/upload_command.h"

static const char help[] =
	"Usage: ingot-upload azure IMAGE --config FILE [OPTION...]\n"
	"\n"
	"Checks the whole image, and brings it into Azure: as a managed disk or a page\n"
	"blob, of which only the pages with data are sent, and as a version of an image\n"
	"definition in a gallery. What is there already and complete is left as it is.\n"
	"Exit status: 0 it is there, 3 the image does not hold, or the place is taken.\n"
	"\n"
	"Let in by AZURE_TENANT_ID, AZURE_CLIENT_ID and one of AZURE_CLIENT_SECRET and\n"
	"AZURE_FEDERATED_TOKEN_FILE, else by az; into a container of blobs also by\n"
	"AZURE_STORAGE_SAS_TOKEN.\n"
	"\n" INGOT_CLOUD_OPTIONS;

/* A variable that is empty is as good as none. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static int upload(struct ingot_upload *work, struct ingot_reason *reason)
{
	const struct ingot_azure_credentials credentials = {
		.tenant = variable("AZURE_TENANT_ID"),
		.client = variable("AZURE_CLIENT_ID"),
		.secret = variable("AZURE_CLIENT_SECRET"),
		.token_file = variable("AZURE_FEDERATED_TOKEN_FILE"),
		.authority = variable("AZURE_AUTHORITY_HOST"),
		.sas = variable("AZURE_STORAGE_SAS_TOKEN"),
		.environment = environ,
	};

	return ingot_azure_upload(work, &credentials, reason);
}

int ingot_cmd_azure(int argc, char **argv)
{
	static const struct ingot_cloud cloud = { "azure", help, upload };

	return ingot_upload_command(&cloud, argc, argv);
}
