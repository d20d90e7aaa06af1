/* SPDX-License-Identifier: Apache-2.0 */
/* A disk image into Google Cloud, step by step. */
#include "upload/gcp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/gcp_keys.h"
#include "upload/gcp_policy.h"
#include "upload/gcp_session.h"

/* RFC 1035 names, and no more than these. */
#define NAME_MAX_SIZE   63
#define OBJECT_MAX_SIZE 1024

#define KEY_GENERATION  "generation"

/*
 * struct run - what a run works on
 * @folder: for the packed archive
 * @object_name, @source: of the archive in the bucket
 */
struct run {
	struct ingot_upload *upload;
	const struct ingot_gcp_settings *settings;
	const char *folder;
	struct ingot_gcp_account *account;
	struct ingot_journal *journal;
	char name[INGOT_DISK_NAME_SIZE];
	char object_name[OBJECT_MAX_SIZE];
	char source[2 * OBJECT_MAX_SIZE];
	struct ingot_gcp_image image;
};

static int refuse_journal(const struct run *run, int error, struct ingot_reason *reason)
{
	return ingot_refuse(reason, error, "%s: %s", ingot_journal_path(run->journal),
			    strerror(-error));
}

/* What is left is named first: a reason that is too long loses its end. */
static int name_left(const struct run *run, int error, struct ingot_reason *reason)
{
	const struct ingot_reason why = *reason;

	return ingot_refuse(reason, error, "gs://%s/%s is left for the next run: %s",
			    run->settings->bucket, run->object_name, why.text);
}

static void show_object(void *context, uint64_t done, uint64_t total)
{
	struct ingot_upload *upload = context;

	(void)total;
	ingot_upload_show(upload, done);
}

static int remove_object(struct run *run, struct ingot_reason *reason)
{
	const char *generation = ingot_journal_get(run->journal, KEY_GENERATION);
	int r;

	if (run->settings->keep_archive || !generation)
		return 0;
	r = ingot_gcp_object_delete(run->account, run->object_name, generation, reason);
	return r < 0 ? name_left(run, r, reason) : 0;
}

/* The archive of an image that could not be made is of no use, unless it is being made still. */
static int clean_up(struct run *run, int error, struct ingot_reason *reason)
{
	struct ingot_reason ignored = { .text = "" };
	enum ingot_gcp_state state;
	int r = ingot_gcp_image_find(&run->image, &ignored, &state);

	if (r < 0 || state == INGOT_GCP_PENDING || state == INGOT_GCP_READY)
		return name_left(run, error, reason);
	if (state == INGOT_GCP_FAILED && ingot_gcp_image_clear(&run->image, &ignored) < 0)
		return name_left(run, error, reason);
	if (remove_object(run, &ignored) < 0)
		return name_left(run, error, reason);
	if (!run->settings->keep_archive)
		(void)ingot_journal_remove(run->journal);
	return error;
}

static int send_archive(struct run *run, struct ingot_reason *reason)
{
	ingot_scoped(ingot_packed_file_close) struct ingot_packed_file archive = { 0 };
	const struct ingot_disk *disk = run->upload->disk;
	struct ingot_gcp_object object = {
		.account = run->account,
		.name = run->object_name,
		.archive = &archive,
		.content = run->upload->content,
		.context = run->upload,
		.progress = show_object,
	};
	int r = ingot_packed_file_make(disk, &ingot_format_tar, run->folder, reason, &archive);

	if (r < 0)
		return r;
	r = ingot_gcp_object_checksum(&object);
	if (r < 0)
		return ingot_refuse(reason, r, "the packed archive: %s", strerror(-r));
	run->upload->total = archive.size;
	r = ingot_gcp_object_find(&object, reason);
	if (r > 0)
		object.sent_before = archive.size;
	else if (r == 0)
		r = ingot_gcp_object_send(&object, run->journal, reason);
	if (r == -EEXIST) /* perhaps by another run; and perhaps it is the same */
		r = ingot_gcp_object_find(&object, reason);
	if (r >= 0 && ingot_transport_is_dry(run->account->transport))
		(void)snprintf(object.generation, sizeof(object.generation), "{generation}");
	if (r >= 0 && !object.generation[0])
		r = ingot_refuse(reason, -EIO, "gs://%s/%s came to be and is gone again",
				 run->settings->bucket, run->object_name);
	if (r < 0)
		return r;
	run->upload->skipped += object.sent_before;
	r = ingot_journal_set(run->journal, KEY_GENERATION, object.generation);
	return r < 0 ? refuse_journal(run, r, reason) : 0;
}

static int make(struct run *run, struct ingot_reason *reason)
{
	int r = send_archive(run, reason);

	if (r < 0)
		return r;
	r = ingot_gcp_image_make(&run->image, reason);
	if (r == -EEXIST) /* by another run, at the same time */
		r = ingot_gcp_image_wait(&run->image, reason);
	return r < 0 ? clean_up(run, r, reason) : 0;
}

