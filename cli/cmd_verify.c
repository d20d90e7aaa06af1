/* SPDX-License-Identifier: Apache-2.0 */
/* ingot verify: is a node what a release measures to? */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "cli/expectation.h"
#include "cli/reference.h"
#include "cli/verify.h"
#include "command/options.h"

#define SECONDS_DEFAULT 30
#define SECONDS_MAX     600

static const char help[] =
	"Usage: ingot verify [OPTION...] RELEASE --node HOST[:PORT]\n"
	"       ingot verify [OPTION...] RELEASE --evidence FILE\n"
	"       ingot verify [OPTION...] RELEASE --pcrs FILE\n"
	"\n"
	"Challenges a node and checks whether what it measured is RELEASE: a version in\n"
	"the store, latest, or the path of a measurements.json, with a '/' in it. Exit\n"
	"status: 0 it is, 1 it could not be asked, 3 it is something else, 4 what it says\n"
	"is not to be trusted.\n"
	"\n"
	"  --node HOST[:PORT]    challenge it, at port 30081 if none is given\n"
	"  --evidence FILE       judge evidence that was recorded, of whatever age\n"
	"  --pcrs FILE           compare PCR values that nobody signed: no proof\n"
	"\n"
	"  --ek-ca PEM           authority that certifies TPMs; may stand more than once\n"
	"  --ek PEM              the endorsement key that the node's TPM has to have\n"
	"  --allow-unproven-tpm  without either: go on, though it may be no TPM at all\n"
	"  --node-config FILE    configuration that the node should have: PCR 8 and 15\n"
	"  --cluster-id HEX      in its place, the cluster that it should be of: PCR 15\n"
	"  --require LIST        PCRs that have to be certain, in place of\n"
	"                        4,7,8,9,11,12,13,14,15\n"
	"  --thinner             LIST may leave out some of these\n"
	"  --phase P             boot phase that it has to be in, such as ready; if not\n"
	"                        given, any\n"
	"  --platform P          which platform of RELEASE; if not given, the only one,\n"
	"                        or what the node says\n"
	"  --timeout N           give up after N seconds (30)\n"
	"\n"
	"  --key PEM             publisher of RELEASE where it is a path: RELEASE.sig has\n"
	"                        to hold; may stand more than once\n"
	"  --ref R               \"-\" if not given\n"
	"  --stream S            stable if not given\n"
	"  --state DIR           the store, in place of $XDG_STATE_HOME/ingot,\n"
	"                        /var/lib/ingot (root) or ~/.local/state/ingot\n"
	"  --json                one JSON object, ingot.verification/1, or for --pcrs\n"
	"                        ingot.compare/1\n";

struct options {
	const char *release;
	const char *node;
	const char *evidence;
	const char *pcrs;
	struct ingot_voucher_files vouchers;
	bool unproven;
	const char *config;
	const char *cluster;
	const char *require;
	bool thinner;
	const char *phase;
	const char *platform;
	const char *timeout;
	struct ingot_key_files keys;
	const char *ref;
	const char *stream;
	const char *state;
	bool json;
};

/* What the options mean where they are no files. */
struct wanted {
	struct ingot_endpoint endpoint;
	uint32_t required;
	unsigned seconds;
};

