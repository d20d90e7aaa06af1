/* SPDX-License-Identifier: Apache-2.0 */
/* An image into Glance, from the first question to the result. Image service API v2. */
#include "upload/openstack.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/scoped.h"
#include "upload/backoff.h"
#include "upload/openstack_data.h"
#include "upload/openstack_image.h"
#include "upload/openstack_publish.h"
#include "upload/wait.h"

#define PATH_SIZE       256
#define NAME_SIZE_MAX   128
#define STATUS_OK       200
#define STATUS_CREATED  201
#define STATUS_DONE     204
#define STATUS_ABSENT   404
#define STATUS_CONFLICT 409
#define STATUS_GONE     410

/**
 * struct job - one image on its way
 * @data:     the packed image, once it is needed
 * @identity: what its ids are made of
 * @number:   of the id that is tried
 * @root, @image: as Glance showed it last
 * @is_made:  by this run
 * @is_sent:  the data were sent by this run, at least in part
 * @tries:    how often that failed
 */
struct job {
	const struct ingot_openstack *work;
	struct ingot_openstack_data data;
	struct ingot_openstack_identity identity;
	unsigned number;
	char uuid[INGOT_OPENSTACK_UUID_SIZE];
	char name[INGOT_DISK_NAME_SIZE];
	struct ingot_json *root;
	struct ingot_openstack_image image;
	bool is_made;
	bool is_sent;
	unsigned tries;
};

static bool is_dry(const struct job *job)
{
	return ingot_transport_is_dry(job->work->session->transport);
}

static int call(struct job *job, const struct ingot_openstack_call *request,
		struct ingot_reason *reason, struct ingot_answer *ret_answer)
{
	return ingot_openstack_session_call(job->work->session, request, reason, ret_answer);
}

static int refuse_answer(struct ingot_reason *reason)
{
	return ingot_refuse(reason, -EBADMSG,
			    "the image service's answer is not what it documents");
}

/* The job shows what the answer says; @root is taken over, also on failure. */
static int take_document(struct job *job, struct ingot_json *root,
			 const struct ingot_json *document, struct ingot_reason *reason)
{
	int r;

	ingot_json_free(job->root);
	job->root = root;
	r = ingot_openstack_image_read(document, reason, &job->image);
	if (r == 0)
		(void)snprintf(job->uuid, sizeof(job->uuid), "%s", job->image.id);
	return r;
}

static int take_answer(struct job *job, const struct ingot_answer *answer,
		       struct ingot_reason *reason)
{
	struct ingot_json *root;

	if (ingot_json_parse(ingot_answer_bytes(answer), NULL, &root) < 0)
		return refuse_answer(reason);
	return take_document(job, root, root, reason);
}

/* Returns 1; 0 if there is none of that id. */
static int look(struct job *job, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	char path[PATH_SIZE];
	struct ingot_openstack_call request = { .method = "GET", .path = path };
	int r;

	(void)snprintf(path, sizeof(path), "/images/%s", job->uuid);
	r = call(job, &request, reason, &answer);
	if (r < 0 || is_dry(job))
		return r;
	if (answer.status == STATUS_ABSENT)
		return 0;
	if (answer.status != STATUS_OK)
		return ingot_openstack_refused(reason, "look at the image", &answer);
	r = take_answer(job, &answer, reason);
	return r < 0 ? r : job->image.status != INGOT_OPENSTACK_DELETED;
}

/* The finished one before the others; of those the first. */
static bool is_better(const struct job *job, const struct ingot_openstack_image *image,
		      const struct ingot_openstack_image *best)
{
	if (strcmp(image->content, job->identity.content) != 0 ||
	    strcmp(image->format, job->identity.format) != 0 ||
	    strcmp(image->project, job->identity.project) != 0 ||
	    image->status == INGOT_OPENSTACK_KILLED || image->status == INGOT_OPENSTACK_DELETED ||
	    ingot_openstack_number(&job->identity, image->id) < 0)
		return false;
	return !best->id ||
	       (image->status == INGOT_OPENSTACK_ACTIVE && best->status != INGOT_OPENSTACK_ACTIVE);
}

