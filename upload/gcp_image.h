/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_IMAGE_H
#define INGOT_UPLOAD_GCP_IMAGE_H

#include "upload/gcp_account.h"

/*
 * An image of Compute Engine: made from an archive in a bucket, known by its name, and told to be ours
 * by a label with the content's first digits. Nothing that is READY is ever deleted here.
 *
 * Spec: Compute Engine API v1: images.insert, get, delete, globalOperations.get; "Handling API
 * responses". Sharing is gcp_policy.h's.
 */

/* Labels have 63 characters at most. */
#define INGOT_GCP_IMAGE_DIGITS  32
#define INGOT_GCP_IMAGE_ID_SIZE 24

/** enum ingot_gcp_state - what there is of an image. */
enum ingot_gcp_state { INGOT_GCP_ABSENT, INGOT_GCP_PENDING, INGOT_GCP_READY, INGOT_GCP_FAILED };

/**
 * struct ingot_gcp_image - an image and what it has to be
 * @account: who asks
 * @name:    its name
 * @version, @stream: of what is on it, as labels
 * @content: 64 digits
 * @source:  URL of the archive
 * @keys:    for Secure Boot; NULL: Google's
 * @id:      once it is known: digits
 */
struct ingot_gcp_image {
	struct ingot_gcp_account *account;
	const char *name;
	const char *version;
	const char *stream;
	const char *content;
	const char *source;
	const struct ingot_json *keys;
	char id[INGOT_GCP_IMAGE_ID_SIZE];
};

/** ingot_gcp_image_url - its URL, or with @name NULL that of all, behind what is in @url. */
void ingot_gcp_image_url(const struct ingot_gcp_account *account, const char *name,
			 struct ingot_form *url);

/**
 * ingot_gcp_image_find - is it there?
 * @ret_state: what it is
 *
 * Returns 0; -EKEYREJECTED if an image of that name has other content, or is going away; as
 * ingot_gcp_account_ask().
 */
int ingot_gcp_image_find(struct ingot_gcp_image *image, struct ingot_reason *reason,
			 enum ingot_gcp_state *ret_state);

/**
 * ingot_gcp_image_make - make it, and wait until that has ended
 *
 * Returns 0: it is READY; -EEXIST if it came to be in between; -EIO with Google's words if it
 * failed; as ingot_gcp_account_ask().
 */
int ingot_gcp_image_make(struct ingot_gcp_image *image, struct ingot_reason *reason);

/** ingot_gcp_image_wait - wait for one that is PENDING. Returns 0: READY; -EIO; as above. */
int ingot_gcp_image_wait(struct ingot_gcp_image *image, struct ingot_reason *reason);

/** ingot_gcp_image_clear - delete what FAILED, and wait for it. Returns 0; as above. */
int ingot_gcp_image_clear(struct ingot_gcp_image *image, struct ingot_reason *reason);

#endif