static int read_seconds(const char *text, unsigned *ret_seconds)
{
	unsigned seconds = 0;

	for (const char *c = text; *c; c++) {
		if (*c < '0' || *c > '9' || seconds > SECONDS_MAX)
			return -1;
		seconds = 10 * seconds + (unsigned)(*c - '0');
	}
	if (seconds == 0 || seconds > SECONDS_MAX)
		return -1;
	*ret_seconds = seconds;
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

static int read_wanted(const char *verb, const struct options *options, struct wanted *wanted)
{
	*wanted = (struct wanted){ .required = INGOT_APPRAISAL_PCRS_DEFAULT,
				   .seconds = SECONDS_DEFAULT };
	if (options->node && ingot_endpoint_read(options->node, &wanted->endpoint) < 0)
		return ingot_cmd_usage(verb, "no such node can be: %s", options->node);
	if (options->timeout && read_seconds(options->timeout, &wanted->seconds) < 0)
		return ingot_cmd_usage(verb, "--timeout needs a number from 1 to %d", SECONDS_MAX);
	if (options->require && read_pcrs(options->require, &wanted->required) < 0)
		return ingot_cmd_usage(verb, "--require needs PCRs from 0 to 23, such as 4,7,11");
	if (INGOT_APPRAISAL_PCRS_DEFAULT & ~wanted->required && !options->thinner)
		return ingot_cmd_usage(verb,
				       "--require leaves out some of 4,7,8,9,11,12,13,14,15: say "
				       "--thinner if that is meant");
	return INGOT_EXIT_OK;
}

static bool has_trust_options(const struct options *options)
{
	return options->vouchers.authorities.count > 0 || options->vouchers.pinned ||
	       options->unproven || options->config || options->cluster || options->require ||
	       options->thinner;
}

static int check_options(const char *verb, const struct options *options)
{
	bool path = strchr(options->release, '/');

	if (!!options->node + !!options->evidence + !!options->pcrs != 1)
		return ingot_cmd_usage(verb, "one of --node, --evidence and --pcrs is needed");
	if (options->timeout && !options->node)
		return ingot_cmd_usage(verb, "--timeout is for --node");
	if (options->pcrs && has_trust_options(options))
		return ingot_cmd_usage(verb, "--pcrs proves nothing: of what is checked it takes "
					     "--phase and --platform alone");
	if (options->config && options->cluster)
		return ingot_cmd_usage(verb, "--node-config and --cluster-id do not go together");
	if (options->unproven &&
	    (options->vouchers.authorities.count > 0 || options->vouchers.pinned) && options->node)
		return ingot_cmd_usage(verb, "--allow-unproven-tpm goes with neither --ek-ca nor "
					     "--ek");
	if (path && options->keys.count == 0)
		return ingot_cmd_usage(verb, "no --key given: %s would not be trusted",
				       options->release);
	if (!path && options->keys.count > 0)
		return ingot_cmd_usage(verb, "--key is for a path; a release in the store was "
					     "checked when it was fetched");
	return INGOT_EXIT_OK;
}

static int run(const struct options *options, const struct wanted *wanted,
	       const struct ingot_verify *verify)
{
	if (options->node)
		return ingot_verify_node(verify, &wanted->endpoint, wanted->seconds);
	if (options->evidence)
		return ingot_verify_evidence(verify, options->evidence);
	return ingot_verify_pcrs(verify, options->pcrs);
}

static int read_expectation(const struct options *options, struct ingot_reason *reason,
			    struct ingot_expectation *expectation)
{
	if (options->config)
		return ingot_expectation_read_config(options->config, reason, expectation);
	if (options->cluster && ingot_expectation_read_cluster(options->cluster, expectation) < 0)
		return ingot_refuse(reason, -EINVAL, "--cluster-id needs 64 lower-case digits");
	return 0;
}

/* Reads what the node is held against: the release last, for it takes the longest. */
static int verify(const struct options *options, const struct wanted *wanted,
		  const struct ingot_store *store)
{
	ingot_scoped(ingot_stored_drop) struct ingot_stored release = { 0 };
	ingot_scoped(ingot_vouchers_drop) struct ingot_vouchers vouchers = { 0 };
	ingot_scoped(ingot_expectation_drop) struct ingot_expectation expectation = { 0 };
	struct ingot_keys keys = { .count = 0 };
	const struct ingot_reference_question question = {
		.store = store,
		.name = { options->release, options->ref ? options->ref : "-",
			  options->stream ? options->stream : "stable" },
		.keys = &keys,
		.now = (int64_t)time(NULL),
	};
	const struct ingot_verify with = {
		.release = &release,
		.platform = options->platform,
		.vouchers = &vouchers,
		.configuration = &expectation.configuration,
		.policy = { wanted->required, options->thinner, options->unproven, options->phase },
		.now = question.now,
		.json = options->json,
	};
	struct ingot_reason reason = { .text = "" };
	int r = ingot_vouchers_read(&options->vouchers, &reason, &vouchers);

	if (r == 0)
		r = read_expectation(options, &reason, &expectation);
	if (r == 0)
		r = ingot_keys_read(&options->keys, &reason, &keys);
	if (r == 0)
		r = ingot_reference_read(&question, &reason, &release);
	return r < 0 ? ingot_cmd_refuse_for(NULL, r, &reason) : run(options, wanted, &with);
}

static int take_files(const char *option, int *argc, char **argv, struct ingot_key_files *ret_files)
{
	int r = ingot_key_files_take(option, argc, argv, ret_files);

	if (r == -EFBIG)
		return ingot_cmd_usage(argv[0], "more than %d times %s", INGOT_KEYS_FILES_MAX,
				       option);
	return r < 0 ? ingot_cmd_usage(argv[0], "%s needs a value", option) : INGOT_EXIT_OK;
}

int ingot_cmd_verify(int argc, char **argv)
{
	struct options options = { .release = NULL };
	const struct ingot_option known[] = {
		{ "--allow-unproven-tpm", NULL, &options.unproven },
		{ "--cluster-id", &options.cluster, NULL },
		{ "--ek", &options.vouchers.pinned, NULL },
		{ "--evidence", &options.evidence, NULL },
		{ "--json", NULL, &options.json },
		{ "--node", &options.node, NULL },
		{ "--node-config", &options.config, NULL },
		{ "--pcrs", &options.pcrs, NULL },
		{ "--phase", &options.phase, NULL },
		{ "--platform", &options.platform, NULL },
		{ "--ref", &options.ref, NULL },
		{ "--require", &options.require, NULL },
		{ "--state", &options.state, NULL },
		{ "--stream", &options.stream, NULL },
		{ "--thinner", NULL, &options.thinner },
		{ "--timeout", &options.timeout, NULL },
	};
	const char *const operands[] = { "RELEASE" };
	const struct ingot_syntax syntax = {
		argv[0],          help,     known, sizeof(known) / sizeof(known[0]),
		&options.release, operands, 1
	};
	ingot_scoped(ingot_store_close) struct ingot_store store = { NULL, -1 };
	struct wanted wanted;
	int r = take_files("--key", &argc, argv, &options.keys);

	if (r == INGOT_EXIT_OK)
		r = take_files("--ek-ca", &argc, argv, &options.vouchers.authorities);
	if (r != INGOT_EXIT_OK || !ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = check_options(argv[0], &options);
	if (r == INGOT_EXIT_OK)
		r = read_wanted(argv[0], &options, &wanted);
	if (r == INGOT_EXIT_OK)
		r = ingot_cmd_store(options.state, false, &store);
	return r == INGOT_EXIT_OK ? verify(&options, &wanted, &store) : r;
}
