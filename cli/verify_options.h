/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_VERIFY_OPTIONS_H
#define INGOT_CLI_VERIFY_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/endpoint.h"
#include "cli/expectation.h"
#include "cli/keys.h"
#include "cli/reference.h"
#include "cli/verify.h"
#include "cli/vouchers.h"

/*
 * The options of verbs that judge nodes: what a node is asked, and what it is held against. Part of the
 * program: failures are reported where they are found.
 */

/**
 * struct ingot_verify_options - what the user wrote; all strings of argv, NULL where not given
 * @release: the operand
 * @endpoint, @required, @seconds, @threads: what @node, @require, @timeout and @parallel mean
 *
 * All others are named after their options.
 */
struct ingot_verify_options {
	const char *release;
	const char *node;
	const char *nodes;
	const char *evidence;
	const char *pcrs;
	bool tpm;
	const char *root;
	struct ingot_voucher_files vouchers;
	bool unproven;
	const char *config;
	const char *cluster;
	const char *require;
	bool thinner;
	const char *phase;
	const char *platform;
	const char *timeout;
	const char *parallel;
	struct ingot_key_files keys;
	const char *ref;
	const char *stream;
	const char *state;
	bool json;
	struct ingot_endpoint endpoint;
	uint32_t required;
	unsigned seconds;
	unsigned threads;
};

/**
 * struct ingot_verify_arguments - of the verb
 * @help: its whole help text
 * @any_release: RELEASE may be left out
 * @argc, @argv: as it got them
 * @many: it takes many nodes too: --nodes, --parallel
 */
struct ingot_verify_arguments {
	const char *help;
	bool any_release;
	int argc;
	char **argv;
	bool many;
};

/**
 * ingot_verify_options_read - read them, and refuse those that do not go together
 * @ret_options: what was read
 * @ret_exit: exit code where the verb has nothing more to do
 *
 * Returns true if the verb goes on; else false.
 */
bool ingot_verify_options_read(const struct ingot_verify_arguments *arguments,
			       struct ingot_verify_options *ret_options, int *ret_exit);

/**
 * struct ingot_verify_files - what the files hold that the options name; all-zero at first, release
 *                             with ingot_verify_files_drop(), and never moved once it was read
 * @verify: what a node is held against; borrows from here. Its release is empty until
 *          ingot_verify_files_read_release()
 * @question: how a release is found; its name is that of the options
 *
 * The other members are private.
 */
struct ingot_verify_files {
	struct ingot_verify verify;
	struct ingot_reference_question question;
	struct ingot_stored release;
	struct ingot_vouchers vouchers;
	struct ingot_expectation expectation;
	struct ingot_keys keys;
};

/** ingot_verify_files_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_verify_files_drop(struct ingot_verify_files *files);

/**
 * ingot_verify_files_read - read all of them but the release
 * @store:  of @options, open; borrowed
 * @reason: set on failure
 * @files:  all-zero; to be released on failure too
 *
 * Returns 0; errors of ingot_vouchers_read(), ingot_expectation_read_config(), ingot_keys_read();
 * -EINVAL.
 */
int ingot_verify_files_read(const struct ingot_verify_options *options,
			    const struct ingot_store *store, struct ingot_reason *reason,
			    struct ingot_verify_files *files);

/**
 * ingot_verify_files_read_release - read the release
 * @text: which, as struct ingot_stored_name.text
 *
 * Returns 0; errors of ingot_reference_read().
 */
int ingot_verify_files_read_release(const char *text, struct ingot_reason *reason,
				    struct ingot_verify_files *files);

#endif
