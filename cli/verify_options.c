/* SPDX-License-Identifier: Apache-2.0 */
/* The options of verify, and the files that they name. */
#include "cli/verify_options.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "command/options.h"

#define SECONDS_DEFAULT 30
#define SECONDS_MAX     600
#define MANY_COUNT      2 /* options for many nodes */

/* From 1 on. */
static int read_count(const char *text, unsigned most, unsigned *ret_count)
{
	unsigned count = 0;

	for (const char *c = text; *c; c++) {
		if (*c < '0' || *c > '9' || count > most)
			return -1;
		count = 10 * count + (unsigned)(*c - '0');
	}
	if (count == 0 || count > most)
		return -1;
	*ret_count = count;
	return 0;
}

/* "4,7,11": each once. */
static int read_pcrs(const char *text, uint32_t *ret_pcrs)
{
	uint32_t pcrs = 0;

	for (const char *c = text;; c++) {
		size_t length = strcspn(c, ",");
		char number[3] = "";
		unsigned index;

		if (length >= sizeof(number))
			return -1;
		memcpy(number, c, length);
		if (ingot_pcr_index_parse(number, &index) < 0 || pcrs >> index & 1)
			return -1;
		pcrs |= UINT32_C(1) << index;
		c = &c[length];
		if (!*c)
			break;
	}
	*ret_pcrs = pcrs;
	return 0;
}

static int read_meaning(const char *verb, struct ingot_verify_options *options)
{
	options->required = INGOT_APPRAISAL_PCRS_DEFAULT;
	options->seconds = SECONDS_DEFAULT;
	options->threads = INGOT_ROUND_PARALLEL_DEFAULT;
	if (options->node && ingot_endpoint_read(options->node, &options->endpoint) < 0)
		return ingot_cmd_usage(verb, "no such node can be: %s", options->node);
	if (options->timeout && read_count(options->timeout, SECONDS_MAX, &options->seconds) < 0)
		return ingot_cmd_usage(verb, "--timeout needs a number from 1 to %d", SECONDS_MAX);
	if (options->parallel &&
	    read_count(options->parallel, INGOT_ROUND_PARALLEL_MAX, &options->threads) < 0)
		return ingot_cmd_usage(verb, "--parallel needs a number from 1 to %d",
				       INGOT_ROUND_PARALLEL_MAX);
	if (options->require && read_pcrs(options->require, &options->required) < 0)
		return ingot_cmd_usage(verb, "--require needs PCRs from 0 to 23, such as 4,7,11");
	if (INGOT_APPRAISAL_PCRS_DEFAULT & ~options->required && !options->thinner)
		return ingot_cmd_usage(verb,
				       "--require leaves out some of 4,7,8,9,11,12,13,14,15: say "
				       "--thinner if that is meant");
	return INGOT_EXIT_OK;
}

static bool has_trust_options(const struct ingot_verify_options *options)
{
	return options->vouchers.authorities.count > 0 || options->vouchers.pinned ||
	       options->unproven || options->config || options->cluster || options->require ||
	       options->thinner;
}

static int check_release(const char *verb, const struct ingot_verify_options *options)
{
	bool path = options->release && strchr(options->release, '/');

	if (path && options->keys.count == 0)
		return ingot_cmd_usage(verb, "no --key given: %s would not be trusted",
				       options->release);
	if (!path && options->keys.count > 0)
		return ingot_cmd_usage(verb, "--key is for a path; a release in the store was "
					     "checked when it was fetched");
	return INGOT_EXIT_OK;
}

static int check_subject(const struct ingot_verify_arguments *arguments,
			 const struct ingot_verify_options *options)
{
	int count = !!options->node + !!options->nodes + !!options->evidence + !!options->pcrs +
		    options->tpm;

	if (count == 1)
		return INGOT_EXIT_OK;
	return ingot_cmd_usage(arguments->argv[0], "one of %s is needed",
			       arguments->many ? "--node, --nodes, --evidence, --pcrs and --tpm"
					       : "--node, --evidence, --pcrs and --tpm");
}

/* What goes with some of what can be asked alone. */
static int check_many(const char *verb, const struct ingot_verify_options *options)
{
	if (options->timeout && !options->node && !options->nodes)
		return ingot_cmd_usage(verb, "--timeout is for a node that is asked");
	if (options->parallel && !options->nodes && !options->evidence)
		return ingot_cmd_usage(verb, "--parallel is for many nodes");
	if (options->root && !options->tpm)
		return ingot_cmd_usage(verb, "--root is for --tpm");
	if (options->nodes && options->vouchers.pinned)
		return ingot_cmd_usage(verb, "--ek is of one node: write ek=PEM behind it in %s",
				       options->nodes);
	return INGOT_EXIT_OK;
}

static int check_trust(const char *verb, const struct ingot_verify_options *options)
{
	if ((options->pcrs || options->tpm) && has_trust_options(options))
		return ingot_cmd_usage(verb,
				       "%s proves nothing: of what is checked it takes --phase and "
				       "--platform alone",
				       options->tpm ? "--tpm" : "--pcrs");
	if (options->config && options->cluster)
		return ingot_cmd_usage(verb, "--node-config and --cluster-id do not go together");
	if (options->unproven && (options->node || options->nodes) &&
	    (options->vouchers.authorities.count > 0 || options->vouchers.pinned))
		return ingot_cmd_usage(verb, "--allow-unproven-tpm goes with neither --ek-ca nor "
					     "--ek");
	return INGOT_EXIT_OK;
}

