/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_ATTEST_COMMAND_H
#define INGOT_BOOTSTRAPPER_ATTEST_COMMAND_H

#include "base/exit.h"

/**
 * struct ingot_attest_program - what makes the installed program and the one of the tests different
 * @tcti: the TPM
 * @os_release: of the root
 * @run: folder of the hand-over
 */
struct ingot_attest_program {
	const char *tcti;
	const char *os_release;
	const char *run;
};

/**
 * ingot_attest_main - serve the client at standard input and output; main() of both programs
 *
 * Reports a failure to stderr, once. Returns the exit code: 0 served, 1 failed, 2 usage.
 */
int ingot_attest_main(const struct ingot_attest_program *program, int argc, char **argv);

#endif
