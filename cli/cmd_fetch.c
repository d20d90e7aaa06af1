/* SPDX-License-Identifier: Apache-2.0 */
/* ingot fetch: a published release, verified, into the store. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "cli/fetch.h"
#include "cli/fetch_report.h"
#include "command/options.h"
#include "command/progress.h"

#define CONNECT_SECONDS 30
#define STALL_SECONDS   30
#define TOTAL_SECONDS   600

static const char help[] =
	"Usage: ingot fetch [OPTION...] SOURCE --version V --key PEM\n"
	"\n"
	"Fetches a release that was published, checks all of it, and puts it into the\n"
	"store: the signature over exact bytes first, then version, ref and stream, that\n"
	"it has not expired, the oldest version allowed, that nothing newer was seen\n"
	"before, and the digest of every file. If anything fails, the store stays as it\n"
	"was. SOURCE is an https or http URL, or a directory.\n"
	"\n"
	"With --image the disk image of a platform too: its size and digest are those\n"
	"that info.json of the release has, and its partition table, file systems and\n"
	"hash tree hold, or it does not get its name. A run that was interrupted is gone\n"
	"on with.\n"
	"\n"
	"Exit status: 0 it is there, 1 it could not be fetched, 4 it is not to be trusted.\n"
	"\n"
	"  --version V     which one; latest: the newest\n"
	"  --key PEM       public key of the publisher; any of them where several are given\n"
	"  --ref R         branch it was built from; if not given, \"-\": a release\n"
	"  --stream S      stable if not given\n"
	"  --older         take a version older than one that was seen before\n"
	"  --image P       the disk image of this platform too, such as qemu\n"
	"  -o, --output F  where to, in place of images/ in the store\n"
	"  --ca PEM        CAs that may vouch for the server, in place of the system's\n"
	"  --stall N       give up when nothing comes for N seconds (30)\n"
	"  --state DIR     the store, in place of $XDG_STATE_HOME/ingot, /var/lib/ingot\n"
	"                  (root) or ~/.local/state/ingot\n"
	"  --json          one JSON object, ingot.fetch/1\n";

struct options {
	const char *source;
	const char *version;
	const char *ref;
	const char *stream;
	const char *authorities;
	const char *stall;
	const char *state;
	const char *platform;
	const char *output;
	bool older;
	bool json;
	struct ingot_key_files key_files;
};

/* What is asked, with what it points to. */
struct asked {
	struct ingot_source source;
	struct ingot_keys keys;
	struct ingot_version version;
	struct ingot_fetch fetch;
};

static int read_stall(const char *text, unsigned *ret_seconds)
{
	unsigned seconds = 0;

	for (const char *c = text; *c; c++) {
		if (*c < '0' || *c > '9' || seconds > TOTAL_SECONDS)
			return -EINVAL;
		seconds = 10 * seconds + (unsigned)(*c - '0');
	}
	if (seconds == 0 || seconds > TOTAL_SECONDS)
		return -EINVAL;
	*ret_seconds = seconds;
	return 0;
}

static int ask(const struct options *options, struct asked *asked)
{
	const char *verb = "fetch";
	struct ingot_fetch *fetch = &asked->fetch;

	asked->source = (struct ingot_source){
		options->source,
		options->authorities,
		{ CONNECT_SECONDS, STALL_SECONDS, TOTAL_SECONDS },
	};
	if (options->stall && read_stall(options->stall, &asked->source.limits.stall_seconds) < 0)
		return ingot_cmd_usage(verb, "--stall needs a number from 1 to %d", TOTAL_SECONDS);
	*fetch = (struct ingot_fetch){
		.source = &asked->source,
		.keys = &asked->keys,
		.ref = options->ref ? options->ref : "-",
		.stream = options->stream ? options->stream : "stable",
		.older = options->older,
		.now = (int64_t)time(NULL),
	};
	if (ingot_publication_name_check(fetch->ref) < 0)
		return ingot_cmd_usage(verb, "no such ref can be: %s", fetch->ref);
	if (ingot_publication_name_check(fetch->stream) < 0)
		return ingot_cmd_usage(verb, "no such stream can be: %s", fetch->stream);
	if (options->platform && ingot_publication_name_check(options->platform) < 0)
		return ingot_cmd_usage(verb, "no such platform can be: %s", options->platform);
	if (options->output && !options->platform)
		return ingot_cmd_usage(verb, "--output needs --image");
	if (strcmp(options->version, "latest") == 0)
		return options->older
			       ? ingot_cmd_usage(verb, "--older needs a version by its number")
			       : INGOT_EXIT_OK;
	if (ingot_version_read(ingot_bytes_of_text(options->version), &asked->version) < 0)
		return ingot_cmd_usage(verb, "no such version can be: %s", options->version);
	fetch->version = &asked->version;
	return INGOT_EXIT_OK;
}

