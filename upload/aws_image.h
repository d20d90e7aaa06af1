/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_IMAGE_H
#define INGOT_UPLOAD_AWS_IMAGE_H

#include "upload/aws_session.h"
#include "upload/aws_snapshot.h"
#include "upload/aws_tags.h"

/*
 * Images (AMIs): x86_64, started by UEFI, with a TPM 2.0, ENA, and a metadata service that asks for
 * a token (IMDSv2). A name is there once in a region and account, so nobody makes two.
 *
 * Documents: Amazon EC2 API Reference, RegisterImage, CopyImage, DescribeImages, CreateTags; Amazon
 * EC2 User Guide, "NitroTPM", "UEFI variables".
 */

/* Base64 of the UEFI variables, as RegisterImage takes it. */
#define INGOT_AWS_UEFI_DATA_SIZE_MAX 64000

/** enum ingot_aws_image_state - how far one is */
enum ingot_aws_image_state {
	INGOT_AWS_IMAGE_PENDING,
	INGOT_AWS_IMAGE_AVAILABLE,
	INGOT_AWS_IMAGE_FAILED
};

/**
 * struct ingot_aws_image - one that is there
 * @id:       "ami-0123456789abcdef0"
 * @snapshot: of its root device; empty if AWS does not say
 * @words:    AWS' word for its state
 * @has_content: it has the tag with the content
 */
struct ingot_aws_image {
	enum ingot_aws_image_state state;
	char id[INGOT_AWS_ID_SIZE];
	char snapshot[INGOT_AWS_ID_SIZE];
	char words[32];
	bool has_content;
};

/**
 * struct ingot_aws_image_work - what it is about; all borrowed
 * @tags: its name and content, too
 */
struct ingot_aws_image_work {
	struct ingot_aws_session *session;
	const struct ingot_aws_tags *tags;
	const char *region;
};

/**
 * ingot_aws_image_find - ours of that name
 * @reason: set on failure
 * @ret_image: it
 *
 * Returns 1; 0 if there is none, and in a dry run; -EKEYREJECTED if what is there is of another
 * content, or not started by UEFI; -EBADMSG; as ingot_aws_session_call().
 */
int ingot_aws_image_find(const struct ingot_aws_image_work *work, struct ingot_reason *reason,
			 struct ingot_aws_image *ret_image);

/**
 * ingot_aws_image_register - make one of a snapshot
 * @snapshot:  complete, in the same region
 * @uefi_data: Base64; NULL: none, Secure Boot is off
 * @ret_id:    its ID; "{image-id}" in a dry run
 *
 * Returns 0; -EEXIST if another run was faster; as ingot_aws_session_call().
 */
int ingot_aws_image_register(const struct ingot_aws_image_work *work, const char *snapshot,
			     const char *uefi_data, struct ingot_reason *reason,
			     char ret_id[INGOT_AWS_ID_SIZE]);

/**
 * ingot_aws_image_copy - copy one from another region
 * @source, @source_region: the other, available
 *
 * As ingot_aws_image_register(). Two runs that ask for the same copy get the same one.
 */
int ingot_aws_image_copy(const struct ingot_aws_image_work *work, const char *source,
			 const char *source_region, struct ingot_reason *reason,
			 char ret_id[INGOT_AWS_ID_SIZE]);

/**
 * ingot_aws_image_await - wait until it is available, and has its tags
 * @id: it
 * @ret_image: it
 *
 * Returns 0; -EIO if it fails, or takes longer than the settings allow; as ingot_aws_image_find().
 */
int ingot_aws_image_await(const struct ingot_aws_image_work *work, const char *id,
			  struct ingot_reason *reason, struct ingot_aws_image *ret_image);

#endif
