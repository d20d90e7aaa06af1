/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_H
#define INGOT_UPLOAD_AWS_H

#include "upload/aws_credential.h"
#include "upload/upload.h"

/*
 * An image for AWS: snapshot, image, copies to other regions, launch permissions. Each is looked for
 * before it is made, so a second run with the same image makes nothing, and one that follows a run
 * that was killed makes what is missing. Nothing that is complete is ever removed.
 */

/**
 * ingot_aws_upload - bring the image to AWS
 * @upload:      the run; gets an image for each region
 * @environment: where to look for keys
 * @reason:      set on failure; names what is there, and what the next run goes on with
 *
 * Returns 0; -EINVAL if the settings are wrong; -EKEYREJECTED with @upload->differs if there is an
 * image of that name that is another; -ENOENT if there are no keys; another negative errno.
 */
int ingot_aws_upload(struct ingot_upload *upload, const struct ingot_aws_environment *environment,
		     struct ingot_reason *reason);

#endif