static int choose(struct job *job, struct ingot_json *root, struct ingot_reason *reason)
{
	struct ingot_openstack_image best = { .id = NULL };
	const struct ingot_json *best_document = NULL;
	const struct ingot_json *images;

	if (ingot_json_get(root, "images", INGOT_JSON_ARRAY, &images) < 0)
		return refuse_answer(reason);
	for (size_t i = 0; i < ingot_json_count(images); i++) {
		const struct ingot_json *document = ingot_json_at(images, i);
		struct ingot_reason ignored;
		struct ingot_openstack_image image;

		if (ingot_openstack_image_read(document, &ignored, &image) < 0 ||
		    !is_better(job, &image, &best))
			continue;
		best = image;
		best_document = document;
	}
	if (!best_document)
		return 0;
	job->number = (unsigned)ingot_openstack_number(&job->identity, best.id);
	(void)snprintf(job->uuid, sizeof(job->uuid), "%s", best.id);
	return 1;
}

/* Returns 1 if there is one to go on with, 0 if not. */
static int find(struct job *job, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	char path[PATH_SIZE];
	struct ingot_openstack_call request = { .method = "GET", .path = path };
	int r;

	(void)snprintf(path, sizeof(path),
		       "/images?" INGOT_OPENSTACK_CONTENT "=%s&disk_format=%s&limit=1000",
		       job->identity.content, job->identity.format);
	r = call(job, &request, reason, &answer);
	if (r < 0 || is_dry(job))
		return r;
	if (answer.status != STATUS_OK)
		return ingot_openstack_refused(reason, "look for the image", &answer);
	if (ingot_json_parse(ingot_answer_bytes(&answer), NULL, &root) < 0)
		return refuse_answer(reason);
	r = choose(job, root, reason);
	return r > 0 ? look(job, reason) : r;
}

static struct ingot_openstack_plan plan_of(const struct job *job)
{
	const struct ingot_openstack_settings *settings = job->work->settings;
	const struct ingot_disk *disk = job->work->upload->disk;

	return (struct ingot_openstack_plan){
		.identity = job->identity,
		.name = job->name,
		.disk_size = disk->size,
		.version = disk->label.version,
		.stream = disk->label.stream,
		.memory_mib = settings->memory_mib,
		.has_secure_boot = settings->has_secure_boot,
		.tags = settings->tags,
		.properties = settings->properties,
	};
}

/* Returns 1: made, or there is one; 0: the id is not to be had. */
static int create_one(struct job *job, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_scoped_free) char *body = NULL;
	const struct ingot_openstack_plan plan = plan_of(job);
	struct ingot_openstack_call request = { .method = "POST", .path = "/images" };
	int r = ingot_openstack_document(&plan, job->uuid, &body);

	if (r < 0)
		return ingot_refuse(reason, r, "the image's properties do not go together");
	request.body = body;
	r = call(job, &request, reason, &answer);
	if (r < 0 || is_dry(job))
		return r < 0 ? r : 1;
	if (answer.status == STATUS_CONFLICT)
		return look(job, reason);
	if (answer.status != STATUS_CREATED)
		return ingot_openstack_refused(reason, "create the image", &answer);
	r = take_answer(job, &answer, reason);
	job->is_made = r == 0;
	return r < 0 ? r : 1;
}

/* Under the first id from @number on that is to be had. */
static int create(struct job *job, struct ingot_reason *reason)
{
	for (; job->number < INGOT_OPENSTACK_NUMBERS_MAX; job->number++) {
		int r = ingot_openstack_uuid(&job->identity, job->number, job->uuid);

		/* the project's id is not known then */
		if (r == 0 && is_dry(job))
			(void)snprintf(job->uuid, sizeof(job->uuid), "{image-id}");
		if (r == 0)
			r = create_one(job, reason);
		if (r != 0)
			return r < 0 ? r : 0;
	}
	return ingot_refuse(reason, -EIO,
			    "all %d ids of this image were taken by images that were deleted",
			    INGOT_OPENSTACK_NUMBERS_MAX);
}

