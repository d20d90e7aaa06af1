/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_IMAGE_FETCH_H
#define INGOT_CLI_IMAGE_FETCH_H

#include "base/reason.h"
#include "cli/image_list.h"
#include "cli/source.h"
#include "cli/store.h"

/*
 * The disk image of a release that is in the store, on its way to a file. Which bytes it has is said
 * by the release's info.json, which the signed index names. It comes as FILE.part (part.h), hashed
 * as it passes by; once its size and SHA-256 are those that were signed and the image holds together
 * (image_check.h), it gets its name. A run that was interrupted is gone on with.
 */

/**
 * struct ingot_image_fetch - what is fetched from where
 * @source:   place of the release
 * @store:    has the release, verified
 * @head:     release
 * @platform: whose image
 * @output:   file to make; NULL: images/<platform>-<sha256>.raw of the store
 * @context:  handed to @progress first
 * @progress: bytes that are there of those there will be; may be NULL
 */
struct ingot_image_fetch {
	const struct ingot_source *source;
	const struct ingot_store *store;
	const struct ingot_publication_head *head;
	const char *platform;
	const char *output;
	void *context;
	void (*progress)(void *context, uint64_t done, uint64_t total);
};

/**
 * struct ingot_fetched_image - what is there now; release with ingot_fetched_image_drop()
 * @path:   file; owned
 * @size:   bytes
 * @digest: SHA-256
 * @is_new: it was not there before
 */
struct ingot_fetched_image {
	char *path;
	uint64_t size;
	struct ingot_digest digest;
	bool is_new;
};

/**
 * ingot_image_fetch - fetch, verify and name an image
 * @reason: set on failure
 * @ret_image: release with ingot_fetched_image_drop()
 *
 * A file that is there with the same bytes is left alone, another is replaced. On failure it is as
 * it was; what has come stays beside it to be gone on with, unless it is not the image.
 *
 * Returns 0; -EKEYREJECTED if what comes is not what was signed; -EBADMSG if what was signed is no
 * image that holds together; -ENOENT if the release names none; -EBUSY; errors of
 * ingot_source_get(), with an OS error of the file.
 */
int ingot_image_fetch(const struct ingot_image_fetch *fetch, struct ingot_reason *reason,
		      struct ingot_fetched_image *ret_image);

/** ingot_fetched_image_drop - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_fetched_image_drop(struct ingot_fetched_image *image);

#endif
