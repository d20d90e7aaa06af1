/* SPDX-License-Identifier: Apache-2.0 */
/* Options and operands of a verb. */
#include "command/options.h"

#include <string.h>

#include "command/report.h"

/* struct reading - where in the arguments we are. */
struct reading {
	const struct ingot_syntax *syntax;
	int argc;
	char **argv;
	int at;
	size_t operand_count;
};

static const struct ingot_option *find(const struct ingot_syntax *syntax, const char *word)
{
	size_t length = strcspn(word, "=");

	for (size_t i = 0; i < syntax->option_count; i++) {
		const char *name = syntax->options[i].name;

		if (strlen(name) == length && strncmp(name, word, length) == 0)
			return &syntax->options[i];
	}
	return NULL;
}

static int set_flag(const struct ingot_syntax *syntax, const struct ingot_option *option,
		    const char *equals)
{
	if (equals)
		return ingot_cmd_usage(syntax->verb, "%s takes no value", option->name);
	if (*option->flag)
		return ingot_cmd_usage(syntax->verb, "%s stands twice", option->name);
	*option->flag = true;
	return INGOT_EXIT_OK;
}

static int read_option(struct reading *reading, const char *word)
{
	const char *verb = reading->syntax->verb;
	const struct ingot_option *option =
		find(reading->syntax, strcmp(word, "-o") == 0 ? "--output" : word);
	const char *equals = strchr(word, '=');
	const char *value;

	if (!option)
		return ingot_cmd_usage(verb, "unknown option: %s", word);
	if (option->flag)
		return set_flag(reading->syntax, option, equals);
	if (equals)
		value = equals + 1;
	else
		value = reading->at < reading->argc ? reading->argv[reading->at++] : "";
	if (value[0] == '\0')
		return ingot_cmd_usage(verb, "%s needs a value", option->name);
	if (*option->value)
		return ingot_cmd_usage(verb, "%s stands twice", option->name);
	*option->value = value;
	return INGOT_EXIT_OK;
}

static int read_operand(struct reading *reading, const char *word)
{
	const struct ingot_syntax *syntax = reading->syntax;

	if (reading->operand_count == syntax->operand_count)
		return ingot_cmd_usage(syntax->verb, "unexpected argument: %s", word);
	syntax->operands[reading->operand_count++] = word;
	return INGOT_EXIT_OK;
}

static int read_all(struct reading *reading)
{
	const struct ingot_syntax *syntax = reading->syntax;
	bool options = true;
	int r = INGOT_EXIT_OK;

	while (reading->at < reading->argc && r == INGOT_EXIT_OK) {
		const char *word = reading->argv[reading->at++];

		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (options && word[0] == '-' && word[1] != '\0')
			r = read_option(reading, word);
		else
			r = read_operand(reading, word);
	}
	if (r == INGOT_EXIT_OK && reading->operand_count < syntax->operand_count &&
	    syntax->operand_names[reading->operand_count])
		r = ingot_cmd_usage(syntax->verb, "no %s given",
				    syntax->operand_names[reading->operand_count]);
	return r;
}

bool ingot_options_read(const struct ingot_syntax *syntax, int argc, char **argv, int *ret_exit)
{
	struct reading reading = { .syntax = syntax, .argc = argc, .argv = argv, .at = 1 };
	int r;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		*ret_exit = ingot_cmd_emit(NULL, ingot_bytes_of_text(syntax->help));
		return false;
	}
	r = read_all(&reading);
	if (r == INGOT_EXIT_OK)
		return true;
	*ret_exit = r;
	return false;
}
