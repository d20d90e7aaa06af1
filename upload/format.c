/* SPDX-License-Identifier: Apache-2.0 */
/* Which platform takes which format; and the plainest of them. */
#include "upload/format.h"

#include <string.h>

static const struct {
	const char *platform;
	const struct ingot_format *format;
} platforms[] = {
	{ "qemu", &ingot_format_raw },        { "aws", &ingot_format_raw },
	{ "azure", &ingot_format_vhd },       { "gcp", &ingot_format_tar },
	{ "openstack", &ingot_format_qcow2 },
};

const struct ingot_format *ingot_format_for(const char *platform)
{
	for (size_t i = 0; i < sizeof(platforms) / sizeof(platforms[0]); i++)
		if (strcmp(platforms[i].platform, platform) == 0)
			return platforms[i].format;
	return NULL;
}

int ingot_format_put(struct ingot_packing *packing, uint64_t offset, struct ingot_bytes units)
{
	int r = ingot_sink_zeros(packing->sink, offset);

	/* the image may end within its last unit */
	if (r == 0 && units.size > packing->size - offset)
		units.size = packing->size - offset;
	return r == 0 ? ingot_sink_write(packing->sink, units) : r;
}

static int begin(struct ingot_packing *packing)
{
	(void)packing;
	return 0;
}

static int end(struct ingot_packing *packing, const struct ingot_digest *content)
{
	(void)content;
	return ingot_sink_zeros(packing->sink, packing->size);
}

const struct ingot_format ingot_format_raw = {
	.name = "raw",
	.size_unit = 512,
	.size_max = INGOT_OCCUPANCY_SIZE_MAX,
	.is_plain = true,
	.begin = begin,
	.data = ingot_format_put,
	.end = end,
};
