/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_CRC32C_H
#define INGOT_UPLOAD_CRC32C_H

#include <stdint.h>

#include "base/bytes.h"

/*
 * The checksum that Google Cloud Storage has of every object: CRC-32C (Castagnoli), reflected
 * polynomial 0x82f63b78. It finds what went wrong on the way, and stops nobody who means harm.
 *
 * Spec: RFC 3720, appendix B.4; Google Cloud Storage, "Hashes and ETags".
 */

/* Base64 of four bytes, and a NUL. */
#define INGOT_CRC32C_TEXT_SIZE 9

/**
 * ingot_crc32c - checksum of bytes, or of those before and these
 * @before: 0 at the beginning; then what the call before returned
 * @bytes:  may be empty
 */
uint32_t ingot_crc32c(uint32_t before, struct ingot_bytes bytes);

/** ingot_crc32c_text - as the storage writes it: base64 of it in big-endian byte order. */
void ingot_crc32c_text(uint32_t checksum, char ret_text[INGOT_CRC32C_TEXT_SIZE]);

#endif