/* Returns 0: gone, or never there. One try: what has failed before should end. */
static int remove_image(struct job *job)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct ingot_reason ignored;
	char path[PATH_SIZE];
	struct ingot_openstack_call request = { .method = "DELETE",
						.path = path,
						.is_single = true };

	(void)snprintf(path, sizeof(path), "/images/%s", job->uuid);
	if (call(job, &request, &ignored, &answer) < 0)
		return -EIO;
	return answer.status == STATUS_DONE || answer.status == STATUS_ABSENT ? 0 : -EIO;
}

/* @answer may be NULL: none came, and @reason is set. Returns 0 to look and try again. */
static int after_failure(struct job *job, const struct ingot_answer *answer,
			 struct ingot_reason *reason)
{
	char value[16];
	unsigned ms = 0;
	int r;

	if (answer) {
		(void)ingot_openstack_refused(reason, "upload the data", answer);
		if (ingot_answer_header(answer, "retry-after", sizeof(value), value) == 0)
			ms = ingot_backoff_retry_after(value);
	}
	r = ingot_wait_retry(job->work->session->transport, &job->tries, reason);
	if (r == 0 && ms > 0) {
		struct timespec left = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };

		while (nanosleep(&left, &left) < 0 && errno == EINTR)
			;
	}
	return r;
}

/*
 * What an answer that was lost says is seen by looking, and a service that has the data already cuts
 * the connection while they come again: so a failure is not tried again before a look. Returns 1 if
 * they are there; 0 to look and, if there are none yet, to try again.
 */
static int send_data(struct job *job, struct ingot_reason *reason)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct ingot_body_source source;
	char path[PATH_SIZE];
	struct ingot_openstack_call request = {
		.method = "PUT",
		.path = path,
		.type = "application/octet-stream",
		.source = &source,
		.is_single = true,
	};
	int r = ingot_openstack_data_need(&job->data, job->work->upload, reason);

	if (r == 0 && job->tries > ingot_transport_timeouts(job->work->session->transport)->retries)
		r = ingot_refuse(reason, -EIO, "the image takes its data, and has none");
	if (r < 0)
		return r;
	source = ingot_openstack_data_source(&job->data);
	(void)snprintf(path, sizeof(path), "/images/%s/file", job->uuid);
	r = call(job, &request, reason, &answer);
	job->is_sent = true;
	if (r == -EIO)
		return after_failure(job, NULL, reason);
	if (r < 0 || is_dry(job))
		return r < 0 ? r : 1;
	if (answer.status == STATUS_DONE) {
		job->tries++; /* and if it still has none, that was one */
		return 1;
	}
	/* in conflict: somebody else is at it */
	if (answer.status == STATUS_CONFLICT || ingot_backoff_status(answer.status))
		return after_failure(job, &answer, reason);
	if (answer.status == STATUS_ABSENT || answer.status == STATUS_GONE)
		return ingot_refuse(reason, -EIO, "the image was deleted while it was uploaded");
	return ingot_openstack_refused(reason, "upload the data", &answer);
}

/* Returns 1 if it is finished, 0 to look again. */
static int step(struct job *job, struct ingot_wait *wait, struct ingot_reason *reason)
{
	int r;

	switch (job->image.status) {
	case INGOT_OPENSTACK_ACTIVE:
		return 1;
	case INGOT_OPENSTACK_QUEUED:
		r = send_data(job, reason);
		return r < 0 ? r : 0;
	case INGOT_OPENSTACK_SAVING:
		return ingot_wait_next(wait, reason);
	case INGOT_OPENSTACK_KILLED:
		if (remove_image(job) < 0)
			return ingot_refuse(reason, -EIO,
					    "image %s has failed for good, and cannot be removed",
					    job->uuid);
		job->number++;
		return create(job, reason);
	default:
		return ingot_refuse(reason, -EIO, "image %s was taken out of use there", job->uuid);
	}
}