static int hand_back(struct run *run, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *more = ingot_json_new_object();
	char id[OBJECT_MAX_SIZE];
	struct ingot_upload_image image = { run->settings->project, id, run->name, NULL };
	int r = more ? 0 : -ENOMEM;

	(void)snprintf(id, sizeof(id), "projects/%s/global/images/%s", run->settings->project,
		       run->name);
	if (r == 0 && run->image.id[0])
		r = ingot_json_set_text(more, "image_id", run->image.id);
	if (r == 0 && run->settings->family)
		r = ingot_json_set_text(more, "family", run->settings->family);
	if (r == 0 && run->settings->keep_archive)
		r = ingot_json_set_text(more, "archive", run->source);
	if (r == 0) {
		image.more = more;
		more = NULL;
		r = ingot_upload_add(run->upload, &image);
	}
	return r < 0 ? ingot_refuse(reason, r, "the result: %s", strerror(-r)) : 0;
}

/* The image is READY: what else is wanted of it, and nothing of the way there. */
static int finish(struct run *run, struct ingot_reason *reason)
{
	int r = ingot_gcp_policy_add(&run->image, reason);

	if (r > 0)
		run->upload->was_there = false;
	if (r >= 0)
		r = remove_object(run, reason);
	if (r < 0)
		return r;
	r = ingot_journal_remove(run->journal);
	if (r < 0)
		return refuse_journal(run, r, reason);
	return hand_back(run, reason);
}

static int go_on(struct run *run, struct ingot_reason *reason)
{
	const struct ingot_disk *disk = run->upload->disk;
	enum ingot_gcp_state state;
	int r = ingot_gcp_image_find(&run->image, reason, &state);

	if (r == -EKEYREJECTED)
		run->upload->differs = true;
	if (r < 0)
		return r;
	run->upload->skipped = disk->size - disk->occupancy.data_size;
	switch (state) {
	case INGOT_GCP_READY:
		run->upload->was_there = !ingot_journal_get(run->journal, KEY_GENERATION);
		run->upload->skipped = disk->size;
		break;
	case INGOT_GCP_PENDING:
		run->upload->skipped = disk->size;
		r = ingot_gcp_image_wait(&run->image, reason);
		break;
	case INGOT_GCP_FAILED:
		r = ingot_gcp_image_clear(&run->image, reason);
		if (r == 0)
			r = make(run, reason);
		break;
	case INGOT_GCP_ABSENT:
		r = make(run, reason);
		break;
	}
	return r < 0 ? r : finish(run, reason);
}

static int open_journal(struct run *run, struct ingot_reason *reason)
{
	char target[2 * OBJECT_MAX_SIZE];
	const struct ingot_journal_place place = { run->upload->state_folder, "gcp", target,
						   &run->upload->disk->content };

	(void)snprintf(target, sizeof(target), "%s %s/%s", run->settings->project,
		       run->settings->bucket, run->object_name);
	return ingot_journal_open(&place, reason, &run->journal);
}

static void name_all(struct run *run)
{
	const struct ingot_gcp_settings *settings = run->settings;

	ingot_disk_name(run->upload->disk, "", NAME_MAX_SIZE, run->name);
	(void)snprintf(run->object_name, sizeof(run->object_name), "%s%s.tar.gz", settings->prefix,
		       run->name);
	(void)snprintf(run->source, sizeof(run->source), "%s/%s/%s", settings->storage,
		       settings->bucket, run->object_name);
}

int ingot_gcp_upload(struct ingot_upload *upload, const struct ingot_gcp_environment *environment,
		     const char *folder, struct ingot_reason *reason)
{
	struct ingot_gcp_settings settings;
	ingot_scoped(ingot_json_scoped) struct ingot_json *keys = NULL;
	struct ingot_gcp_credentials credentials = {
		.environment = *environment,
		.transport = upload->transport,
	};
	ingot_scoped(ingot_gcp_account_drop) struct ingot_gcp_account account = {
		.settings = &settings,
		.credentials = &credentials,
		.transport = upload->transport,
	};
	struct run run = {
		.upload = upload,
		.settings = &settings,
		.folder = folder,
		.account = &account,
	};
	int r = ingot_gcp_settings_read(upload->settings, reason, &settings);

	if (r == 0 && settings.secure_boot)
		r = ingot_gcp_keys_read(settings.secure_boot, reason, &keys);
	if (r < 0)
		return r == -EBADMSG ? -EINVAL : r;
	credentials.endpoint = settings.token;
	name_all(&run);
	run.image = (struct ingot_gcp_image){
		.account = &account,
		.name = run.name,
		.version = upload->disk->label.version,
		.stream = upload->disk->label.stream,
		.content = upload->content,
		.source = run.source,
		.keys = keys,
	};
	r = open_journal(&run, reason);
	if (r == 0)
		r = go_on(&run, reason);
	ingot_journal_free(run.journal);
	return r;
}
