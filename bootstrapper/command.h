/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_COMMAND_H
#define INGOT_BOOTSTRAPPER_COMMAND_H

#include "base/exit.h"
#include "bootstrapper/paths.h"
#include "bootstrapper/verity_device.h"

/*
 * The verbs of ingot-bootstrap. Each prints its result to stdout and a failure to stderr, once, and
 * returns the exit code: 0 it holds, 1 it failed, 2 usage. None of them reboots: the unit that runs
 * the program does (FailureAction=).
 */

/**
 * struct ingot_program - what makes the installed program and the one of the tests different
 * @paths: where everything is
 * @root:  how the root's device is asked
 */
struct ingot_program {
	struct ingot_paths paths;
	const struct ingot_verity_device_ops *root;
};

/**
 * ingot_command_main - run the verb that the arguments name; main() of both programs. Returns the
 * exit code.
 */
int ingot_command_main(const struct ingot_program *program, int argc, char **argv);

/** ingot_command_run - in the initrd, once: all steps of a boot. */
int ingot_command_run(const struct ingot_program *program);

/**
 * ingot_command_observe - in the root at phase ready: read the PCRs again, update observed.json,
 * tell the port.
 */
int ingot_command_observe(const struct ingot_program *program);

/**
 * ingot_command_refuse - in the initrd when it cannot go on: find out why, and say so. Always
 * INGOT_EXIT_FAILED.
 */
int ingot_command_refuse(const struct ingot_program *program);

/**
 * ingot_command_fail - report a failure: stderr, kernel log, port
 * @program: where these are
 * @step:   what failed
 * @reason: why, one line
 *
 * The kernel log gets it at level critical, so that it is on the console of a quiet boot too.
 * Nothing of it lasts longer than the host's record of the console: there is no disk of our own
 * yet.
 *
 * Returns INGOT_EXIT_FAILED.
 */
int ingot_command_fail(const struct ingot_program *program, const char *step, const char *reason);

#endif
