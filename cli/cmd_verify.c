/* SPDX-License-Identifier: Apache-2.0 */
/* ingot verify: is a node what a release measures to? */
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "cli/verify.h"
#include "cli/verify_options.h"

static const char help[] =
	"Usage: ingot verify [OPTION...] RELEASE --node HOST[:PORT]\n"
	"       ingot verify [OPTION...] RELEASE --nodes FILE\n"
	"       ingot verify [OPTION...] RELEASE --evidence FILE\n"
	"       ingot verify [OPTION...] RELEASE --pcrs FILE\n"
	"       ingot verify [OPTION...] RELEASE --tpm\n"
	"\n"
	"Challenges a node and checks whether what it measured is RELEASE: a version in\n"
	"the store, latest, or the path of a measurements.json, with a '/' in it. Exit\n"
	"status: 0 it is, 1 it could not be asked, 3 it is something else, 4 what it says\n"
	"is not to be trusted; of many nodes, the highest.\n"
	"\n"
	"  --node HOST[:PORT]    challenge it, at port 30081 if none is given\n"
	"  --nodes FILE          challenge all of a list: HOST[:PORT] a line, and behind it,\n"
	"                        if wanted, ek=PEM and config=FILE of this node\n"
	"  --evidence FILE       judge evidence that was recorded, of whatever age; a\n"
	"                        folder: all files in it\n"
	"  --pcrs FILE           compare PCR values that nobody signed: no proof\n"
	"  --tpm                 compare the TPM of this machine, by its own word: no proof\n"
	"                        to others\n"
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
	"  --timeout N           give a node up after N seconds (30)\n"
	"  --parallel N          of many, so many at a time (32; of files, one a core)\n"
	"  --root DIR            where /sys and /run are for --tpm, in place of /\n"
	"\n"
	"  --key PEM             publisher of RELEASE where it is a path: RELEASE.sig has\n"
	"                        to hold; may stand more than once\n"
	"  --ref R               \"-\" if not given\n"
	"  --stream S            stable if not given\n"
	"  --state DIR           the store, in place of $XDG_STATE_HOME/ingot,\n"
	"                        /var/lib/ingot (root) or ~/.local/state/ingot\n"
	"  --json                one JSON object, ingot.verification/1; for --pcrs and\n"
	"                        --tpm ingot.compare/1; for --nodes one a line,\n"
	"                        ingot.nodes/1\n";

static bool is_folder(const char *path)
{
	struct stat status;

	return path && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* For files, nobody is waited for: more threads than cores would be in each other's way. */
static unsigned cores(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	if (count < 1)
		return 1;
	return count > INGOT_ROUND_PARALLEL_MAX ? INGOT_ROUND_PARALLEL_MAX : (unsigned)count;
}

static int verify_many(const struct ingot_verify_options *options,
		       const struct ingot_verify *verify)
{
	ingot_scoped(ingot_nodes_drop) struct ingot_nodes nodes = { NULL, 0 };
	struct ingot_reason reason = { .text = "" };
	unsigned threads = options->nodes || options->parallel ? options->threads : cores();
	int r = options->nodes ? ingot_nodes_read(options->nodes, &reason, &nodes)
			       : ingot_nodes_of_folder(options->evidence, &reason, &nodes);

	return r < 0 ? ingot_cmd_refuse_for(NULL, r, &reason)
		     : ingot_verify_nodes(verify, &nodes, options->seconds, threads);
}

static int run(const struct ingot_verify_options *options, const struct ingot_verify *verify)
{
	if (options->node)
		return ingot_verify_node(verify, &options->endpoint, options->seconds);
	if (options->nodes || is_folder(options->evidence))
		return verify_many(options, verify);
	if (options->evidence)
		return ingot_verify_evidence(verify, options->evidence);
	if (options->tpm)
		return ingot_verify_tpm(verify, options->root ? options->root : "");
	return ingot_verify_pcrs(verify, options->pcrs);
}

/* Reads what the node is held against: the release last, for it takes the longest. */
static int verify(const struct ingot_verify_options *options, const struct ingot_store *store)
{
	ingot_scoped(ingot_verify_files_drop) struct ingot_verify_files files = { .verify = { 0 } };
	struct ingot_reason reason = { .text = "" };
	int r = ingot_verify_files_read(options, store, &reason, &files);

	if (r == 0)
		r = ingot_verify_files_read_release(options->release, &reason, &files);
	return r < 0 ? ingot_cmd_refuse_for(NULL, r, &reason) : run(options, &files.verify);
}

int ingot_cmd_verify(int argc, char **argv)
{
	const struct ingot_verify_arguments arguments = { help, false, argc, argv, true };
	ingot_scoped(ingot_store_close) struct ingot_store store = { NULL, -1 };
	struct ingot_verify_options options;
	int r;

	if (!ingot_verify_options_read(&arguments, &options, &r))
		return r;
	r = ingot_cmd_store(options.state, false, &store);
	return r == INGOT_EXIT_OK ? verify(&options, &store) : r;
}
