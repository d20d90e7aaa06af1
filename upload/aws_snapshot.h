/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_SNAPSHOT_H
#define INGOT_UPLOAD_AWS_SNAPSHOT_H

#include "upload/aws_session.h"
#include "upload/aws_tags.h"
#include "upload/upload.h"

/*
 * A snapshot with the bytes of the image, written through EBS direct. One with the same content that
 * is complete is taken as it is; one that is not is gone on with; else one is started, with a token
 * made of name and content, so that two runs at the same time work on the same one.
 *
 * A snapshot that nobody has written to for an hour AWS gives up by itself; such a one is removed,
 * and another is started.
 *
 * Documents: Amazon EBS API Reference, StartSnapshot, CompleteSnapshot; Amazon EC2 API Reference,
 * DescribeSnapshots, DeleteSnapshot.
 */

#define INGOT_AWS_ID_SIZE 65

/** struct ingot_aws_snapshot_work - what is wanted; all borrowed */
struct ingot_aws_snapshot_work {
	struct ingot_aws_session *session;
	struct ingot_upload *upload;
	const struct ingot_aws_tags *tags;
};

/**
 * struct ingot_aws_snapshot - what is there
 * @id:   "snap-0123456789abcdef0"; empty: none
 * @sent: bytes of blocks that this run has sent
 */
struct ingot_aws_snapshot {
	char id[INGOT_AWS_ID_SIZE];
	uint64_t sent;
};

/**
 * ingot_aws_snapshot_make - find, go on with or start one, in the region of the settings, and wait
 *                           until it is complete
 * @reason: set on failure
 * @snapshot: begins all zero. Also set on failure, as far as it has come: what is named there is
 *            kept, and the next run goes on with it
 *
 * Returns 0; -EBUSY if another process here is at work on it; as ingot_aws_session_call() and
 * ingot_aws_blocks_put().
 */
int ingot_aws_snapshot_make(const struct ingot_aws_snapshot_work *work, struct ingot_reason *reason,
			    struct ingot_aws_snapshot *snapshot);

#endif
