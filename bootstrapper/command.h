/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_COMMAND_H
#define INGOT_BOOTSTRAPPER_COMMAND_H

#include "base/exit.h"
#include "bootstrapper/paths.h"
#include "bootstrapper/state.h"
#include "bootstrapper/verity_device.h"

/*
 * The verbs of ingot-bootstrap. Each prints its result to stdout and a failure to stderr, once, and
 * returns the exit code: 0 it holds, 1 it failed, 2 usage. None of them reboots: the units that run
 * the program do (SuccessAction=, FailureAction=).
 */

/**
 * struct ingot_program - what makes the installed program and the one of the tests different
 * @paths: where everything is
 * @root:  how the root's device is asked
 * @state: how the state disk is opened
 */
struct ingot_program {
	struct ingot_paths paths;
	const struct ingot_verity_device_ops *root;
	const struct ingot_state_ops *state;
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
 * ingot_command_refuse - in the initrd when it cannot go on: unless ingot_command_run() has said why,
 * find out and say so; then decide what comes next
 *
 * Returns INGOT_EXIT_OK if the node is to try again; INGOT_EXIT_FAILED if INGOT_REFUSAL_TRIES boots
 * in a row were refused: it is to power off.
 */
int ingot_command_refuse(const struct ingot_program *program);

/**
 * ingot_command_fail - report a failure: stderr, kernel log, port
 * @program: where these are
 * @step:   what failed
 * @reason: why, one line
 *
 * The kernel log gets it at level critical, so that it is on the console of a quiet boot too.
 *
 * Returns INGOT_EXIT_FAILED.
 */
int ingot_command_fail(const struct ingot_program *program, const char *step, const char *reason);

/**
 * ingot_command_stop - report a failure that ends the boot: as above, and for the next boot
 *
 * Where there is no EFI variable to keep it in, that is said and nothing else comes of it. Returns
 * INGOT_EXIT_FAILED.
 */
int ingot_command_stop(const struct ingot_program *program, const char *step, const char *reason);

#endif
