/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_PROCESS_H
#define INGOT_BOOTSTRAPPER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/reason.h"

/*
 * A program that does a piece of work for us: started with exact arguments and a fixed environment,
 * fed from memory, heard, and ended when its time is over. No shell, and nothing of our own
 * descriptors but the three standard ones and, where there is one, the secret.
 */

/* What of its output is kept; a program that writes more is not stopped, the rest is dropped. */
#define INGOT_PROCESS_OUTPUT_SIZE 8192

/* Most bytes that go to its standard input, and that a secret has: what a pipe holds. */
#define INGOT_PROCESS_INPUT_SIZE_MAX ((size_t)64 << 10)

/* The argument by which a program reads the secret as a file. */
#define INGOT_PROCESS_SECRET "/proc/self/fd/3"

/**
 * struct ingot_process - what to start; everything borrowed
 * @arguments: ended by NULL; the first is the program's absolute path
 * @input:     its standard input; may be empty
 * @secret:    where not empty, the content of INGOT_PROCESS_SECRET: a file in memory that nobody
 *             else can open and that is gone with the process
 * @timeout_ms: milliseconds after which it is killed
 */
struct ingot_process {
	const char *const *arguments;
	struct ingot_bytes input;
	struct ingot_bytes secret;
	unsigned timeout_ms;
};

/**
 * struct ingot_process_result - how it ended
 * @exited: it exited by itself; otherwise a signal ended it
 * @code:   exit code, or the signal's number
 * @output, @output_size: what it wrote to standard output
 * @errors, @errors_size: what it wrote to standard error, its last bytes
 */
struct ingot_process_result {
	bool exited;
	int code;
	uint8_t output[INGOT_PROCESS_OUTPUT_SIZE];
	size_t output_size;
	uint8_t errors[INGOT_PROCESS_OUTPUT_SIZE];
	size_t errors_size;
};

/**
 * ingot_process_run - start a program and wait until it has ended
 * @process: what to start
 * @ret_result: how it ended, also when that was not well
 *
 * Returns 0 if it was started and ended in time; -ETIMEDOUT if it had to be killed; -EINVAL if
 * there is too much input; -ENOENT or another OS error if it could not be started; -ENOMEM.
 */
int ingot_process_run(const struct ingot_process *process, struct ingot_process_result *ret_result);

/**
 * ingot_process_do - run a program that has to succeed
 * @process: what to start
 * @what:    what it is to do, for the reason: "partitioning /dev/vdb"
 * @reason:  set on failure: @what, how it ended, and the end of what it wrote to standard error
 *
 * Returns 0 if it exited with 0; -EIO if it did not; the errors of ingot_process_run().
 */
int ingot_process_do(const struct ingot_process *process, const char *what,
		     struct ingot_reason *reason);

#endif
