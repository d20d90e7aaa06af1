/* SPDX-License-Identifier: Apache-2.0 */
/* The verb table of ingot-bootstrap, and how it reports a failure. */
#include "bootstrapper/command.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/scoped.h"
#include "bootstrapper/handover.h"
#include "bootstrapper/observation.h"
#include "bootstrapper/refusal.h"

#define PROGRAM "ingot-bootstrap"

static const char help[] =
	"Usage: ingot-bootstrap VERB\n"
	"\n"
	"Checks and measures a boot, and hands the node over.\n"
	"\n"
	"  run      in the initrd, once: check command line, root and TPM, measure the\n"
	"           identity, write /run/ingot\n"
	"  observe  in the root, once it is ready: read the PCRs again\n"
	"  refuse   in the initrd, when it cannot go on: say why; 0 to try again,\n"
	"           1 to power off\n"
	"\n"
	"  --help     print this\n"
	"  --version  print the version\n"
	"\n"
	"Exit status: 0 it holds, 1 it failed, 2 usage.\n";

static const struct verb {
	const char *name;
	int (*run)(const struct ingot_program *program);
} verbs[] = {
	{ "run", ingot_command_run },
	{ "observe", ingot_command_observe },
	{ "refuse", ingot_command_refuse },
};

static int print(const char *text)
{
	return fputs(text, stdout) == EOF || fflush(stdout) == EOF ? INGOT_EXIT_FAILED
								   : INGOT_EXIT_OK;
}

static int usage(const char *problem, const char *word)
{
	fprintf(stderr, PROGRAM ": %s%s; see " PROGRAM " --help\n", problem, word);
	return INGOT_EXIT_USAGE;
}

int ingot_command_main(const struct ingot_program *program, int argc, char **argv)
{
	if (argc < 2)
		return usage("no verb given", "");
	if (argc > 2)
		return usage("unexpected argument: ", argv[2]);
	if (strcmp(argv[1], "--help") == 0)
		return print(help);
	if (strcmp(argv[1], "--version") == 0)
		return print(PROGRAM " " INGOT_VERSION "\n");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return verbs[i].run(program);
	return usage("unknown verb: ", argv[1]);
}

int ingot_command_fail(const struct ingot_program *program, const char *step, const char *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = NULL;
	ingot_scoped(ingot_scoped_close) int kmsg = -1;

	fprintf(stderr, PROGRAM ": %s: %s\n", step, reason);
	kmsg = open(program->paths.kmsg, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (kmsg >= 0)
		(void)dprintf(kmsg, "<2>" PROGRAM ": %s: %s\n", step, reason);
	if (ingot_observation_failed(step, reason, &json) == 0)
		(void)ingot_message_send(json, &program->paths.port);
	return INGOT_EXIT_FAILED;
}

int ingot_command_stop(const struct ingot_program *program, const char *step, const char *reason)
{
	int r = ingot_refusal_record(program->paths.refusal, step, reason);

	if (r < 0)
		fprintf(stderr, PROGRAM ": the next boot will not know: %s: %s\n",
			program->paths.refusal, strerror(-r));
	/* so that ingot-bootstrap refuse does not say and count it once more; it may, if this fails */
	(void)ingot_handover_refuse(program->paths.run);
	return ingot_command_fail(program, step, reason);
}
