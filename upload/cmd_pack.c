/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-upload pack: a disk image in the format that a platform takes. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/options.h"
#include "command/page.h"
#include "command/progress.h"
#include "command/record.h"
#include "upload/command.h"
#include "upload/pack.h"
#include "verity/workers.h"

#define PACK_VERSION "ingot.pack/1"

static const char help[] =
	"Usage: ingot-upload pack [OPTION...] IMAGE --for PLATFORM -o FILE\n"
	"\n"
	"Packs a disk image in the format that a platform takes, and checks the whole\n"
	"image in passing, as \"ingot-verity check\" does: a broken one is not packed.\n"
	"The same image gives the same bytes. What is zeros in the image costs nothing\n"
	"and is a hole in FILE. Exit status: 0 packed, 3 the image does not hold.\n"
	"\n"
	"  --for PLATFORM     qemu, aws: raw\n"
	"                     azure: fixed VHD, a whole number of MiB\n"
	"                     gcp: tar.gz with disk.raw, a whole number of GiB\n"
	"                     openstack: qcow2\n"
	"  -o, --output FILE  where to; there once it is complete. -: stdout, for a pipe\n"
	"  --sha256           print the SHA-256 of a raw image or VHD too; their zeros\n"
	"                     have to be hashed for that\n"
	"  --json             one JSON object, ingot.pack/1\n";

struct options {
	const char *image;
	const char *platform;
	const char *output;
	bool sha256;
	bool json;
};

/* struct result - what there is to say in the end; and the image's state @before it was read. */
struct result {
	struct stat before;
	const struct ingot_format *format;
	struct ingot_packed packed;
	uint64_t size;
	bool has_sha256;
	struct ingot_digest sha256;
};

static bool is_pipe(const struct options *options)
{
	return strcmp(options->output, "-") == 0;
}

static int check_options(const char *verb, const struct options *options)
{
	if (!options->platform)
		return ingot_cmd_usage(verb, "--for is missing");
	if (!ingot_format_for(options->platform))
		return ingot_cmd_usage(verb,
				       "--for is none of qemu, aws, azure, gcp, openstack: %s",
				       options->platform);
	if (!options->output)
		return ingot_cmd_usage(verb, "-o is missing");
	if (is_pipe(options) && (options->json || options->sha256))
		return ingot_cmd_usage(verb, "--json and --sha256 have no place beside -o -");
	if (is_pipe(options) && isatty(STDOUT_FILENO))
		return ingot_cmd_usage(verb, "-o - is for a pipe, and stdout is a terminal");
	return INGOT_EXIT_OK;
}

static int emit_json(const struct options *options, const struct result *result)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();

	ingot_record_text(&record, "version", PACK_VERSION);
	ingot_record_text(&record, "platform", options->platform);
	ingot_record_text(&record, "format", result->format->name);
	ingot_record_integer(&record, "size", (int64_t)result->size);
	ingot_record_digest(&record, "sha256", result->has_sha256 ? &result->sha256 : NULL);
	ingot_record_integer(&record, "disk_size", (int64_t)result->packed.disk_size);
	ingot_record_integer(&record, "data_size", (int64_t)result->packed.data_size);
	ingot_record_digest(&record, "content", &result->packed.content);
	if (record.error < 0)
		return ingot_cmd_fail("result", record.error, NULL);
	return ingot_cmd_emit_json(NULL, record.json);
}

static int emit_text(const struct options *options, const struct result *result)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (ingot_page_begin(&page) < 0)
		return ingot_cmd_fail("result", -ENOMEM, NULL);
	fprintf(page.out, "%s: %s for %s, %" PRIu64 " bytes\n", options->output,
		result->format->name, options->platform, result->size);
	fprintf(page.out, "disk     %" PRIu64 " bytes, %" PRIu64 " of them data\n",
		result->packed.disk_size, result->packed.data_size);
	ingot_digest_text(&result->packed.content, text);
	fprintf(page.out, "content  %s\n", text);
	if (result->has_sha256) {
		ingot_digest_text(&result->sha256, text);
		fprintf(page.out, "sha256   %s\n", text);
	}
	return ingot_page_emit(&page, NULL);
}

static int open_image(const char *path, struct ingot_verity_file *ret_file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int r;

	if (fd < 0)
		return ingot_cmd_fail(path, -errno, NULL);
	r = ingot_verity_file_open(fd, ret_file);
	if (r == 0)
		return INGOT_EXIT_OK;
	ingot_scoped_close(&fd);
	if (r == -ENOTSUP)
		return ingot_cmd_refuse(path, "neither a regular file nor a block device");
	return ingot_cmd_fail(path, r, NULL);
}

