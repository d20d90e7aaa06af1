/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_TEXT_H
#define INGOT_MEASUREMENTS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/*
 * A line of text in words, built piece by piece in bounded room. Whatever untrusted bytes go in,
 * what comes out is printable ASCII on one line: safe for a terminal, a log, and JSON.
 */

#define INGOT_TEXT_SIZE 512

/**
 * struct ingot_text - text under construction
 * @chars:  always ends in a NUL; an all-zero structure is an empty text
 * @length: characters before the NUL
 *
 * What does not fit is cut, and the text then ends in "...".
 */
struct ingot_text {
	char chars[INGOT_TEXT_SIZE];
	size_t length;
};

/** ingot_text_add - append formatted text; arguments are ours, not untrusted bytes. */
void ingot_text_add(struct ingot_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * ingot_text_add_ascii - append bytes as text up to a NUL or their end
 * @text:  text to append to
 * @bytes: untrusted; a line break becomes a space, anything else outside printable ASCII becomes
 *         \xNN
 */
void ingot_text_add_ascii(struct ingot_text *text, struct ingot_bytes bytes);

/**
 * ingot_text_add_utf16 - append little-endian UTF-16 up to a NUL or its end
 * @text:  text to append to
 * @bytes: untrusted; units outside printable ASCII become \uNNNN, an odd byte at the end is ignored
 */
void ingot_text_add_utf16(struct ingot_text *text, struct ingot_bytes bytes);

/**
 * ingot_text_add_hex - append at most @limit bytes as lower-case digits, and "..." if there are
 * more.
 */
void ingot_text_add_hex(struct ingot_text *text, struct ingot_bytes bytes, size_t limit);

/**
 * ingot_text_add_guid - append a GUID in its usual form, lower case
 * @text:  text to append to
 * @bytes: 16 bytes as EFI stores them (UEFI 2.10, appendix A); other sizes are written as plain
 *         digits
 */
void ingot_text_add_guid(struct ingot_text *text, struct ingot_bytes bytes);

/**
 * ingot_text_is_line - a UTF-8 string is not empty and free of control characters, those of direction
 * too: fit to be shown to people.
 */
bool ingot_text_is_line(const char *text);

#endif