static int finish(struct job *job, struct ingot_reason *reason)
{
	struct ingot_wait wait;
	char what[INGOT_OPENSTACK_UUID_SIZE + 32];
	int r;

	(void)snprintf(what, sizeof(what), "image %s, being uploaded,", job->uuid);
	wait = ingot_wait_begin(job->work->session->transport, what);
	for (;;) {
		r = step(job, &wait, reason);
		if (r != 0)
			return r < 0 ? r : 0;
		/* what was sent took its time, which is bounded, too */
		if (job->image.status == INGOT_OPENSTACK_QUEUED)
			wait = ingot_wait_begin(job->work->session->transport, what);
		r = look(job, reason);
		if (r < 0)
			return r;
		if (r == 0 && !is_dry(job))
			return ingot_refuse(reason, -EIO, "the image was deleted meanwhile");
		if (is_dry(job))
			return 0;
	}
}

static int compare(struct job *job, struct ingot_reason *reason)
{
	struct ingot_upload *upload = job->work->upload;
	int r;

	if (is_dry(job))
		return 0;
	r = ingot_openstack_data_need(&job->data, upload, reason);
	if (r == 0)
		r = ingot_openstack_data_compare(&job->data, &job->image, reason);
	upload->differs = r == -EBADMSG;
	return r;
}

/* What failed must not stay behind, or be named if it does. */
static int give_up(struct job *job, int error, struct ingot_reason *reason)
{
	const struct ingot_reason before = *reason;
	bool is_ours =
		job->is_sent || (job->is_made && job->image.status != INGOT_OPENSTACK_ACTIVE);

	if (!job->uuid[0] || is_dry(job))
		return error;
	if (!is_ours && job->image.status != INGOT_OPENSTACK_QUEUED)
		return error;
	if (is_ours && remove_image(job) == 0)
		return error;
	return ingot_refuse(reason, error, "%.150s; unfinished image %s stays%s", before.text,
			    job->uuid, is_ours ? ": it cannot be removed" : "");
}

static int add(struct job *job, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *more = ingot_json_new_object();
	struct ingot_upload_image image = {
		.region = job->work->session->token.region,
		.id = job->uuid,
		.name = job->name,
	};
	char text[INGOT_DIGEST_TEXT_SIZE];
	int r = more ? ingot_json_set_text(more, "project", job->identity.project) : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(more, "disk_format", job->identity.format);
	if (r == 0 && job->image.has_digest) {
		ingot_digest_text(&job->image.digest, text);
		r = ingot_json_set_text(more, ingot_hash_name(job->image.digest.hash), text);
	}
	image.more = more;
	more = NULL;
	if (r == 0)
		return ingot_upload_add(job->work->upload, &image);
	ingot_json_free(image.more);
	return ingot_refuse(reason, r, "out of memory");
}

static int run(struct job *job, struct ingot_reason *reason)
{
	struct ingot_upload *upload = job->work->upload;
	const struct ingot_openstack_publish publish = {
		.session = job->work->session,
		.settings = job->work->settings,
		.uuid = job->uuid,
		.image = &job->image,
	};
	int r = find(job, reason);
	int changes;

	if (r == 0)
		r = create(job, reason);
	if (r >= 0)
		r = finish(job, reason);
	if (r == 0)
		r = compare(job, reason);
	if (r < 0)
		return give_up(job, r, reason);
	changes = ingot_openstack_publish(&publish, reason);
	if (changes < 0)
		return changes;
	upload->was_there = !job->is_made && !job->is_sent && changes == 0 && !is_dry(job);
	upload->skipped = upload->disk->size -
			  (job->is_sent || is_dry(job) ? upload->disk->occupancy.data_size : 0);
	return add(job, reason);
}

int ingot_openstack_upload(const struct ingot_openstack *work, struct ingot_reason *reason)
{
	struct job job = {
		.work = work,
		.identity = { work->upload->content, work->settings->disk_format,
			      work->session->token.project },
		.data = { .format = work->settings->disk_format, .folder = work->folder },
	};
	int r;

	ingot_disk_name(work->upload->disk, "._", NAME_SIZE_MAX, job.name);
	r = run(&job, reason);
	ingot_openstack_data_close(&job.data);
	ingot_json_free(job.root);
	return r;
}