/* The mapping lives only as long as the image's parts are read. */
static int inspect(const char *path, struct ingot_inspection **ret_inspection)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_reason reason = { .text = "" };
	int r = ingot_file_map(path, &file);

	if (r == 0)
		r = ingot_inspection_new(ingot_file_bytes(&file), &reason, ret_inspection);
	if (r < 0 && reason.text[0])
		return ingot_cmd_refuse(path, "%s", reason.text);
	return r < 0 ? ingot_cmd_fail(path, r, NULL) : INGOT_EXIT_OK;
}

static int open_output(const struct options *options, const struct ingot_format *format,
		       struct ingot_sink **ret_sink)
{
	int r = is_pipe(options) ? ingot_sink_pipe(STDOUT_FILENO, ret_sink)
				 : ingot_sink_file(options->output, ret_sink);

	if (r == -EINVAL)
		return ingot_cmd_refuse(options->output, "is there, and no regular file");
	if (r == 0 && !is_pipe(options) && (options->sha256 || !format->is_plain))
		r = ingot_sink_hash(*ret_sink);
	return r < 0 ? ingot_cmd_fail(options->output, r, NULL) : INGOT_EXIT_OK;
}

/* If it changed between the readings, what came out is neither the one nor the other. */
static bool has_changed(const struct stat *before, const struct stat *after)
{
	return before->st_size != after->st_size ||
	       before->st_mtim.tv_sec != after->st_mtim.tv_sec ||
	       before->st_mtim.tv_nsec != after->st_mtim.tv_nsec;
}

static int run(const struct options *options, struct ingot_pack *work, struct result *result)
{
	const struct ingot_verity_file *file = work->image->context;
	struct stat after;
	struct ingot_progress progress = ingot_progress_begin("pack");
	struct ingot_reason reason = { .text = "" };
	int r;

	work->context = &progress;
	work->progress = ingot_progress_show_bytes;
	r = ingot_pack_run(work, &reason, &result->packed);
	ingot_progress_end(&progress);
	if (r >= 0 && (fstat(file->fd, &after) < 0 || has_changed(&result->before, &after)))
		return ingot_cmd_refuse(options->image, "it was changed while it was packed");
	if (r == 0) {
		(void)ingot_cmd_refuse(options->image, "%s", reason.text);
		return INGOT_EXIT_DIFFERS;
	}
	if (r > 0) {
		result->size = ingot_sink_size(work->sink);
		r = ingot_sink_commit(work->sink, &result->sha256);
	}
	if (r < 0 && reason.text[0])
		return ingot_cmd_refuse(options->image, "%s", reason.text);
	if (r < 0)
		return ingot_cmd_fail(ingot_sink_error(work->sink) < 0 ? options->output
								       : options->image,
				      r, NULL);
	return INGOT_EXIT_OK;
}

static int pack(const struct options *options, const struct ingot_verity_store *image)
{
	ingot_scoped(ingot_inspection_scoped) struct ingot_inspection *inspection = NULL;
	ingot_scoped(ingot_sink_scoped) struct ingot_sink *sink = NULL;
	struct result result = { .format = ingot_format_for(options->platform) };
	struct ingot_pack work = {
		.image = image,
		.format = result.format,
		.thread_count = ingot_workers_default(),
	};
	const struct ingot_verity_file *file = image->context;
	int r;

	if (fstat(file->fd, &result.before) < 0)
		return ingot_cmd_fail(options->image, -errno, NULL);
	r = inspect(options->image, &inspection);
	if (r == INGOT_EXIT_OK)
		r = open_output(options, result.format, &sink);
	if (r != INGOT_EXIT_OK)
		return r;
	work.inspection = inspection;
	work.sink = sink;
	result.has_sha256 = options->sha256 || !result.format->is_plain;
	r = run(options, &work, &result);
	if (r != INGOT_EXIT_OK || is_pipe(options))
		return r;
	return options->json ? emit_json(options, &result) : emit_text(options, &result);
}

int ingot_cmd_pack(int argc, char **argv)
{
	struct options options = { 0 };
	const struct ingot_option known[] = {
		{ "--for", &options.platform, NULL },
		{ "--output", &options.output, NULL },
		{ "--sha256", NULL, &options.sha256 },
		{ "--json", NULL, &options.json },
	};
	const char *const operands[] = { "IMAGE" };
	const struct ingot_syntax syntax = {
		argv[0], help, known, sizeof(known) / sizeof(known[0]), &options.image, operands, 1
	};
	struct ingot_verity_file file;
	struct ingot_verity_store image;
	int r;

	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = check_options(argv[0], &options);
	if (r == INGOT_EXIT_OK)
		r = open_image(options.image, &file);
	if (r != INGOT_EXIT_OK)
		return r;
	image = ingot_verity_file_store(&file);
	r = pack(&options, &image);
	ingot_scoped_close(&file.fd);
	return r;
}
