/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_PERMISSION_H
#define INGOT_UPLOAD_AWS_PERMISSION_H

#include "upload/aws_image.h"

/*
 * Who may start machines from an image: the accounts that the settings name, everybody if they say
 * "public", else nobody but its owner. What others have granted stays.
 *
 * Document: Amazon EC2 API Reference, DescribeImageAttribute, ModifyImageAttribute.
 */

/**
 * ingot_aws_permission_grant - grant what is wanted and not granted yet
 * @id: the image
 * @reason: set on failure
 * @has_changed: set if something had to be granted
 *
 * If the settings want nobody, nothing is asked. Returns 0; -EBADMSG; as ingot_aws_session_call().
 */
int ingot_aws_permission_grant(const struct ingot_aws_image_work *work, const char *id,
			       struct ingot_reason *reason, bool *has_changed);

#endif
