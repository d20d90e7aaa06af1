/* SPDX-License-Identifier: Apache-2.0 */
/* Find and run the verb of a program. */
#include "command/program.h"

#include <stdio.h>
#include <string.h>

#include "command/report.h"

static int longest_name(void)
{
	size_t longest = 0;

	for (size_t i = 0; i < ingot_program.verb_count; i++) {
		size_t length = strlen(ingot_program.verbs[i].name);

		longest = length > longest ? length : longest;
	}
	return (int)longest;
}

/* Errors of earlier lines show in the last flush too. */
static int end_output(void)
{
	return ferror(stdout) || fflush(stdout) == EOF ? INGOT_EXIT_FAILED : INGOT_EXIT_OK;
}

static int print_help(void)
{
	int width = longest_name();

	printf("Usage: %s VERB %s\n\n%s\n\n", ingot_program.name, ingot_program.operands,
	       ingot_program.purpose);
	for (size_t i = 0; i < ingot_program.verb_count; i++)
		printf("  %-*s  %s\n", width, ingot_program.verbs[i].name,
		       ingot_program.verbs[i].summary);
	printf("\n"
	       "  --help     print this; after a verb, what that verb takes\n"
	       "  --version  print the version\n"
	       "\n"
	       "Exit status: %s\n",
	       ingot_program.exit_codes);
	return end_output();
}

static int print_version(void)
{
	printf("%s " INGOT_VERSION "\n", ingot_program.name);
	return end_output();
}

int ingot_program_run(int argc, char **argv)
{
	if (argc < 2)
		return ingot_cmd_usage(NULL, "no verb given");
	for (size_t i = 0; i < ingot_program.verb_count; i++)
		if (strcmp(argv[1], ingot_program.verbs[i].name) == 0)
			return ingot_program.verbs[i].run(argc - 1, argv + 1);
	if (argc > 2)
		return ingot_cmd_usage(NULL, "unexpected argument: %s", argv[2]);
	if (strcmp(argv[1], "--help") == 0)
		return print_help();
	if (strcmp(argv[1], "--version") == 0)
		return print_version();
	return ingot_cmd_usage(NULL, "unknown verb: %s", argv[1]);
}
