/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_COMMAND_REPORT_H
#define INGOT_COMMAND_REPORT_H

#include "base/bytes.h"
#include "base/exit.h"
#include "base/json.h"

/*
 * The one way in which the verbs of all programs report: a verb prints its whole result at the end or
 * none of it, each failure as one line on stderr that begins with the program's name, and returns an
 * exit code of base/exit.h. The program's name is that of ingot_program (command/program.h).
 */

/**
 * ingot_cmd_usage - report wrong usage
 * @verb:   verb whose --help says more; NULL: the program's own
 * @format: what is wrong, without a newline
 *
 * Returns INGOT_EXIT_USAGE.
 */
int ingot_cmd_usage(const char *verb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * ingot_cmd_fail - report that something could not be read, written or computed
 * @what:  the file, or the part of one such as "disk.raw: EFI/Linux/ingot.efi"
 * @error: the negative errno that a library gave; printed in words
 * @fault: printed in place of these words as "offset N: rule" if it names a rule; may be NULL
 *
 * Returns INGOT_EXIT_FAILED.
 */
int ingot_cmd_fail(const char *what, int error, const struct ingot_fault *fault);

/**
 * ingot_cmd_fail_text - as ingot_cmd_fail(), for files of text: a fault at offset 0 is one of the
 * whole file, and only its rule is printed.
 */
int ingot_cmd_fail_text(const char *what, int error, const struct ingot_fault *fault);

/**
 * ingot_cmd_refuse - report a failure in words of its own: "PROGRAM: WHAT: WORDS". Returns
 * INGOT_EXIT_FAILED.
 */
int ingot_cmd_refuse(const char *what, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * ingot_cmd_emit - give out the result
 * @path: file to replace in one step; NULL: stdout
 * @text: the whole result
 *
 * Returns INGOT_EXIT_OK; INGOT_EXIT_FAILED, reported, if it could not be written in full.
 */
int ingot_cmd_emit(const char *path, struct ingot_bytes text);

/** ingot_cmd_emit_json - the same with a JSON object, two spaces per level. */
int ingot_cmd_emit_json(const char *path, const struct ingot_json *root);

#endif
