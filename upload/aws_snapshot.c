/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot with the bytes of the image. */
#include "upload/aws_snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/scoped.h"
#include "upload/aws_blocks.h"
#include "upload/wait.h"
#include "upload/xml.h"

#define GIB         ((uint64_t)1 << 30)
#define ITEM        "DescribeSnapshotsResponse/snapshotSet/item/"
#define STATE_SIZE  32
#define PATH_SIZE   128
#define NUMBER_SIZE 32
/* Snapshots of one image that were given up; who has more looks after them. */
#define GENERATIONS_MAX 8

/* Polls after which one that EC2 does not know is believed to be gone: it may learn of it late. */
#define ABSENT_POLLS_MAX 10

/* Polls in which another run may complete what we could not: with the usual delays, some minutes. */
#define OTHER_RUN_POLLS 20

/* In the journal: which snapshot its blocks are of; that it was about to be completed; that it is. */
#define KEY_SNAPSHOT   "snapshot"
#define KEY_COMPLETING "completing"
#define KEY_COMPLETED  "completed"

/* enum state - of a snapshot, as EC2 sees it */
enum state { STATE_PENDING, STATE_COMPLETED, STATE_ERROR, STATE_ABSENT };

/* struct making - one on its way */
struct making {
	const struct ingot_aws_snapshot_work *work;
	struct ingot_journal *journal;
	struct ingot_reason *reason;
	struct ingot_aws_snapshot *snapshot;
	unsigned generation;
};

static const char *region_of(const struct making *making)
{
	return making->work->session->settings->region;
}

static bool is_dry(const struct making *making)
{
	return ingot_transport_is_dry(making->work->session->transport);
}

static int note(struct making *making, const char *key, const char *value)
{
	int r = ingot_journal_set(making->journal, key, value);

	if (r < 0)
		return ingot_refuse(making->reason, r, "%s: cannot be written: %s",
				    ingot_journal_path(making->journal), strerror(-r));
	return 0;
}

static bool has_noted(const struct making *making, const char *key)
{
	return ingot_journal_get(making->journal, key) != NULL;
}

/* An ID goes into paths. */
static int check_id(const struct making *making, const char *id)
{
	const size_t length = strlen(id);

	if (length > 5 && length < INGOT_AWS_ID_SIZE && strncmp(id, "snap-", 5) == 0 &&
	    strspn(&id[5], "0123456789abcdef") == length - 5)
		return 0;
	return ingot_refuse(making->reason, -EBADMSG, "AWS gives a snapshot no ID that one has");
}

/* 1 with the ID of one of our content in a state; 0 if there is none. */
static int find(struct making *making, const char *state, char ret_id[INGOT_AWS_ID_SIZE])
{
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("DescribeSnapshots");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	char id[INGOT_AWS_ID_SIZE];
	int r;

	ingot_form_pair(&form, "Owner.1", "self");
	ingot_form_pair(&form, "Filter.1.Name", "tag:" INGOT_AWS_TAG_CONTENT);
	ingot_form_pair(&form, "Filter.1.Value.1", making->work->tags->content);
	ingot_form_pair(&form, "Filter.2.Name", "status");
	ingot_form_pair(&form, "Filter.2.Value.1", state);
	r = ingot_aws_session_query(making->work->session, region_of(making), &form, making->reason,
				    &answer);
	if (r < 0 || is_dry(making))
		return r;
	r = ingot_xml_text(ingot_answer_bytes(&answer), ITEM "snapshotId", sizeof(id), id);
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return ingot_refuse(making->reason, r, "DescribeSnapshots: not as documented");
	r = check_id(making, id);
	if (r < 0)
		return r;
	memcpy(ret_id, id, sizeof(id));
	return 1;
}

static int look(struct making *making, enum state *ret_state)
{
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("DescribeSnapshots");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	char state[STATE_SIZE];
	int r;

	ingot_form_pair(&form, "SnapshotId.1", making->snapshot->id);
	r = ingot_aws_session_query(making->work->session, region_of(making), &form, making->reason,
				    &answer);
	if (r == -ENOENT) {
		*ret_state = STATE_ABSENT;
		return 0;
	}
	if (r < 0)
		return r;
	if (is_dry(making)) {
		*ret_state = STATE_COMPLETED;
		return 0;
	}
	r = ingot_xml_text(ingot_answer_bytes(&answer), ITEM "status", sizeof(state), state);
	if (r < 0 && r != -ENOENT)
		return ingot_refuse(making->reason, r, "DescribeSnapshots: not as documented");
	*ret_state = r == -ENOENT                      ? STATE_ABSENT
		     : strcmp(state, "completed") == 0 ? STATE_COMPLETED
		     : strcmp(state, "error") == 0     ? STATE_ERROR
						       : STATE_PENDING;
	return 0;
}

