/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32C, four bits at a time: a table that fits a cache line, and one copy of no table. */
#include "upload/crc32c.h"

#include "base/base64.h"
#include "upload/big_endian.h"

/* entry i: the remainder of i, shifted by four, reflected polynomial 0x82f63b78 */
static const uint32_t nibble[16] = {
	0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
	0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
	0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

uint32_t ingot_crc32c(uint32_t before, struct ingot_bytes bytes)
{
	uint32_t crc = ~before;

	for (size_t i = 0; i < bytes.size; i++) {
		crc ^= bytes.data[i];
		crc = crc >> 4 ^ nibble[crc & 15];
		crc = crc >> 4 ^ nibble[crc & 15];
	}
	return ~crc;
}

void ingot_crc32c_text(uint32_t checksum, char ret_text[INGOT_CRC32C_TEXT_SIZE])
{
	uint8_t bytes[4];

	ingot_big_endian_put(sizeof(bytes), checksum, bytes);
	/* always fits */
	(void)ingot_base64_encode((struct ingot_bytes){ bytes, sizeof(bytes) },
				  INGOT_CRC32C_TEXT_SIZE, ret_text);
}