static int check_options(const struct ingot_verify_arguments *arguments,
			 const struct ingot_verify_options *options)
{
	const char *verb = arguments->argv[0];
	int r = check_subject(arguments, options);

	if (r == INGOT_EXIT_OK)
		r = check_many(verb, options);
	if (r == INGOT_EXIT_OK)
		r = check_trust(verb, options);
	return r == INGOT_EXIT_OK ? check_release(verb, options) : r;
}

static int take_files(const char *option, int *argc, char **argv, struct ingot_key_files *ret_files)
{
	int r = ingot_key_files_take(option, argc, argv, ret_files);

	if (r == -EFBIG)
		return ingot_cmd_usage(argv[0], "more than %d times %s", INGOT_KEYS_FILES_MAX,
				       option);
	return r < 0 ? ingot_cmd_usage(argv[0], "%s needs a value", option) : INGOT_EXIT_OK;
}

static bool read_arguments(const struct ingot_verify_arguments *arguments,
			   struct ingot_verify_options *options, int *ret_exit)
{
	const struct ingot_option known[] = {
		{ "--allow-unproven-tpm", NULL, &options->unproven },
		{ "--cluster-id", &options->cluster, NULL },
		{ "--ek", &options->vouchers.pinned, NULL },
		{ "--evidence", &options->evidence, NULL },
		{ "--json", NULL, &options->json },
		{ "--node", &options->node, NULL },
		{ "--node-config", &options->config, NULL },
		{ "--pcrs", &options->pcrs, NULL },
		{ "--phase", &options->phase, NULL },
		{ "--platform", &options->platform, NULL },
		{ "--ref", &options->ref, NULL },
		{ "--require", &options->require, NULL },
		{ "--root", &options->root, NULL },
		{ "--state", &options->state, NULL },
		{ "--stream", &options->stream, NULL },
		{ "--thinner", NULL, &options->thinner },
		{ "--timeout", &options->timeout, NULL },
		{ "--tpm", NULL, &options->tpm },
		/* of those that take many */
		{ "--nodes", &options->nodes, NULL },
		{ "--parallel", &options->parallel, NULL },
	};
	const char *const operands[] = { arguments->any_release ? NULL : "RELEASE" };
	int argc = arguments->argc;
	char **argv = arguments->argv;
	const struct ingot_syntax syntax = {
		.verb = argv[0],
		.help = arguments->help,
		.options = known,
		.option_count =
			sizeof(known) / sizeof(known[0]) - (arguments->many ? 0 : MANY_COUNT),
		.operands = &options->release,
		.operand_names = operands,
		.operand_count = 1,
	};
	int r = take_files("--key", &argc, argv, &options->keys);

	if (r == INGOT_EXIT_OK)
		r = take_files("--ek-ca", &argc, argv, &options->vouchers.authorities);
	if (r == INGOT_EXIT_OK)
		return ingot_options_read(&syntax, argc, argv, ret_exit);
	*ret_exit = r;
	return false;
}

bool ingot_verify_options_read(const struct ingot_verify_arguments *arguments,
			       struct ingot_verify_options *ret_options, int *ret_exit)
{
	const char *verb = arguments->argv[0];
	struct ingot_verify_options options = { .release = NULL };
	int r;

	if (!read_arguments(arguments, &options, ret_exit))
		return false;
	r = check_options(arguments, &options);
	if (r == INGOT_EXIT_OK)
		r = read_meaning(verb, &options);
	if (r != INGOT_EXIT_OK) {
		*ret_exit = r;
		return false;
	}
	*ret_options = options;
	return true;
}

void ingot_verify_files_drop(struct ingot_verify_files *files)
{
	ingot_stored_drop(&files->release);
	ingot_vouchers_drop(&files->vouchers);
	ingot_expectation_drop(&files->expectation);
	*files = (struct ingot_verify_files){ .verify = { 0 } };
}

static int read_expectation(const struct ingot_verify_options *options, struct ingot_reason *reason,
			    struct ingot_expectation *expectation)
{
	if (options->config)
		return ingot_expectation_read_config(options->config, reason, expectation);
	if (options->cluster && ingot_expectation_read_cluster(options->cluster, expectation) < 0)
		return ingot_refuse(reason, -EINVAL, "--cluster-id needs 64 lower-case digits");
	return 0;
}

int ingot_verify_files_read(const struct ingot_verify_options *options,
			    const struct ingot_store *store, struct ingot_reason *reason,
			    struct ingot_verify_files *files)
{
	int r;

	files->question = (struct ingot_reference_question){
		.store = store,
		.name = { options->release, options->ref ? options->ref : "-",
			  options->stream ? options->stream : "stable" },
		.keys = &files->keys,
		.now = (int64_t)time(NULL),
	};
	files->verify = (struct ingot_verify){
		.release = &files->release,
		.platform = options->platform,
		.vouchers = &files->vouchers,
		.configuration = &files->expectation.configuration,
		.policy = { options->required, options->thinner, options->unproven,
			    options->phase },
		.now = files->question.now,
		.json = options->json,
	};
	r = ingot_vouchers_read(&options->vouchers, reason, &files->vouchers);
	if (r == 0)
		r = read_expectation(options, reason, &files->expectation);
	return r < 0 ? r : ingot_keys_read(&options->keys, reason, &files->keys);
}

int ingot_verify_files_read_release(const char *text, struct ingot_reason *reason,
				    struct ingot_verify_files *files)
{
	files->question.name.text = text;
	return ingot_reference_read(&files->question, reason, &files->release);
}
