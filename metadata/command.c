/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of ingot-metadata. */
#include "metadata/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "metadata/platform.h"
#include "metadata/wire.h"

#define PROGRAM "ingot-metadata"

static const char help[] =
	"Usage: ingot-metadata PLATFORM OUTPUT\n"
	"\n"
	"Asks the metadata service of PLATFORM for the node's configuration and writes\n"
	"what it delivers to OUTPUT. Without OUTPUT afterwards the service has none.\n"
	"\n"
	"  PLATFORM   aws, azure, gcp, openstack\n"
	"  --help     print this\n"
	"  --version  print the version\n"
	"\n"
	"Exit status: 0 done, 1 it failed: why is in OUTPUT.reason too, 2 usage.\n";

static int print(const char *text)
{
	return fputs(text, stdout) == EOF || fflush(stdout) == EOF ? INGOT_EXIT_FAILED
								   : INGOT_EXIT_OK;
}

/* What was left behind by somebody else is nobody's answer. */
static int clear(const char *path, struct ingot_reason *reason)
{
	if (unlink(path) < 0 && errno != ENOENT)
		return ingot_refuse(reason, -errno, "%s: %s", path, strerror(errno));
	return 0;
}

static int fetch(const struct ingot_metadata_program *program,
		 const struct ingot_metadata_platform *platform, const char *output,
		 struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file content = { 0 };
	struct ingot_metadata_service service =
		ingot_metadata_service_start(program->service, &program->limits);
	int r = platform->read(&service, reason, &content);

	if (r <= 0)
		return r;
	r = ingot_file_write(output, ingot_file_bytes(&content), 0600);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", output, strerror(-r)) : 0;
}

/* A platform that does not hear from us calls the machine failed, but lets it run. */
static void report(const struct ingot_metadata_program *program)
{
	struct ingot_metadata_service service =
		ingot_metadata_service_start(program->wire, &program->wire_limits);
	struct ingot_reason reason = { 0 };

	if (ingot_wire_report_ready(&service, &reason) < 0)
		fprintf(stderr, PROGRAM ": azure is not told that this machine has started: %s\n",
			reason.text);
}

static int run(const struct ingot_metadata_program *program,
	       const struct ingot_metadata_platform *platform, const char *output)
{
	ingot_scoped(ingot_scoped_free) char *reasons = NULL;
	struct ingot_reason reason = { 0 };
	char line[INGOT_REASON_SIZE + 1];
	int r;

	if (asprintf(&reasons, "%s.reason", output) < 0) {
		reasons = NULL;
		return INGOT_EXIT_FAILED;
	}
	r = clear(reasons, &reason);
	if (r == 0)
		r = clear(output, &reason);
	if (r == 0)
		r = fetch(program, platform, output, &reason);
	if (r == 0 && platform->wants_report)
		report(program);
	if (r == 0)
		return INGOT_EXIT_OK;
	fprintf(stderr, PROGRAM ": %s\n", reason.text);
	(void)snprintf(line, sizeof(line), "%s\n", reason.text);
	/* where it cannot be kept either, stderr has it */
	(void)ingot_file_write(reasons, ingot_bytes_of_text(line), 0600);
	return INGOT_EXIT_FAILED;
}

int ingot_metadata_main(const struct ingot_metadata_program *program, int argc, char **argv)
{
	const struct ingot_metadata_platform *platform;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return print(help);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return print(PROGRAM " " INGOT_VERSION "\n");
	if (argc != 3 || argv[2][0] != '/') {
		fputs(PROGRAM ": a platform and a file, by its whole path, are needed; see " PROGRAM
			      " --help\n",
		      stderr);
		return INGOT_EXIT_USAGE;
	}
	platform = ingot_metadata_platform_find(argv[1]);
	if (!platform) {
		fprintf(stderr, PROGRAM ": %.32s: no platform with a metadata service\n", argv[1]);
		return INGOT_EXIT_USAGE;
	}
	return run(program, platform, argv[2]);
}
