/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshot, image, copies, permissions. */
#include "upload/aws.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/scoped.h"
#include "upload/aws_blocks.h"
#include "upload/aws_image.h"
#include "upload/aws_permission.h"

/* Of a name; see RegisterImage. */
#define NAME_MARKS    "._"
#define NAME_SIZE_MAX 128
#define REGIONS_MAX   (1 + INGOT_SETTINGS_LIST_MAX)

/**
 * struct run - one on its way
 * @images: the first @image_count of them are there, or on their way: that of the settings' region
 *          first, then the copies
 * @is_new: one of them was made by this run, or a permission granted
 */
struct run {
	struct ingot_upload *upload;
	struct ingot_aws_session *session;
	struct ingot_aws_tags tags;
	struct ingot_reason *reason;
	struct ingot_aws_snapshot snapshot;
	struct ingot_aws_image images[REGIONS_MAX];
	size_t image_count;
	bool is_new;
};

static const char *region_at(const struct run *run, size_t index)
{
	const struct ingot_aws_settings *settings = run->session->settings;

	return index == 0 ? settings->region
			  : ingot_json_text(ingot_json_at(settings->copy_to, index - 1));
}

static struct ingot_aws_image_work work_at(const struct run *run, size_t index)
{
	return (struct ingot_aws_image_work){ run->session, &run->tags, region_at(run, index) };
}

/* The text of the file, Base64; NULL if there is none. */
static int read_uefi_data(const struct run *run, char **ret_text)
{
	const char *path = run->session->settings->uefi_data;
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) uint8_t *data = NULL;
	struct ingot_bytes text;
	size_t size;
	int r;

	if (!path)
		return 0;
	r = ingot_file_read(path, INGOT_AWS_UEFI_DATA_SIZE_MAX + 1, &file);
	if (r < 0)
		return ingot_refuse(run->reason, r, "%s: %s", path,
				    r == -EFBIG ? "more than RegisterImage takes" : strerror(-r));
	text = ingot_file_bytes(&file);
	if (text.size > 0 && text.data[text.size - 1] == '\n')
		text.size--;
	data = malloc(text.size + 1);
	if (!data)
		return -ENOMEM;
	if (text.size == 0 || ingot_base64_decode(text, text.size, data, &size) < 0)
		return ingot_refuse(run->reason, -EBADMSG,
				    "%s: not UEFI variables in Base64, as get-instance-uefi-data "
				    "prints them",
				    path);
	*ret_text = strndup((const char *)text.data, text.size);
	return *ret_text ? 0 : -ENOMEM;
}

/* From a snapshot, which is made first. */
static int make_image(struct run *run, const char *uefi_data)
{
	const struct ingot_aws_snapshot_work snapshot = { run->session, run->upload, &run->tags };
	const struct ingot_aws_image_work work = work_at(run, 0);
	int r = ingot_aws_snapshot_make(&snapshot, run->reason, &run->snapshot);

	if (r == 0)
		r = ingot_aws_image_register(&work, run->snapshot.id, uefi_data, run->reason,
					     run->images[0].id);
	if (r == 0)
		run->is_new = true;
	if (r != -EEXIST)
		return r;
	r = ingot_aws_image_find(&work, run->reason, &run->images[0]);
	return r == 0 ? -EEXIST : r < 0 ? r : 0;
}

static int make_home(struct run *run)
{
	const struct ingot_aws_image_work work = work_at(run, 0);
	ingot_scoped(ingot_scoped_free) char *uefi_data = NULL;
	int r = read_uefi_data(run, &uefi_data);

	if (r == 0)
		r = ingot_aws_image_find(&work, run->reason, &run->images[0]);
	if (r == 0)
		r = make_image(run, uefi_data);
	if (r < 0)
		return r;
	run->image_count = 1;
	return ingot_aws_image_await(&work, run->images[0].id, run->reason, &run->images[0]);
}

