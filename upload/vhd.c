/* SPDX-License-Identifier: Apache-2.0 */
/* Fixed VHD (Virtual Hard Disk Image Format Specification 1.0). */
#include "upload/vhd.h"

#include <string.h>

#include "upload/big_endian.h"

#define MIB             ((uint64_t)1 << 20)
#define DISK_MAX        ((uint64_t)2040 << 30) /* as far as readers go */

#define FEATURES        2 /* reserved, always set */
#define VERSION         0x00010000
#define NO_HEADER       UINT64_MAX
#define CREATOR_VERSION 0x00050003
#define CYLINDERS       65535
#define HEADS           16
#define SECTORS         255
#define TYPE_FIXED      2
#define UUID_SIZE       16

#define CHECKSUM_AT     64
#define UUID_AT         68

static void put_uuid(const struct ingot_digest *content, uint8_t *ret_uuid)
{
	memcpy(ret_uuid, content->bytes, UUID_SIZE);
	ret_uuid[6] = (uint8_t)((ret_uuid[6] & 0x0f) | 0x80);
	ret_uuid[8] = (uint8_t)((ret_uuid[8] & 0x3f) | 0x80);
}

void ingot_vhd_footer(uint64_t size, const struct ingot_digest *content,
		      uint8_t ret_footer[INGOT_VHD_FOOTER_SIZE])
{
	uint32_t sum = 0;

	memset(ret_footer, 0, INGOT_VHD_FOOTER_SIZE);
	memcpy(ret_footer, "conectix", 8);
	ingot_big_endian_put(4, FEATURES, &ret_footer[8]);
	ingot_big_endian_put(4, VERSION, &ret_footer[12]);
	ingot_big_endian_put(8, NO_HEADER, &ret_footer[16]);
	/* who is named here decides which size a reader believes: with this one, the footer's */
	memcpy(&ret_footer[28], "qem2", 4);
	ingot_big_endian_put(4, CREATOR_VERSION, &ret_footer[32]);
	memcpy(&ret_footer[36], "Wi2k", 4);
	ingot_big_endian_put(8, size, &ret_footer[40]);
	ingot_big_endian_put(8, size, &ret_footer[48]);
	ingot_big_endian_put(2, CYLINDERS, &ret_footer[56]);
	ingot_big_endian_put(1, HEADS, &ret_footer[58]);
	ingot_big_endian_put(1, SECTORS, &ret_footer[59]);
	ingot_big_endian_put(4, TYPE_FIXED, &ret_footer[60]);
	put_uuid(content, &ret_footer[UUID_AT]);
	for (size_t i = 0; i < INGOT_VHD_FOOTER_SIZE; i++)
		sum += ret_footer[i];
	ingot_big_endian_put(4, ~sum, &ret_footer[CHECKSUM_AT]);
}

static int begin(struct ingot_packing *packing)
{
	(void)packing;
	return 0;
}

static int end(struct ingot_packing *packing, const struct ingot_digest *content)
{
	uint8_t footer[INGOT_VHD_FOOTER_SIZE];
	int r = ingot_sink_zeros(packing->sink, packing->size);

	ingot_vhd_footer(packing->size, content, footer);
	return r == 0 ? ingot_sink_write(packing->sink,
					 (struct ingot_bytes){ footer, sizeof(footer) })
		      : r;
}

const struct ingot_format ingot_format_vhd = {
	.name = "vhd",
	.size_unit = MIB,
	.size_max = DISK_MAX,
	.is_plain = true,
	.begin = begin,
	.data = ingot_format_put,
	.end = end,
};
