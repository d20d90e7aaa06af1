/* SPDX-License-Identifier: Apache-2.0 */
/* The table of platforms. */
#include "measurements/platform.h"

#include <string.h>

static const struct ingot_platform platforms[] = {
	{ "qemu", "QEMU", "qemu-vtpm", "OVMF 2025.02 of Debian 13", true },
	{ "aws", "AWS", "aws-nitro-tpm", NULL, false },
	{ "azure", "Azure", "azure-trustedlaunch", NULL, false },
	/* Its v2, on machines with Intel TDX, measures programs and partition table into PCR 2. */
	{ "gcp", "GCP", "gcp-sev-es", "GCE Virtual Firmware v1", false },
	{ "openstack", "OpenStack", "qemu-vtpm", NULL, false },
};

const struct ingot_platform *ingot_platform_at(size_t position)
{
	return position < sizeof(platforms) / sizeof(*platforms) ? &platforms[position] : NULL;
}

const struct ingot_platform *ingot_platform_find(const char *name)
{
	const struct ingot_platform *platform;

	for (size_t i = 0; (platform = ingot_platform_at(i)); i++)
		if (strcmp(platform->name, name) == 0)
			return platform;
	return NULL;
}
