/* SPDX-License-Identifier: Apache-2.0 */
/* ingot-upload aws|azure|gcp|openstack: what the four have in common. */
#include "upload/upload_command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/options.h"
#include "command/page.h"
#include "command/program.h"
#include "command/progress.h"
#include "command/record.h"
#include "command/report.h"
#include "upload/uploads.h"

#define RESULT_VERSION "ingot.uploaded/1"
#define UPLOADS_NAME   "uploads.json"

struct options {
	const char *image;
	const char *config;
	const char *uploads;
	bool is_dry;
	bool is_quiet;
	bool json;
};

/* struct session - a run, and all that it holds. */
struct session {
	const struct ingot_cloud *cloud;
	struct options options;
	struct timespec begun;
	struct ingot_progress progress;
	struct ingot_settings settings;
	struct ingot_disk disk;
	struct ingot_transport *transport;
	char *state_folder;
	char *uploads;
	struct ingot_upload upload;
};

static void drop(struct session *session)
{
	ingot_json_free(session->upload.images);
	ingot_transport_free(session->transport);
	ingot_disk_close(&session->disk);
	ingot_settings_drop(&session->settings);
	free(session->state_folder);
	free(session->uploads);
}

static void on_notice(void *context, const char *line)
{
	struct session *session = context;

	ingot_progress_end(&session->progress);
	if (!session->options.is_quiet)
		fprintf(stderr, "%s: %s\n", ingot_program.name, line);
}

static void on_show(void *context, const char *lines)
{
	(void)context;
	fputs(lines, stdout);
}

static void on_progress(void *context, uint64_t done, uint64_t total)
{
	struct session *session = context;

	if (!session->options.is_quiet)
		ingot_progress_show_bytes(&session->progress, done, total);
}

static int check_options(const char *verb, const struct options *options)
{
	if (!options->config)
		return ingot_cmd_usage(verb, "--config is missing");
	if (options->json && options->is_dry)
		return ingot_cmd_usage(verb, "--json has no place beside --dry-run");
	return INGOT_EXIT_OK;
}

static int read_settings(struct session *session)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_reason reason = { .text = "" };
	const char *path = session->options.config;
	int r = ingot_file_read(path, INGOT_SETTINGS_SIZE_MAX, &file);

	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	r = ingot_settings_read(ingot_file_bytes(&file), session->cloud->name, &reason,
				&session->settings);
	return r < 0 ? ingot_cmd_refuse(path, "%s", reason.text) : INGOT_EXIT_OK;
}

static int read_image(struct session *session)
{
	const struct ingot_disk_progress progress = { session, on_progress };
	struct ingot_reason reason = { .text = "" };
	const char *path = session->options.image;
	int r;

	session->progress = ingot_progress_begin("check");
	r = ingot_disk_open(path, progress, &reason, &session->disk);
	ingot_progress_end(&session->progress);
	if (r < 0)
		return ingot_cmd_refuse(path, "%s", reason.text);
	if (r == 0) {
		(void)ingot_cmd_refuse(path, "%s", reason.text);
		return INGOT_EXIT_DIFFERS;
	}
	if (strcmp(session->disk.label.platform, session->cloud->name) != 0) {
		(void)ingot_cmd_refuse(path, "it was built for %s, and not for %s",
				       session->disk.label.platform, session->cloud->name);
		return INGOT_EXIT_DIFFERS;
	}
	return INGOT_EXIT_OK;
}

/* XDG Base Directory Specification: a path that is not absolute is passed over. */
static int find_state(struct session *session)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	int n;

	if (state && state[0] == '/')
		n = asprintf(&session->state_folder, "%s/ingot/upload", state);
	else if (home && home[0] == '/')
		n = asprintf(&session->state_folder, "%s/.local/state/ingot/upload", home);
	else
		return ingot_cmd_refuse("HOME", "not set: no place for what a later run needs");
	if (n < 0)
		session->state_folder = NULL;
	return n < 0 ? ingot_cmd_fail("state", -ENOMEM, NULL) : INGOT_EXIT_OK;
}

static int find_uploads(struct session *session)
{
	const char *image = session->options.image;
	const char *slash = strrchr(image, '/');
	int n;

	if (session->options.uploads)
		n = asprintf(&session->uploads, "%s", session->options.uploads);
	else
		n = asprintf(&session->uploads, "%.*s" UPLOADS_NAME,
			     slash ? (int)(slash - image) + 1 : 0, image);
	if (n < 0)
		session->uploads = NULL;
	return n < 0 ? ingot_cmd_fail(image, -ENOMEM, NULL) : INGOT_EXIT_OK;
}

static int make_transport(struct session *session)
{
	const struct ingot_transport_settings settings = {
		.timeouts = session->settings.timeouts,
		.ca = session->settings.ca,
		.context = session,
		.notice = on_notice,
		.show = session->options.is_dry ? on_show : NULL,
	};
	struct ingot_reason reason = { .text = "" };

	if (ingot_transport_new(&settings, &reason, &session->transport) < 0)
		return ingot_cmd_refuse(session->cloud->name, "%s", reason.text);
	return INGOT_EXIT_OK;
}

