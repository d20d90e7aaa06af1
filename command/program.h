/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_COMMAND_PROGRAM_H
#define INGOT_COMMAND_PROGRAM_H

#include <stddef.h>

/*
 * A program of verbs: its name, and the table of what it does. A verb gets its own name as argv[0]
 * and its options and operands after that, reads them with command/options.h, reports with
 * command/report.h, and returns an exit code of base/exit.h.
 */

/**
 * struct ingot_verb - one thing that a program does
 * @name:    as it is typed
 * @summary: for the list in --help, one line
 */
struct ingot_verb {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
};

/**
 * struct ingot_program - what sets a program apart from the others
 * @name:       as it is installed; begins each message
 * @operands:   what stands behind a verb in the usage line: "[OPTION...] FILE..."
 * @purpose:    for --help, a sentence
 * @exit_codes: for --help, what it may return: whole lines, the last without a newline
 * @verbs:      @verb_count of them, in the order of --help
 */
struct ingot_program {
	const char *name;
	const char *operands;
	const char *purpose;
	const char *exit_codes;
	const struct ingot_verb *verbs;
	size_t verb_count;
};

/*
 * The program that this is. Not defined here: whoever links this library, tests too, defines it once,
 * a program beside its table of verbs.
 */
extern const struct ingot_program ingot_program;

/**
 * ingot_program_run - what main() does: run the verb that is named, or answer --help or --version
 * @argc, @argv: as main() got them
 *
 * Returns an exit code of base/exit.h; whatever went wrong has been reported.
 */
int ingot_program_run(int argc, char **argv);

#endif
