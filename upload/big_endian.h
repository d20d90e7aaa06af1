/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_BIG_ENDIAN_H
#define INGOT_UPLOAD_BIG_ENDIAN_H

#include <stdint.h>

/* Integers of VHD, qcow2 and tar, the most significant byte first. */

/**
 * ingot_big_endian_put - write an unsigned integer
 * @width: bytes, 1..16; of more than 8 the first are zeros
 * @value: fits into @width bytes, or loses what does not
 * @ret_bytes: @width bytes; owned by the caller
 */
static inline void ingot_big_endian_put(unsigned width, uint64_t value, uint8_t *ret_bytes)
{
	for (unsigned i = width; i-- > 0; value >>= 8)
		ret_bytes[i] = (uint8_t)value;
}

#endif
