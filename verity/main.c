/* SPDX-License-Identifier: Apache-2.0 */
/* The verb table of ingot-verity. */
#include <stdio.h>
#include <string.h>

#include "verity/command.h"

static const struct verb {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{ "format", "make the hash tree over data", ingot_cmd_format },
	{ "verify", "data and tree against a root hash", ingot_cmd_verify },
	{ "check", "a whole disk image against itself", ingot_cmd_check },
	{ "locate", "which file a block belongs to", ingot_cmd_locate },
	{ "dump", "what a superblock says", ingot_cmd_dump },
};

static const char version[] = INGOT_CMD_PROGRAM " " INGOT_VERSION "\n";

#define VERB_COUNT (sizeof(verbs) / sizeof(verbs[0]))

static int help(void)
{
	printf("Usage: " INGOT_CMD_PROGRAM " VERB [OPTION...] ARGUMENT...\n"
	       "\n"
	       "Makes and checks dm-verity hash trees, without root and without the kernel.\n"
	       "\n");
	for (size_t i = 0; i < VERB_COUNT; i++)
		printf("  %-8s %s\n", verbs[i].name, verbs[i].summary);
	printf("\n"
	       "  --help     print this; after a verb, what that verb takes\n"
	       "  --version  print the version\n"
	       "\n"
	       "Exit status: 0 it holds, 1 it failed, 2 usage, 3 something does not match.\n");
	/* errors of all the lines before show here too */
	return ferror(stdout) || fflush(stdout) == EOF ? INGOT_EXIT_FAILED : INGOT_EXIT_OK;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return ingot_cmd_usage(NULL, "no verb given");
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return verbs[i].run(argc - 1, argv + 1);
	if (argc > 2)
		return ingot_cmd_usage(NULL, "unexpected argument: %s", argv[2]);
	if (strcmp(argv[1], "--help") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0)
		return ingot_cmd_emit(NULL, ingot_bytes_of_text(version));
	return ingot_cmd_usage(NULL, "unknown verb: %s", argv[1]);
}
