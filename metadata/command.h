/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_METADATA_COMMAND_H
#define INGOT_METADATA_COMMAND_H

#include "base/exit.h"
#include "metadata/service.h"

/**
 * struct ingot_metadata_program - what makes the installed program and the one of the tests different
 * @service: address of the metadata service
 * @wire:    address of Azure's WireServer
 * @limits:  how long the service may take
 * @wire_limits: how long the WireServer may take
 *
 * The installed program has these as constants: no argument and no environment variable makes it ask
 * somebody else.
 */
struct ingot_metadata_program {
	const char *service;
	const char *wire;
	struct ingot_metadata_limits limits;
	struct ingot_metadata_limits wire_limits;
};

/**
 * ingot_metadata_main - fetch the node's configuration into a file; main() of both programs
 *
 * Arguments: platform, path of the file. Where there is a configuration the file holds it, mode
 * 0600, in full. On a failure the reason goes to stderr and to the file's name with ".reason" behind
 * it, one line. What was there before of both is removed first.
 *
 * Returns the exit code: 0 there is one, or the service says that there is none and there is no
 * file; 1 failed; 2 usage.
 */
int ingot_metadata_main(const struct ingot_metadata_program *program, int argc, char **argv);

#endif
