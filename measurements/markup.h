/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_MARKUP_H
#define INGOT_MEASUREMENTS_MARKUP_H

#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/digest.h"

/*
 * HTML being written. Whatever text goes in through these functions comes out as text: it opens no
 * element, closes no attribute, and hides nothing from the eye. So a report may hold strings that
 * somebody hostile has chosen.
 *
 *	&  <  >  "  '             their character references: safe in content and in any quoted
 *	                          attribute
 *	control characters, DEL   U+FFFD
 *	U+202A..202E, 2066..2069  [U+202E]: they would turn the text after them round
 */

/**
 * ingot_markup_print - write markup with text in it
 * @out:    page
 * @format: ours: markup, written as it is, with conversions in it: %s for text, escaped; %u, %zu and
 *          PRIu64 for numbers; %% for a percent sign; no widths, flags or others
 *
 * A conversion that is none of these ends the output: tests see that there is none.
 */
void ingot_markup_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** ingot_markup_text - write UTF-8 bytes as text, escaped; all of @text, NULs too. */
void ingot_markup_text(FILE *out, struct ingot_bytes text);

/** ingot_markup_digest - write a digest as an element code of class hex, which breaks anywhere. */
void ingot_markup_digest(FILE *out, const struct ingot_digest *digest);

/** ingot_markup_size - write a size for people, rounded: "495 bytes", "1.4 KiB", "20.9 MiB". */
void ingot_markup_size(FILE *out, uint64_t size);

#endif
