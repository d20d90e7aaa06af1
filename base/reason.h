/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_REASON_H
#define INGOT_BASE_REASON_H

#define INGOT_REASON_SIZE 256

/**
 * struct ingot_reason - why a step refuses, in words for the person at the console
 * @text: one line of printable ASCII, NUL-terminated; empty as long as nothing was refused
 */
struct ingot_reason {
	char text[INGOT_REASON_SIZE];
};

/**
 * ingot_refuse - note why, and pass the error on
 * @reason: where to note it; what stood there is replaced
 * @error:  negative errno of the project's list
 * @format: printf format; the text is cut at INGOT_REASON_SIZE and what is not printable becomes
 *          '?'
 *
 * Returns @error, so that a step can `return ingot_refuse(...)`.
 */
int ingot_refuse(struct ingot_reason *reason, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
