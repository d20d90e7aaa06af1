/* SPDX-License-Identifier: Apache-2.0 */
/* ingot explain: why is a node not what a release measures to? */
#include "base/scoped.h"
#include "cli/command.h"
#include "cli/explain.h"

static const char help[] =
	"Usage: ingot explain [OPTION...] [RELEASE] --node HOST[:PORT]\n"
	"       ingot explain [OPTION...] [RELEASE] --evidence FILE\n"
	"       ingot explain [OPTION...] [RELEASE] --pcrs FILE\n"
	"       ingot explain [OPTION...] [RELEASE] --tpm\n"
	"\n"
	"Says in words which part of which release a node runs where it is not RELEASE: a\n"
	"version in the store, latest, or the path of a measurements.json, with a '/' in\n"
	"it; if not given, the one of the store that comes closest. It goes by the node's\n"
	"event log, or without one searches the releases in the store. Exit status: 0\n"
	"nothing differs, 1 it could not be asked, 3 it is something else, 4 what it says\n"
	"is not to be trusted.\n"
	"\n"
	"  --node HOST[:PORT]    challenge it, at port 30081 if none is given\n"
	"  --evidence FILE       evidence that was recorded, of whatever age\n"
	"  --pcrs FILE           PCR values that nobody signed, with logs or without\n"
	"  --tpm                 the TPM of this machine, by its own word\n"
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
	"  --root DIR            where /sys and /run are for --tpm, in place of /\n"
	"\n"
	"  --key PEM             publisher of RELEASE where it is a path: RELEASE.sig has\n"
	"                        to hold; may stand more than once\n"
	"  --ref R               \"-\" if not given\n"
	"  --stream S            stable if not given\n"
	"  --state DIR           the store, in place of $XDG_STATE_HOME/ingot,\n"
	"                        /var/lib/ingot (root) or ~/.local/state/ingot\n"
	"  --json                one JSON object, ingot.explanation/1\n";

static int run(const struct ingot_verify_options *options, struct ingot_explain *explain)
{
	const struct ingot_verify *verify = &explain->files->verify;

	if (options->node)
		return ingot_verify_node(verify, &options->endpoint, options->seconds);
	if (options->evidence)
		return ingot_verify_evidence(verify, options->evidence);
	if (options->tpm)
		return ingot_explain_tpm(explain, options->root ? options->root : "");
	return ingot_explain_pcrs(explain, options->pcrs);
}

static int explain_node(const struct ingot_verify_options *options, const struct ingot_store *store)
{
	ingot_scoped(ingot_verify_files_drop) struct ingot_verify_files files = { .verify = { 0 } };
	ingot_scoped(ingot_known_drop) struct ingot_known known = { .count = 0 };
	struct ingot_explain explain = { &files, options->release, &known };
	struct ingot_reason reason = { .text = "" };
	int r = ingot_verify_files_read(options, store, &reason, &files);

	if (r == 0)
		r = ingot_known_read(store, &reason, &known);
	if (r < 0)
		return ingot_cmd_refuse_for(NULL, r, &reason);
	files.verify.judge = ingot_explain_judge;
	files.verify.context = &explain;
	return run(options, &explain);
}

int ingot_cmd_explain(int argc, char **argv)
{
	const struct ingot_verify_arguments arguments = { help, true, argc, argv, false };
	ingot_scoped(ingot_store_close) struct ingot_store store = { NULL, -1 };
	struct ingot_verify_options options;
	int r;

	if (!ingot_verify_options_read(&arguments, &options, &r))
		return r;
	r = ingot_cmd_store(options.state, false, &store);
	return r == INGOT_EXIT_OK ? explain_node(&options, &store) : r;
}
