/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_COMMAND_H
#define INGOT_MEASUREMENTS_COMMAND_H

#include "base/bytes.h"
#include "base/exit.h"
#include "base/json.h"

/*
 * The verbs of ingot-measure, and the one way in which they report. A verb gets its own name as
 * argv[0] and its options and operands after that; it prints its whole result at the end or none of
 * it, each failure as one line on stderr, and returns an exit code of base/exit.h.
 *
 * To add a verb: declare it here, name it in the table of main.c, write cmd_<verb>.c.
 */

#define INGOT_CMD_PROGRAM "ingot-measure"

int ingot_cmd_predict(int argc, char **argv);
int ingot_cmd_inspect(int argc, char **argv);
int ingot_cmd_replay(int argc, char **argv);
int ingot_cmd_compare(int argc, char **argv);
int ingot_cmd_observe(int argc, char **argv);
int ingot_cmd_config(int argc, char **argv);

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
 * ingot_cmd_refuse - report a failure in words of its own: "ingot-measure: WHAT: WORDS". Returns
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
