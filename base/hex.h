/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_HEX_H
#define INGOT_BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Hexadecimal text as every format of the project writes it: two lower-case digits per byte,
 * nothing between.
 */

/**
 * ingot_hex_encode - write bytes as lower-case hexadecimal
 * @data: bytes
 * @capacity: bytes at @ret_text; at least 2 * data.size + 1
 * @ret_text: the digits and a NUL; owned by the caller
 *
 * Returns 0; -EINVAL if @capacity is too small.
 */
int ingot_hex_encode(struct ingot_bytes data, size_t capacity, char *ret_text);

/**
 * ingot_hex_decode - read exactly @size bytes from 2 * @size lower-case digits
 * @text: the digits, all of them: no prefix, no white space, no upper case, no NUL
 * @size: bytes expected
 * @ret_data: @size bytes; owned by the caller
 *
 * Returns 0; -EBADMSG if @text has another length or holds anything but [0-9a-f].
 */
int ingot_hex_decode(struct ingot_bytes text, size_t size, uint8_t *ret_data);

#endif
