/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of ingot-attest. */
#include "bootstrapper/attest_command.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bootstrapper/attest.h"

#define PROGRAM "ingot-attest"

static const char help[] =
	"Usage: ingot-attest FOLDER\n"
	"\n"
	"Shows one client at standard input and output which node this is and what it\n"
	"measured: protocol ingot.attest/1. FOLDER has copies of the event logs:\n"
	"firmware-log, userspace-log.\n"
	"\n"
	"  --help     print this\n"
	"  --version  print the version\n"
	"\n"
	"Exit status: 0 the client was served, 1 it failed, 2 usage.\n";

static int print(const char *text)
{
	return fputs(text, stdout) == EOF || fflush(stdout) == EOF ? INGOT_EXIT_FAILED
								   : INGOT_EXIT_OK;
}

static int serve(const struct ingot_attest_program *program, const char *folder)
{
	struct ingot_attest_paths paths = { program->tcti, program->os_release, program->run,
					    folder };
	struct ingot_attest_connection connection;
	struct ingot_reason reason = { 0 };
	int r = ingot_attest_connection_start(STDIN_FILENO, STDOUT_FILENO, &connection);

	if (r < 0)
		r = ingot_refuse(&reason, r, "no connection: %s", strerror(-r));
	else
		r = ingot_attest_serve(&paths, &connection, &reason);
	if (r < 0)
		fprintf(stderr, PROGRAM ": %s\n", reason.text);
	return r < 0 ? INGOT_EXIT_FAILED : INGOT_EXIT_OK;
}

int ingot_attest_main(const struct ingot_attest_program *program, int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return print(help);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return print(PROGRAM " " INGOT_VERSION "\n");
	if (argc != 2 || argv[1][0] != '/') {
		fputs(PROGRAM ": one folder is needed, by its whole path; see " PROGRAM " --help\n",
		      stderr);
		return INGOT_EXIT_USAGE;
	}
	/* a client that leaves is an error of write(), not the end of us */
	(void)signal(SIGPIPE, SIG_IGN);
	return serve(program, argv[1]);
}
