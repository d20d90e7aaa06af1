/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_BASE64_H
#define INGOT_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Base64 of RFC 4648 section 4: the standard alphabet, padded, without line breaks. */

/**
 * ingot_base64_text_size - characters that @size bytes become, with padding, without a NUL
 * @size: bytes; at most SIZE_MAX / 4 * 3 - 3, larger ones wrap round
 */
size_t ingot_base64_text_size(size_t size);

/**
 * ingot_base64_encode - write bytes as base64
 * @data: bytes
 * @capacity: bytes at @ret_text; at least ingot_base64_text_size(data.size) + 1
 * @ret_text: the text and a NUL; owned by the caller
 *
 * Returns 0; -EINVAL if @capacity is too small.
 */
int ingot_base64_encode(struct ingot_bytes data, size_t capacity, char *ret_text);

/**
 * ingot_base64_decode - read base64 strictly
 * @text: length a multiple of four, padded, unused bits zero (RFC 4648 section 3.5), no white space
 * @capacity: bytes at @ret_data; text.size / 4 * 3 is always enough
 * @ret_data: the bytes; owned by the caller
 * @ret_size: how many they are
 *
 * So every byte string has exactly one text that is read. Returns 0; -EBADMSG if @text is not such
 * a text; -EINVAL if @capacity is too small. On failure @ret_data is unchanged too.
 */
int ingot_base64_decode(struct ingot_bytes text, size_t capacity, uint8_t *ret_data,
			size_t *ret_size);

#endif
