/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_BYTES_H
#define INGOT_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bounded views on bytes that somebody else owns. Every parser of untrusted input works on these
 * and does no pointer arithmetic of its own: it takes fields from the front of a view, or cuts a
 * sub-range and parses inside it.
 *
 * A cursor is a view whose front moves. All `take` functions either succeed and advance the cursor,
 * or return -EBADMSG and leave both cursor and output as they were.
 */

/**
 * struct ingot_bytes - a view: borrowed, read-only, valid while its buffer lives
 * @data: first byte; may be NULL only when @size is 0
 * @size: number of bytes
 */
struct ingot_bytes {
	const uint8_t *data;
	size_t size;
};

/**
 * struct ingot_fault - where and how input breaks its format
 * @offset: bytes from the start of the input the parser was given
 * @rule:   static text naming the broken rule, never freed
 */
struct ingot_fault {
	uint64_t offset;
	const char *rule;
};

/**
 * ingot_fault_at - note a broken rule and say that the format is broken
 * @fault:  where to note it; may be NULL, then only the return value tells
 * @offset: bytes from the start of the input
 * @rule:   static text
 *
 * Returns -EBADMSG, always, so that a parser can `return ingot_fault_at(...)`.
 */
int ingot_fault_at(struct ingot_fault *fault, uint64_t offset, const char *rule);

/**
 * ingot_bytes_of_text - view of a C string without its NUL
 * @text: NUL-terminated; borrowed
 */
struct ingot_bytes ingot_bytes_of_text(const char *text);

/**
 * ingot_bytes_take - cut @size bytes from the front
 * @rest: cursor
 * @size: bytes wanted, 0 is allowed; 64 bits wide so that untrusted sizes need no cast
 * @ret_taken: the cut part, a view into the same buffer
 *
 * Returns 0; -EBADMSG if fewer than @size bytes are left.
 */
int ingot_bytes_take(struct ingot_bytes *rest, uint64_t size, struct ingot_bytes *ret_taken);

/** ingot_bytes_skip - drop @size bytes from the front. Returns 0; -EBADMSG if fewer are left. */
int ingot_bytes_skip(struct ingot_bytes *rest, uint64_t size);

/**
 * ingot_bytes_take_u8 and its wider brothers - take one unsigned integer of the named width and
 * byte order
 * @rest: cursor
 * @ret_value: the integer in host order
 *
 * No alignment is needed. Returns 0; -EBADMSG if fewer bytes are left than the integer is wide.
 */
int ingot_bytes_take_u8(struct ingot_bytes *rest, uint8_t *ret_value);
int ingot_bytes_take_le16(struct ingot_bytes *rest, uint16_t *ret_value);
int ingot_bytes_take_le32(struct ingot_bytes *rest, uint32_t *ret_value);
int ingot_bytes_take_le64(struct ingot_bytes *rest, uint64_t *ret_value);
int ingot_bytes_take_be16(struct ingot_bytes *rest, uint16_t *ret_value);
int ingot_bytes_take_be32(struct ingot_bytes *rest, uint32_t *ret_value);
int ingot_bytes_take_be64(struct ingot_bytes *rest, uint64_t *ret_value);

/**
 * ingot_bytes_take_string - take a NUL-terminated string
 * @rest: cursor; advanced past the NUL
 * @ret_text: the bytes before the NUL; the NUL itself follows them in the buffer
 *
 * Says nothing about the character set. Returns 0; -EBADMSG if no NUL is left.
 */
int ingot_bytes_take_string(struct ingot_bytes *rest, struct ingot_bytes *ret_text);

/**
 * ingot_bytes_take_until - take everything up to a separator byte, or all that is left
 * @rest: cursor; advanced past the separator
 * @separator: the byte that ends the field
 * @ret_field: the bytes before it; may be empty
 *
 * Returns 1 if a separator ended the field; 0 if the end of @rest did (the cursor is then empty).
 */
int ingot_bytes_take_until(struct ingot_bytes *rest, uint8_t separator,
			   struct ingot_bytes *ret_field);

/**
 * ingot_bytes_take_prefix - drop @prefix from the front if it is there
 * @rest: cursor
 * @prefix: may be empty
 *
 * Returns true and advances; false and changes nothing.
 */
bool ingot_bytes_take_prefix(struct ingot_bytes *rest, struct ingot_bytes prefix);

/**
 * ingot_bytes_slice - cut a sub-range by offset and size
 * @whole:  view to cut from
 * @offset: first byte, from the start of @whole; untrusted values are fine, their sum may overflow
 * @size:   bytes
 * @ret_slice: view into the same buffer
 *
 * Returns 0; -EBADMSG if any part of the range lies outside @whole.
 */
int ingot_bytes_slice(struct ingot_bytes whole, uint64_t offset, uint64_t size,
		      struct ingot_bytes *ret_slice);

/**
 * ingot_bytes_find - position of the first occurrence of a byte
 * @whole: view to search
 * @value: byte to find
 * @ret_offset: bytes from the start of @whole
 *
 * Returns 0; -ENOENT if it does not occur.
 */
int ingot_bytes_find(struct ingot_bytes whole, uint8_t value, size_t *ret_offset);

/** ingot_bytes_equal - same size and same bytes. Not constant time: for public data. */
bool ingot_bytes_equal(struct ingot_bytes a, struct ingot_bytes b);

/** ingot_bytes_equal_text - the view holds exactly @text, without a NUL. */
bool ingot_bytes_equal_text(struct ingot_bytes a, const char *text);

/**
 * ingot_bytes_equal_secret - same size and same bytes, in time that depends only on the sizes
 *
 * For digests and codes that grant access.
 */
bool ingot_bytes_equal_secret(struct ingot_bytes a, struct ingot_bytes b);

/** ingot_bytes_all_zero - every byte is 0; true for an empty view. */
bool ingot_bytes_all_zero(struct ingot_bytes a);

#endif