static int upload(struct session *session)
{
	struct ingot_upload *upload = &session->upload;
	struct ingot_reason reason = { .text = "" };
	int r;

	upload->disk = &session->disk;
	upload->settings = &session->settings;
	upload->transport = session->transport;
	upload->state_folder = session->options.is_dry ? NULL : session->state_folder;
	ingot_digest_text(&session->disk.content, upload->content);
	upload->context = session;
	upload->progress = on_progress;
	upload->images = ingot_json_new_array();
	if (!upload->images)
		return ingot_cmd_fail(session->cloud->name, -ENOMEM, NULL);
	session->progress = ingot_progress_begin("upload");
	r = session->cloud->upload(upload, &reason);
	ingot_progress_end(&session->progress);
	if (r >= 0 && ingot_disk_has_changed(&session->disk))
		return ingot_cmd_refuse(session->options.image,
					"it was changed while it was uploaded");
	if (r >= 0)
		return INGOT_EXIT_OK;
	(void)ingot_cmd_refuse(session->cloud->name, "%s",
			       reason.text[0] ? reason.text : strerror(-r));
	return upload->differs ? INGOT_EXIT_DIFFERS : INGOT_EXIT_FAILED;
}

static double seconds_since(struct timespec begun)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begun.tv_sec) + (double)(now.tv_nsec - begun.tv_nsec) / 1e9;
}

static int emit_json(struct session *session)
{
	ingot_scoped(ingot_record_drop) struct ingot_record record = ingot_record_object();
	const struct ingot_traffic traffic = ingot_transport_traffic(session->transport);
	const struct ingot_upload *upload = &session->upload;

	ingot_record_text(&record, "version", RESULT_VERSION);
	ingot_record_text(&record, "platform", session->cloud->name);
	ingot_record_text(&record, "content", upload->content);
	ingot_record_text(&record, "image_version", session->disk.label.version);
	ingot_record_text(&record, "stream", session->disk.label.stream);
	ingot_record_boolean(&record, "already_there", upload->was_there);
	ingot_record_integer(&record, "sent", (int64_t)traffic.sent);
	ingot_record_integer(&record, "received", (int64_t)traffic.received);
	ingot_record_integer(&record, "skipped", (int64_t)upload->skipped);
	ingot_record_integer(&record, "requests", (int64_t)traffic.requests);
	ingot_record_integer(&record, "retries", (int64_t)traffic.retries);
	ingot_record_integer(&record, "milliseconds",
			     (int64_t)(seconds_since(session->begun) * 1000));
	ingot_record_json(&record, "images", 0, session->upload.images);
	session->upload.images = NULL;
	if (record.error < 0)
		return ingot_cmd_fail("result", record.error, NULL);
	return ingot_cmd_emit_json(NULL, record.json);
}

static const char *text_of(const struct ingot_json *image, const char *key)
{
	const char *text = "";

	(void)ingot_json_get_text(image, key, &text);
	return text;
}

static int emit_text(const struct session *session)
{
	ingot_scoped(ingot_page_drop) struct ingot_page page = { 0 };
	const struct ingot_traffic traffic = ingot_transport_traffic(session->transport);
	const struct ingot_upload *upload = &session->upload;

	if (ingot_page_begin(&page) < 0)
		return ingot_cmd_fail("result", -ENOMEM, NULL);
	for (size_t i = 0; i < ingot_json_count(upload->images); i++) {
		const struct ingot_json *image = ingot_json_at(upload->images, i);

		fprintf(page.out, "%s\t%s\t%s\n", text_of(image, "region"), text_of(image, "id"),
			text_of(image, "name"));
	}
	fprintf(page.out, "content  %s\n", upload->content);
	fprintf(page.out,
		"%s, %" PRIu64 " bytes sent, %" PRIu64 " skipped, %" PRIu64 " requests, %" PRIu64
		" of them new tries, %.1f s\n",
		upload->was_there ? "already there" : "uploaded", traffic.sent, upload->skipped,
		traffic.requests, traffic.retries, seconds_since(session->begun));
	return ingot_page_emit(&page, NULL);
}

static int give_out(struct session *session)
{
	struct ingot_reason reason = { .text = "" };

	if (session->options.is_dry)
		return fflush(stdout) == EOF ? ingot_cmd_fail("stdout", -errno, NULL)
					     : INGOT_EXIT_OK;
	if (ingot_uploads_merge(session->uploads, session->upload.images, &reason) < 0)
		return ingot_cmd_refuse(session->uploads, "%s", reason.text);
	return session->options.json ? emit_json(session) : emit_text(session);
}

static int run(struct session *session)
{
	int r = read_settings(session);

	if (r == INGOT_EXIT_OK)
		r = find_state(session);
	if (r == INGOT_EXIT_OK)
		r = find_uploads(session);
	if (r == INGOT_EXIT_OK)
		r = make_transport(session);
	if (r == INGOT_EXIT_OK)
		r = read_image(session);
	if (r == INGOT_EXIT_OK)
		r = upload(session);
	return r == INGOT_EXIT_OK ? give_out(session) : r;
}

int ingot_upload_command(const struct ingot_cloud *cloud, int argc, char **argv)
{
	ingot_scoped(drop) struct session session = { .cloud = cloud };
	struct options *options = &session.options;
	const struct ingot_option known[] = {
		{ "--config", &options->config, NULL },  { "--uploads", &options->uploads, NULL },
		{ "--dry-run", NULL, &options->is_dry }, { "--quiet", NULL, &options->is_quiet },
		{ "--json", NULL, &options->json },
	};
	const char *const operands[] = { "IMAGE" };
	const struct ingot_syntax syntax = {
		argv[0],         cloud->help, known, sizeof(known) / sizeof(known[0]),
		&options->image, operands,    1
	};
	int r;

	(void)clock_gettime(CLOCK_MONOTONIC, &session.begun);
	if (!ingot_options_read(&syntax, argc, argv, &r))
		return r;
	r = check_options(argv[0], options);
	return r == INGOT_EXIT_OK ? run(&session) : r;
}
