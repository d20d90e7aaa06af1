/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_CRC64_H
#define INGOT_UPLOAD_CRC64_H

#include <stdint.h>

#include "base/bytes.h"

/*
 * The checksum that Azure Storage takes with a request and compares before it writes
 * (x-ms-content-crc64): CRC-64 with the reflected polynomial 0x9a6c9329ac4bc9b5, all ones before and
 * inverted after, which NVMe has too. Against accidents on the way, not against anybody.
 *
 * Spec: Microsoft, "Put Page" (REST API of Azure Storage); NVM Express, NVM Command Set
 * Specification, "64b CRC".
 */

/* Base64 of eight bytes, and a NUL. */
#define INGOT_CRC64_TEXT_SIZE 13

/**
 * struct ingot_crc64 - its tables; 16 KiB, the same ones always, threads may share them
 * @table: private
 */
struct ingot_crc64 {
	uint64_t table[8][256];
};

/** ingot_crc64_prepare - fill the tables; to be done once. */
void ingot_crc64_prepare(struct ingot_crc64 *ret_crc64);

/** ingot_crc64_of - the checksum of bytes; 0 of none. */
uint64_t ingot_crc64_of(const struct ingot_crc64 *crc64, struct ingot_bytes bytes);

/**
 * ingot_crc64_text - a checksum as the header has it
 * @ret_text: base64 of its bytes, the least significant first, and a NUL; owned by the caller
 */
void ingot_crc64_text(uint64_t checksum, char ret_text[INGOT_CRC64_TEXT_SIZE]);

#endif