/* All are started before the first is waited for. */
static int make_copies(struct run *run)
{
	const size_t count = 1 + ingot_json_count(run->session->settings->copy_to);
	int r = 0;

	for (size_t i = 1; i < count; i++) {
		const struct ingot_aws_image_work work = work_at(run, i);

		r = ingot_aws_image_find(&work, run->reason, &run->images[i]);
		if (r == 0) {
			r = ingot_aws_image_copy(&work, run->images[0].id, region_at(run, 0),
						 run->reason, run->images[i].id);
			run->is_new = true;
		}
		if (r == -EEXIST)
			r = ingot_aws_image_find(&work, run->reason, &run->images[i]);
		if (r < 0)
			return r;
		run->image_count++;
	}
	for (size_t i = 1; r >= 0 && i < count; i++) {
		const struct ingot_aws_image_work work = work_at(run, i);

		r = ingot_aws_image_await(&work, run->images[i].id, run->reason, &run->images[i]);
	}
	return r < 0 ? r : 0;
}

static int grant(struct run *run)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < run->image_count; i++) {
		const struct ingot_aws_image_work work = work_at(run, i);

		r = ingot_aws_permission_grant(&work, run->images[i].id, run->reason, &run->is_new);
	}
	return r;
}

static int hand_back(struct run *run)
{
	const uint64_t size = run->upload->disk->size, sent = run->snapshot.sent;
	int r = 0;

	for (size_t i = 0; r == 0 && i < run->image_count; i++) {
		struct ingot_upload_image image = { .region = region_at(run, i),
						    .id = run->images[i].id,
						    .name = run->tags.name };

		if (run->images[i].snapshot[0]) {
			image.more = ingot_json_new_object();
			if (!image.more)
				return -ENOMEM;
			(void)ingot_json_set_text(image.more, "snapshot", run->images[i].snapshot);
		}
		r = ingot_upload_add(run->upload, &image);
	}
	run->upload->was_there = !run->is_new;
	run->upload->skipped = sent < size ? size - sent : 0;
	return r;
}

/* What a person who reads the refusal wants to know besides. */
static void tell_what_stays(struct run *run, int error)
{
	char text[INGOT_REASON_SIZE];

	if (ingot_transport_is_dry(run->session->transport))
		return;
	(void)snprintf(text, sizeof(text), "%.150s", run->reason->text);
	if (run->image_count > 0)
		(void)ingot_refuse(run->reason, error, "%s; image %s in %s is there", text,
				   run->images[0].id, region_at(run, 0));
	else if (run->snapshot.id[0])
		(void)ingot_refuse(run->reason, error,
				   "%s; snapshot %s in %s stays, for the next run to go on with",
				   text, run->snapshot.id, region_at(run, 0));
}

int ingot_aws_upload(struct ingot_upload *upload, const struct ingot_aws_environment *environment,
		     struct ingot_reason *reason)
{
	struct ingot_aws_settings settings;
	ingot_scoped(ingot_aws_session_end) struct ingot_aws_session session = {
		.transport = upload->transport, .settings = &settings, .environment = environment
	};
	ingot_scoped(ingot_scoped_free) struct run *run = calloc(1, sizeof(*run));
	char name[INGOT_DISK_NAME_SIZE];
	int r = run ? ingot_aws_settings_read(upload->settings, reason, &settings) : -ENOMEM;

	if (r < 0)
		return r == -EBADMSG ? -EINVAL : r;
	r = ingot_aws_session_begin(&session, reason);
	if (r < 0)
		return r;
	ingot_disk_name(upload->disk, NAME_MARKS, NAME_SIZE_MAX, name);
	(void)ingot_disk_blocks(upload->disk, INGOT_AWS_BLOCK_SIZE, &upload->total);
	run->upload = upload;
	run->session = &session;
	run->reason = reason;
	run->tags = (struct ingot_aws_tags){ name, upload->content, settings.tags };
	r = make_home(run);
	if (r == 0)
		r = make_copies(run);
	if (r == 0)
		r = grant(run);
	if (r == 0)
		return hand_back(run);
	upload->differs = r == -EKEYREJECTED;
	tell_what_stays(run, r);
	return r;
}
