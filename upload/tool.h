/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_TOOL_H
#define INGOT_UPLOAD_TOOL_H

#include "base/bytes.h"
#include "base/reason.h"

/*
 * A vendor's own command line program that prints what a cloud lets us in with: "aws configure
 * export-credentials", "az account get-access-token", "gcloud auth print-access-token". Started
 * with exact arguments and without a shell; it gets an empty standard input, and our standard error,
 * so that whoever sits at the terminal sees what it has to say. What it prints is a secret.
 */

#define INGOT_TOOL_OUTPUT_SIZE_MAX ((size_t)64 << 10)

/**
 * struct ingot_tool - what to start; everything borrowed
 * @arguments:   ended by NULL; the first is a path, or a name that is looked for in PATH
 * @environment: its environment, ended by NULL
 * @timeout_seconds: after which it is killed, with what it started; 1..3600
 */
struct ingot_tool {
	const char *const *arguments;
	char *const *environment;
	unsigned timeout_seconds;
};

/**
 * struct ingot_tool_output - what it printed; release with ingot_tool_output_drop()
 * @data: private
 * @size: private
 *
 * An all-zero one holds nothing and may be dropped.
 */
struct ingot_tool_output {
	uint8_t *data;
	size_t size;
};

/**
 * ingot_tool_run - run a program that has to succeed
 * @tool:   what to start
 * @reason: set on failure but for -ENOENT; nothing of what it printed is in it
 * @ret_output: its standard output
 *
 * Returns 0; -ENOENT if there is no such program; -EIO if it could not be started or did not exit
 * with 0; -ETIMEDOUT if it had to be killed; -EFBIG if it printed more than
 * INGOT_TOOL_OUTPUT_SIZE_MAX; -EINVAL; -ENOMEM.
 */
int ingot_tool_run(const struct ingot_tool *tool, struct ingot_reason *reason,
		   struct ingot_tool_output *ret_output);

/** ingot_tool_output_bytes - view of what it printed; valid until it is dropped. */
struct ingot_bytes ingot_tool_output_bytes(const struct ingot_tool_output *output);

/** ingot_tool_output_drop - wipe and release it; leaves an all-zero one. For ingot_scoped() too. */
void ingot_tool_output_drop(struct ingot_tool_output *output);

#endif
