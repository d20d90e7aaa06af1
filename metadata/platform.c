/* SPDX-License-Identifier: Apache-2.0 */
/* The table of platforms. */
#include "metadata/platform.h"

#include <string.h>

static const struct ingot_metadata_platform platforms[] = {
	{ "aws", ingot_metadata_aws, .wants_report = false },
	{ "azure", ingot_metadata_azure, .wants_report = true },
	{ "gcp", ingot_metadata_gcp, .wants_report = false },
	{ "openstack", ingot_metadata_openstack, .wants_report = false },
};

const struct ingot_metadata_platform *ingot_metadata_platform_find(const char *name)
{
	for (size_t i = 0; i < sizeof(platforms) / sizeof(platforms[0]); i++)
		if (strcmp(platforms[i].name, name) == 0)
			return &platforms[i];
	return NULL;
}
