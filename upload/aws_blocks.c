/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks of a snapshot, many on their way at a time. */
#include "upload/aws_blocks.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/scoped.h"
#include "upload/wait.h"

#define CHECKSUM_SIZE  48
#define PATH_SIZE      160
#define PUT_ANSWER_MAX ((size_t)64 << 10)

/**
 * struct slot - one block on its way
 * @again: it has to be sent once more
 * @epoch, @renewals: the flow's, when it was sent
 */
struct slot {
	uint64_t number;
	bool again;
	unsigned epoch;
	unsigned renewals;
	char url[INGOT_AWS_URL_SIZE];
	char checksum[CHECKSUM_SIZE];
	struct ingot_sigv4 sign;
	uint8_t data[INGOT_AWS_BLOCK_SIZE];
};

/**
 * struct stream - all of them
 * @at:    where to look for the next one, bytes
 * @epoch: counts the waits for a snapshot that is not known yet
 */
struct stream {
	const struct ingot_aws_blocks *blocks;
	struct ingot_reason *reason;
	struct ingot_hasher *hasher;
	struct slot *slots;
	uint64_t at;
	uint64_t count;
	uint64_t sent;
	uint64_t arrived;
	unsigned epoch;
	unsigned absent_attempts;
};

static int hash_block(struct stream *stream, struct slot *slot)
{
	struct ingot_digest digest;
	int r = ingot_digest_of(INGOT_HASH_SHA256,
				(struct ingot_bytes){ slot->data, INGOT_AWS_BLOCK_SIZE }, &digest);

	if (r == 0)
		r = ingot_hasher_update(stream->hasher, ingot_digest_bytes(&digest));
	if (r == 0)
		r = ingot_base64_encode(ingot_digest_bytes(&digest), sizeof(slot->checksum),
					slot->checksum);
	return r;
}

/* The next block that has not arrived, into the slot; 0 if there is none. */
static int read_block(struct stream *stream, struct slot *slot)
{
	struct ingot_upload *upload = stream->blocks->upload;
	struct ingot_extent block;

	while (ingot_disk_block(upload->disk, stream->at, INGOT_AWS_BLOCK_SIZE, &block, NULL) > 0) {
		int r = ingot_disk_read(upload->disk, block.offset, INGOT_AWS_BLOCK_SIZE,
					slot->data);

		if (r < 0)
			return ingot_refuse(stream->reason, r,
					    "%s: cannot be read at byte %" PRIu64,
					    upload->disk->path, block.offset);
		stream->at = block.offset + INGOT_AWS_BLOCK_SIZE;
		stream->count++;
		r = hash_block(stream, slot);
		if (r < 0)
			return ingot_refuse(stream->reason, r, "a block cannot be hashed");
		slot->number = block.offset / INGOT_AWS_BLOCK_SIZE;
		if (!ingot_journal_has(stream->blocks->journal, slot->number))
			return 1;
		stream->arrived++;
		ingot_upload_show(upload, stream->arrived * INGOT_AWS_BLOCK_SIZE);
	}
	return 0;
}

static void put_request(struct stream *stream, struct slot *slot, struct ingot_request *request)
{
	const struct ingot_aws_session *session = stream->blocks->session;

	slot->epoch = stream->epoch;
	slot->renewals = session->renewals;
	slot->sign = ingot_aws_session_sign(session, "ebs", session->settings->region);
	*request = (struct ingot_request){
		.method = "PUT",
		.url = slot->url,
		.headers = { { "Content-Type", "application/octet-stream", false },
			     { "x-amz-content-sha256", "UNSIGNED-PAYLOAD", false },
			     { "x-amz-Data-Length", "524288", false },
			     { "x-amz-Checksum", slot->checksum, false },
			     { "x-amz-Checksum-Algorithm", "SHA256", false } },
		.header_count = 5,
		.body = { slot->data, INGOT_AWS_BLOCK_SIZE },
		.sigv4 = &slot->sign,
		.answer_max = PUT_ANSWER_MAX,
		.is_transient = ingot_aws_error_is_throttled,
	};
}

/* Whichever slot is free sends a block once more: the one it was refused in may not be asked. */
static bool take_refused(struct stream *stream, struct slot *slot)
{
	for (unsigned i = 0; i < stream->blocks->session->settings->in_flight; i++) {
		struct slot *refused = &stream->slots[i];

		if (!refused->again)
			continue;
		refused->again = false;
		if (refused != slot)
			memcpy(slot, refused, sizeof(*slot));
		return true;
	}
	return false;
}

