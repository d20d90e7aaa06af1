/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_COMMAND_OPTIONS_H
#define INGOT_COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Options and operands of a verb. Options are spelled "--name VALUE" or "--name=VALUE", or "--name"
 * for a flag, and "-o FILE" for "--output"; "--" ends them. Each may be given once; they may stand
 * before, between and behind the operands.
 */

/**
 * struct ingot_option - one option; exactly one of @value and @flag is set
 * @name:  with its dashes, "--pcrs"
 * @value: where its value goes, a string of argv; NULL there: not given
 * @flag:  set to true if it is given
 */
struct ingot_option {
	const char *name;
	const char **value;
	bool *flag;
};

/**
 * struct ingot_syntax - what a verb takes
 * @verb:    its name
 * @help:    its whole help text
 * @options: @option_count of them; --help need not be among them
 * @operands: where its operands go
 * @operand_names: what they are, "GOLDEN"; @operand_count of each. NULL: it and those after it may
 *                 be missing, and are then left as they were
 */
struct ingot_syntax {
	const char *verb;
	const char *help;
	const struct ingot_option *options;
	size_t option_count;
	const char **operands;
	const char *const *operand_names;
	size_t operand_count;
};

/**
 * ingot_options_read - read the arguments of a verb
 * @syntax: what it takes
 * @argc, @argv: as the verb got them; argv[0] is its name
 * @ret_exit: the exit code where the verb has nothing more to do: help was printed, or a usage
 *            error was reported
 *
 * Returns true if the verb goes on, and then @ret_exit is untouched; else false.
 */
bool ingot_options_read(const struct ingot_syntax *syntax, int argc, char **argv, int *ret_exit);

#endif