/* The same for the same image, until AWS has given one up: then the next. */
static int make_token(const struct making *making, char ret_token[INGOT_DIGEST_TEXT_SIZE])
{
	const struct ingot_aws_tags *tags = making->work->tags;
	struct ingot_digest digest;
	char text[512];
	int n = snprintf(text, sizeof(text), "ingot snapshot %s %s %s %u", region_of(making),
			 tags->name, tags->content, making->generation);
	int r = n < 0 || (size_t)n >= sizeof(text) ? -EFBIG : 0;

	if (r == 0)
		r = ingot_digest_of(INGOT_HASH_SHA256, ingot_bytes_of_text(text), &digest);
	if (r == 0)
		ingot_digest_text(&digest, ret_token);
	return r;
}

static int start_body(const struct making *making, char **ret_text, size_t *ret_size)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *body = ingot_json_new_object();
	struct ingot_json *tags = NULL;
	char token[INGOT_DIGEST_TEXT_SIZE];
	uint64_t size = making->work->upload->disk->size;
	int r = body ? make_token(making, token) : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_integer(body, "VolumeSize", (int64_t)((size + GIB - 1) / GIB));
	if (r == 0)
		r = ingot_json_set_text(body, "Description", making->work->tags->name);
	if (r == 0)
		r = ingot_json_set_text(body, "ClientToken", token);
	if (r == 0)
		r = ingot_aws_tags_json(making->work->tags, &tags);
	if (r == 0)
		r = ingot_json_set(body, "Tags", tags);
	if (r == 0)
		r = ingot_json_write(body, INGOT_JSON_COMPACT, ret_text, ret_size);
	return r;
}

static int read_start(struct making *making, const struct ingot_answer *answer)
{
	static const int64_t size[2] = { INGOT_AWS_BLOCK_SIZE, INGOT_AWS_BLOCK_SIZE };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *id = NULL;
	int64_t block_size;
	int r = ingot_json_parse(ingot_answer_bytes(answer), NULL, &root);

	if (r < 0 || ingot_json_get_text(root, "SnapshotId", &id) < 0)
		return ingot_refuse(making->reason, -EBADMSG, "StartSnapshot: not as documented");
	/* Some servers count it in KiB, and some not at all. */
	r = ingot_json_get_integer(root, "BlockSize", (const int64_t[2]){ 512, 512 }, &block_size);
	if (r == -EBADMSG)
		r = ingot_json_get_integer(root, "BlockSize", size, &block_size);
	if (r == -EBADMSG)
		return ingot_refuse(making->reason, -ENOTSUP,
				    "StartSnapshot: blocks are not of 512 KiB any more");
	r = check_id(making, id);
	if (r == 0)
		(void)snprintf(making->snapshot->id, sizeof(making->snapshot->id), "%s", id);
	return r;
}

static int start(struct making *making)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct ingot_aws_call call = { .what = "StartSnapshot",
				       .service = "ebs",
				       .region = region_of(making),
				       .path = "/snapshots",
				       .request.method = "POST" };
	size_t size = 0;
	int r = start_body(making, &text, &size);

	if (r < 0)
		return ingot_refuse(making->reason, r, "StartSnapshot cannot be written");
	(void)ingot_request_header(
		&call.request, (struct ingot_header){ "Content-Type", "application/json", false });
	call.request.body = (struct ingot_bytes){ (const uint8_t *)text, size };
	r = ingot_aws_session_call(making->work->session, &call, making->reason, &answer);
	if (r < 0)
		return r == -ENOENT || r == -EEXIST ? -EIO : r;
	if (!is_dry(making))
		return read_start(making, &answer);
	(void)snprintf(making->snapshot->id, sizeof(making->snapshot->id), "{snapshot-id}");
	return 0;
}

static int ask_to_complete(struct making *making, const struct ingot_aws_blocks_sum *sum)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	char path[PATH_SIZE], count[NUMBER_SIZE], checksum[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_aws_call call = {
		.what = "CompleteSnapshot",
		.service = "ebs",
		.region = region_of(making),
		.path = path,
		.request = { .method = "POST",
			     .headers = { { "Content-Type", "application/json", false },
					  { "x-amz-ChangedBlocksCount", count, false },
					  { "x-amz-Checksum", checksum, false },
					  { "x-amz-Checksum-Algorithm", "SHA256", false },
					  { "x-amz-Checksum-Aggregation-Method", "LINEAR",
					    false } },
			     .header_count = 5 },
	};
	int r = ingot_base64_encode(ingot_digest_bytes(&sum->checksum), sizeof(checksum), checksum);

	if (r < 0)
		return r;
	(void)snprintf(path, sizeof(path), "/snapshots/completion/%s", making->snapshot->id);
	(void)snprintf(count, sizeof(count), "%" PRIu64, sum->count);
	return ingot_aws_session_call(making->work->session, &call, making->reason, &answer);
}

/*
 * Another run may have asked already, or one that was killed: then AWS refuses, since the snapshot
 * takes no more, and what is asked for is under way.
 */
static int check_completed(struct making *making, bool was_asked)
{
	const struct ingot_reason refusal = *making->reason;
	struct ingot_wait wait = ingot_wait_begin(making->work->session->transport, "the snapshot");
	enum state state;

	for (unsigned i = 0; i < OTHER_RUN_POLLS; i++) {
		if (look(making, &state) < 0 || state == STATE_ERROR || state == STATE_ABSENT)
			break;
		if (state == STATE_COMPLETED || was_asked)
			return 0;
		if (ingot_wait_next(&wait, making->reason) < 0)
			break;
	}
	*making->reason = refusal;
	return -EIO;
}

