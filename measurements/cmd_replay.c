/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-measure replay: the events of a log in words, and the PCR values they lead to. */
#include <errno.h>

#include "base/scoped.h"
#include "command/options.h"
#include "command/page.h"
#include "measurements/command.h"
#include "measurements/live.h"
#include "measurements/replay.h"

static const char help[] =
	"Usage: ingot-measure replay [OPTION...] LOG\n"
	"\n"
	"Says in words what each event of LOG is, and which PCR values they lead to. LOG\n"
	"is a firmware log (binary_bios_measurements), systemd's userspace log\n"
	"(tpm2-measure.log), or an observation that holds both (observed.json).\n"
	"\n"
	"  --userspace FILE   userspace log that goes on where LOG ends\n"
	"  --pcrs FILE        PCR values of the same boot: say of each whether the log\n"
	"                     replays to it; exit 3 if one does not\n"
	"  --bank BANK        whose digests are shown with the events: sha256, or the\n"
	"                     first that the log has\n"
	"  --full             whole digests of events, not their first 16 digits\n"
	"  --json             one JSON object, ingot.replay/1\n"
	"  -o, --output FILE  write to FILE instead of stdout\n";

struct options {
	struct ingot_live_files files;
	const char *bank;
	const char *output;
	bool full;
	bool json;
};

/* The bank asked for, or SHA-256, or else the first that the log has. */
static int choose_bank(const struct options *options, const struct ingot_pcr_banks *folded,
		       enum ingot_hash *ret_hash)
{
	if (options->bank && ingot_hash_from_name(ingot_bytes_of_text(options->bank), ret_hash) < 0)
		return ingot_cmd_usage("replay", "unknown bank: %s", options->bank);
	if (options->bank)
		return ingot_pcr_banks_find(folded, *ret_hash)
			       ? INGOT_EXIT_OK
			       : ingot_cmd_refuse(options->files.log, "has no digests of bank %s",
						  options->bank);
	*ret_hash = INGOT_HASH_SHA256;
	if (!ingot_pcr_banks_find(folded, INGOT_HASH_SHA256) && folded->count > 0)
		*ret_hash = folded->bank[0].hash;
	return INGOT_EXIT_OK;
}

static int give_out(const struct options *options, const struct ingot_replay *replay,
		    enum ingot_hash hash)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = { 0 };
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	int r;

	if (options->json) {
		record = ingot_record_object();
		ingot_replay_record(replay, &record);
		return record.error < 0 ? ingot_cmd_fail(options->files.log, record.error, NULL)
					: ingot_cmd_emit_json(options->output, record.json);
	}
	r = ingot_page_begin(&page);
	if (r < 0)
		return ingot_cmd_fail(options->files.log, r, NULL);
	ingot_replay_print(replay, hash, options->full, page.out);
	return ingot_page_emit(&page, options->output);
}

static int replay_files(const struct options *options)
{
	ingot_scoped(ingot_live_drop) struct ingot_live live = { 0 };
	struct ingot_replay replay;
	enum ingot_hash hash;
	int r = ingot_live_read(&options->files, &live);

	if (r != INGOT_EXIT_OK)
		return r;
	if (options->files.pcrs && live.log->registers != INGOT_REGISTERS_PCR)
		return ingot_cmd_refuse(options->files.log, "is of other registers than PCRs");
	replay = (struct ingot_replay){ .log = live.log,
					.live = options->files.pcrs ? &live.values : NULL };
	r = ingot_event_list_fold(live.log, NULL, &replay.folded);
	if (r < 0)
		return ingot_cmd_fail(options->files.log, r, NULL);
	r = choose_bank(options, &replay.folded, &hash);
	if (r == INGOT_EXIT_OK)
		r = give_out(options, &replay, hash);
	if (r == INGOT_EXIT_OK && replay.live && !ingot_replay_holds(&replay))
		r = INGOT_EXIT_DIFFERS;
	return r;
}

int ingot_cmd_replay(int argc, char **argv)
{
	struct options options = { .bank = NULL };
	const struct ingot_option known[] = {
		{ "--bank", &options.bank, NULL },
		{ "--full", NULL, &options.full },
		{ "--json", NULL, &options.json },
		{ "--output", &options.output, NULL },
		{ "--pcrs", &options.files.pcrs, NULL },
		{ "--userspace", &options.files.userspace, NULL },
	};
	const char *const operands[] = { "LOG" };
	const struct ingot_syntax syntax = {
		argv[0],  help, known, sizeof(known) / sizeof(known[0]), &options.files.log,
		operands, 1
	};
	int r;

	return ingot_options_read(&syntax, argc, argv, &r) ? replay_files(&options) : r;
}