static int next(void *context, unsigned index, struct ingot_request *ret_request)
{
	struct stream *stream = context;
	const struct ingot_aws_session *session = stream->blocks->session;
	struct slot *slot = &stream->slots[index];
	char path[PATH_SIZE];
	int r;

	if (take_refused(stream, slot)) {
		put_request(stream, slot, ret_request);
		return 1;
	}
	r = read_block(stream, slot);
	if (r <= 0)
		return r;
	(void)snprintf(path, sizeof(path), "/snapshots/%s/blocks/%" PRIu64,
		       stream->blocks->snapshot, slot->number);
	r = ingot_aws_session_url(session, "ebs", session->settings->region, path, slot->url);
	if (r < 0)
		return ingot_refuse(stream->reason, r, "the URL of EBS is too long");
	put_request(stream, slot, ret_request);
	return 1;
}

/* All that are on their way may hear the same: one wait and one renewal serve them all. */
static int try_again(struct stream *stream, struct slot *slot, const struct ingot_aws_error *error)
{
	struct ingot_aws_session *session = stream->blocks->session;
	int r = 0;

	if (error->kind == INGOT_AWS_ERROR_EXPIRED && slot->renewals == session->renewals)
		r = ingot_aws_session_renew(session, error, stream->reason);
	if (error->kind == INGOT_AWS_ERROR_ABSENT && slot->epoch == stream->epoch) {
		(void)ingot_refuse(stream->reason, -ENOENT, "there is no snapshot %s: %s",
				   stream->blocks->snapshot, error->code);
		r = ingot_wait_retry(session->transport, &stream->absent_attempts, stream->reason);
		if (r < 0)
			return -ENOENT;
		stream->epoch++;
	}
	slot->again = r == 0;
	return r;
}

static int take_refusal(struct stream *stream, struct slot *slot, const struct ingot_answer *answer)
{
	struct ingot_aws_error error;

	ingot_aws_error_of(answer, &error);
	if (error.kind == INGOT_AWS_ERROR_EXPIRED || error.kind == INGOT_AWS_ERROR_ABSENT)
		return try_again(stream, slot, &error);
	return ingot_refuse(stream->reason,
			    strcmp(error.code, "ValidationException") == 0 ? -EBUSY : -EIO,
			    "block %" PRIu64 " of %s: HTTP %ld: %s: %s", slot->number,
			    stream->blocks->snapshot, answer->status, error.code, error.message);
}

static int done(void *context, unsigned index, const struct ingot_answer *answer)
{
	struct stream *stream = context;
	struct slot *slot = &stream->slots[index];
	char checksum[CHECKSUM_SIZE];
	int r;

	if (answer->status == 0)
		return 0;
	if (answer->status >= 300)
		return take_refusal(stream, slot, answer);
	if (ingot_answer_header(answer, "x-amz-checksum", sizeof(checksum), checksum) == 0 &&
	    strcmp(checksum, slot->checksum) != 0)
		return ingot_refuse(stream->reason, -EIO,
				    "block %" PRIu64 " of %s has another SHA-256 there",
				    slot->number, stream->blocks->snapshot);
	r = ingot_journal_mark(stream->blocks->journal, slot->number);
	if (r < 0)
		return ingot_refuse(stream->reason, r, "%s: cannot be written: %s",
				    ingot_journal_path(stream->blocks->journal), strerror(-r));
	stream->sent++;
	stream->arrived++;
	ingot_upload_show(stream->blocks->upload, stream->arrived * INGOT_AWS_BLOCK_SIZE);
	return 0;
}

int ingot_aws_blocks_put(const struct ingot_aws_blocks *blocks, struct ingot_reason *reason,
			 struct ingot_aws_blocks_sum *ret_sum)
{
	static const enum ingot_hash sha256 = INGOT_HASH_SHA256;
	const unsigned in_flight = blocks->session->settings->in_flight;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	ingot_scoped(ingot_scoped_free) struct slot *slots = calloc(in_flight, sizeof(*slots));
	struct stream stream = { .blocks = blocks, .reason = reason, .slots = slots };
	const struct ingot_flow flow = { &stream, in_flight, next, done };
	struct ingot_aws_blocks_sum sum;
	int r = slots ? ingot_hasher_new(&sha256, 1, &hasher) : -ENOMEM;

	if (r < 0)
		return ingot_refuse(reason, r, "no memory for blocks");
	stream.hasher = hasher;
	r = ingot_transport_run(blocks->session->transport, &flow, reason);
	if (r < 0)
		return r;
	sum.count = stream.count;
	sum.sent = stream.sent;
	r = ingot_hasher_finish(hasher, &sum.checksum);
	if (r < 0)
		return ingot_refuse(reason, r, "a checksum cannot be made");
	*ret_sum = sum;
	return 0;
}
