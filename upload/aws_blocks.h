/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_BLOCKS_H
#define INGOT_UPLOAD_AWS_BLOCKS_H

#include "base/digest.h"
#include "upload/aws_session.h"
#include "upload/upload.h"

/*
 * The blocks of a snapshot that is being written: 512 KiB each, those that are not all zeros, each
 * with its SHA-256, many on their way at a time. A block that is written twice is written once.
 *
 * Document: Amazon EBS API Reference, PutSnapshotBlock. Its body is not signed, its digest is.
 */

#define INGOT_AWS_BLOCK_SIZE ((size_t)512 << 10)

/**
 * struct ingot_aws_blocks - where they go; all borrowed
 * @snapshot: its ID, "snap-0123456789abcdef0"
 * @journal:  which have arrived
 */
struct ingot_aws_blocks {
	struct ingot_aws_session *session;
	struct ingot_upload *upload;
	struct ingot_journal *journal;
	const char *snapshot;
};

/**
 * struct ingot_aws_blocks_sum - what the snapshot is completed with
 * @count:    blocks that hold data
 * @sent:     those of them that this run has sent
 * @checksum: SHA-256 over the SHA-256 of each, in their order ("linear aggregation")
 */
struct ingot_aws_blocks_sum {
	uint64_t count;
	uint64_t sent;
	struct ingot_digest checksum;
};

/**
 * ingot_aws_blocks_put - send those that have not arrived
 * @reason: set on failure
 * @ret_sum: of all, sent or not
 *
 * A snapshot that has just been started may not be known everywhere yet: then it is tried again.
 *
 * Returns 0; -ENOENT if there is no such snapshot; -EBUSY if it does not take the block: another run
 * may have completed it; -EIO if AWS refuses one otherwise, or has another digest of it; what reading
 * the image and writing the journal return; as ingot_transport_run().
 */
int ingot_aws_blocks_put(const struct ingot_aws_blocks *blocks, struct ingot_reason *reason,
			 struct ingot_aws_blocks_sum *ret_sum);

#endif
