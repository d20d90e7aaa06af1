/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_H
#define INGOT_UPLOAD_GCP_H

#include "upload/gcp_credentials.h"
#include "upload/upload.h"

/*
 * A disk image into Google Cloud: packed as tar.gz into a nameless file, sent to a bucket, made an
 * image of Compute Engine, and removed from the bucket again.
 *
 * Image and object are named by the content. What a run finds of an earlier one it goes on with:
 *
 *	image READY                 it was there; what of sharing is missing is added
 *	image PENDING               it is waited for
 *	image FAILED                it is deleted, being of no use to anybody, and made again
 *	object there, as it has to be   the image is made from it
 *	session in the journal      the rest of the archive is sent
 *	none of it                  from the beginning
 *
 * If making the image fails, the object is removed; it stays if the run itself is killed or cut off,
 * for the next one, and then the message names it.
 */

/**
 * ingot_gcp_upload - do it
 * @upload: the run; its results are handed back by ingot_upload_add()
 * @environment: what the verb found there
 * @folder: for the packed archive
 * @reason: set on failure
 *
 * Returns 0; -EINVAL if the settings are wrong; -EKEYREJECTED with @upload->differs if an image of
 * that name has other content; others: what a step returned.
 */
int ingot_gcp_upload(struct ingot_upload *upload, const struct ingot_gcp_environment *environment,
		     const char *folder, struct ingot_reason *reason);

#endif