static int complete(struct making *making, const struct ingot_aws_blocks_sum *sum)
{
	const bool was_asked = has_noted(making, KEY_COMPLETING);
	int r = note(making, KEY_COMPLETING, "1");

	if (r == 0)
		r = ask_to_complete(making, sum);
	return r == -EIO ? check_completed(making, was_asked) : r;
}

static int await(struct making *making)
{
	struct ingot_wait wait = ingot_wait_begin(making->work->session->transport, "the snapshot");
	unsigned absent = 0;
	enum state state;
	int r;

	while ((r = look(making, &state)) == 0) {
		if (state == STATE_COMPLETED)
			return 0;
		if (state == STATE_ERROR || (state == STATE_ABSENT && ++absent == ABSENT_POLLS_MAX))
			return -ENOENT;
		r = ingot_wait_next(&wait, making->reason);
		if (r < 0)
			return r;
	}
	return r;
}

/* Finds or starts one; 1: it needs nothing more. */
static int begin(struct making *making)
{
	const char *noted = ingot_journal_get(making->journal, KEY_SNAPSHOT);
	int r = find(making, "completed", making->snapshot->id);

	/* What the journal says is not complete is not, whatever a server says of it. */
	if (r > 0 && !(noted && strcmp(noted, making->snapshot->id) == 0 &&
		       !has_noted(making, KEY_COMPLETED)))
		return 1;
	if (r == 0)
		r = find(making, "pending", making->snapshot->id);
	if (r == 0)
		r = start(making);
	if (r < 0)
		return r;
	if (noted && strcmp(noted, making->snapshot->id) == 0)
		return 0;
	r = ingot_journal_clear(making->journal);
	return r < 0 ? ingot_refuse(making->reason, r, "%s: cannot be written",
				    ingot_journal_path(making->journal))
		     : note(making, KEY_SNAPSHOT, making->snapshot->id);
}

static int fill(struct making *making)
{
	const struct ingot_aws_snapshot_work *work = making->work;
	const struct ingot_aws_blocks blocks = { work->session, work->upload, making->journal,
						 making->snapshot->id };
	struct ingot_aws_blocks_sum sum;
	int r = 0;

	if (!has_noted(making, KEY_COMPLETED)) {
		r = ingot_aws_blocks_put(&blocks, making->reason, &sum);
		if (r == 0) {
			making->snapshot->sent += sum.sent * INGOT_AWS_BLOCK_SIZE;
			r = complete(making, &sum);
		} else if (r == -EBUSY) {
			r = check_completed(making, false);
		}
		if (r == 0)
			r = note(making, KEY_COMPLETED, "1");
	}
	return r < 0 ? r : await(making);
}

/* AWS has given it up, or somebody has removed it: it is of no use any more. */
static int give_up(struct making *making)
{
	ingot_scoped(ingot_form_drop) struct ingot_form form =
		ingot_aws_session_action("DeleteSnapshot");
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	struct ingot_transport *transport = making->work->session->transport;
	int r;

	ingot_form_pair(&form, "SnapshotId", making->snapshot->id);
	r = ingot_aws_session_query(making->work->session, region_of(making), &form, making->reason,
				    &answer);
	if (r < 0 && r != -ENOENT)
		ingot_transport_note(transport, "snapshot %s in %s is of no use and stays: %s",
				     making->snapshot->id, region_of(making), making->reason->text);
	ingot_transport_note(transport, "snapshot %s was given up by AWS: starting another",
			     making->snapshot->id);
	making->snapshot->id[0] = '\0';
	return ingot_journal_clear(making->journal);
}

int ingot_aws_snapshot_make(const struct ingot_aws_snapshot_work *work, struct ingot_reason *reason,
			    struct ingot_aws_snapshot *snapshot)
{
	const struct ingot_journal_place place = { work->upload->state_folder, "aws",
						   work->session->settings->region,
						   &work->upload->disk->content };
	ingot_scoped(ingot_journal_scoped) struct ingot_journal *journal = NULL;
	struct making making = { .work = work, .reason = reason, .snapshot = snapshot };
	int r = ingot_journal_open(&place, reason, &journal);

	if (r < 0)
		return r;
	making.journal = journal;
	for (; making.generation < GENERATIONS_MAX; making.generation++) {
		r = begin(&making);
		if (r == 0)
			r = fill(&making);
		if (r != -ENOENT)
			break;
		r = give_up(&making);
		if (r < 0)
			return ingot_refuse(reason, r, "the journal cannot be written");
	}
	if (making.generation == GENERATIONS_MAX)
		return ingot_refuse(reason, -EIO, "AWS gives up each snapshot in %s",
				    work->session->settings->region);
	if (r >= 0)
		(void)ingot_journal_remove(journal);
	return r < 0 ? r : 0;
}
