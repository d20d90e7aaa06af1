/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-64 of Azure Storage, eight bytes a step. */
#include "upload/crc64.h"

#include "base/base64.h"

#define POLYNOMIAL UINT64_C(0x9a6c9329ac4bc9b5)
#define STEP       8

void ingot_crc64_prepare(struct ingot_crc64 *ret_crc64)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		uint64_t rest = byte;

		for (unsigned bit = 0; bit < 8; bit++)
			rest = (rest >> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
		ret_crc64->table[0][byte] = rest;
	}
	for (unsigned i = 1; i < STEP; i++)
		for (unsigned byte = 0; byte < 256; byte++) {
			uint64_t before = ret_crc64->table[i - 1][byte];

			ret_crc64->table[i][byte] =
				ret_crc64->table[0][before & 0xff] ^ (before >> 8);
		}
}

uint64_t ingot_crc64_of(const struct ingot_crc64 *crc64, struct ingot_bytes bytes)
{
	uint64_t rest = UINT64_MAX;
	size_t i = 0;

	for (; bytes.size - i >= STEP; i += STEP) {
		uint64_t word = 0;

		for (unsigned k = 0; k < STEP; k++)
			word |= (uint64_t)bytes.data[i + k] << (8 * k);
		rest ^= word;
		word = 0;
		for (unsigned k = 0; k < STEP; k++)
			word ^= crc64->table[STEP - 1 - k][(rest >> (8 * k)) & 0xff];
		rest = word;
	}
	for (; i < bytes.size; i++)
		rest = crc64->table[0][(rest ^ bytes.data[i]) & 0xff] ^ (rest >> 8);
	return ~rest;
}

void ingot_crc64_text(uint64_t checksum, char ret_text[INGOT_CRC64_TEXT_SIZE])
{
	uint8_t bytes[8];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(checksum >> (8 * i));
	(void)ingot_base64_encode((struct ingot_bytes){ bytes, sizeof(bytes) },
				  INGOT_CRC64_TEXT_SIZE, ret_text);
}