static void drop_report(struct ingot_fetch_report *report)
{
	ingot_fetched_image_drop(&report->image);
}

static int fetch_image(const struct options *options, const struct asked *asked,
		       struct ingot_reason *reason, struct ingot_fetch_report *report)
{
	struct ingot_progress progress = ingot_progress_begin(options->platform);
	const struct ingot_image_fetch fetch = {
		.source = &asked->source,
		.store = asked->fetch.store,
		.head = &report->publication.head,
		.platform = options->platform,
		.output = options->output,
		.context = &progress,
		.progress = ingot_progress_show_bytes,
	};
	int r = ingot_image_fetch(&fetch, reason, &report->image);

	ingot_progress_end(&progress);
	return r;
}

static int fetch_and_report(const struct options *options, struct asked *asked)
{
	ingot_scoped(ingot_store_close) struct ingot_store store = { NULL, -1 };
	ingot_scoped(drop_report) struct ingot_fetch_report report = {
		.fetch = &asked->fetch,
		.platform = options->platform,
	};
	struct ingot_reason reason = { .text = "" };
	int r = ingot_keys_read(&options->key_files, &reason, &asked->keys);

	if (r < 0)
		return ingot_cmd_refuse_for(NULL, r, &reason);
	r = ingot_cmd_store(options->state, true, &store);
	if (r != INGOT_EXIT_OK)
		return r;
	asked->fetch.store = &store;
	r = ingot_fetch_release(&asked->fetch, &reason, &report.publication);
	if (r < 0)
		return ingot_cmd_refuse_for(options->source, r, &reason);
	report.is_new = r > 0;
	r = options->platform ? fetch_image(options, asked, &reason, &report) : 0;
	if (r < 0)
		return ingot_cmd_refuse_for(options->source, r, &reason);
	return ingot_fetch_report_emit(&report, options->json);
}

int ingot_cmd_fetch(int argc, char **argv)
{
	struct options options = { .source = NULL };
	const struct ingot_option known[] = {
		{ "--ca", &options.authorities, NULL }, { "--image", &options.platform, NULL },
		{ "--json", NULL, &options.json },      { "--older", NULL, &options.older },
		{ "--output", &options.output, NULL },  { "--ref", &options.ref, NULL },
		{ "--stall", &options.stall, NULL },    { "--state", &options.state, NULL },
		{ "--stream", &options.stream, NULL },  { "--version", &options.version, NULL },
	};
	const char *const operands[] = { "SOURCE" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &options.source, operands, 1
	};
	struct asked asked = { .keys = { .count = 0 } };
	int r = ingot_key_files_take("--key", &argc, argv, &options.key_files);

	if (r == -EFBIG)
		return ingot_cmd_usage(argv[0], "more than %d keys", INGOT_KEYS_FILES_MAX);
	if (r < 0)
		return ingot_cmd_usage(argv[0], "--key needs a value");
	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	if (!options.version)
		return ingot_cmd_usage(argv[0], "no --version given");
	if (options.key_files.count == 0)
		return ingot_cmd_usage(argv[0], "no --key given: nothing would be trusted");
	r = ask(&options, &asked);
	return r == INGOT_EXIT_OK ? fetch_and_report(&options, &asked) : r;
}
