/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_IMAGE_LIST_H
#define INGOT_CLI_IMAGE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/reason.h"
#include "measurements/publication.h"

/*
 * The disk images of a release, as info.json names them. The signed index has info.json's digest,
 * so what stands here is what the publisher said.
 *
 *	{
 *	  "schema": "ingot.info/1",
 *	  "version": "1.2.0", "ref": "-", "stream": "stable",
 *	  "images": [
 *	    { "platform": "qemu", "format": "raw", "size": 640684032, "sha256": "<64 digits>",
 *	      "location": "qemu.raw" },
 *	    { "platform": "aws", "region": "eu-central-1", "id": "ami-0123456789abcdef0" },
 *	    …
 *	  ]
 *	}
 *
 * An image with a location is a file to be fetched: its location is a plain name (publication.h)
 * beside index.json, or an http or https URL. One without is a reference into a cloud, which an
 * upload added; it is passed on as it is. Members that are not named here are passed over.
 */

#define INGOT_IMAGE_LIST_FILE     "info.json"
#define INGOT_IMAGE_LIST_SCHEMA   "ingot.info/1"
#define INGOT_IMAGE_LIST_SIZE_MAX ((size_t)4 << 20)
#define INGOT_LISTED_SIZE_MAX     (INT64_C(1) << 44)

/**
 * struct ingot_image_list - all images; release with ingot_image_list_drop()
 * @images: the list, borrowed from @root
 * @root:   private
 */
struct ingot_image_list {
	const struct ingot_json *images;
	struct ingot_json *root;
};

/**
 * struct ingot_listed_image - an image that can be fetched; texts borrowed from the list
 * @platform: as it was asked for
 * @location: plain name, or URL
 * @size:     bytes, 1..INGOT_LISTED_SIZE_MAX
 * @digest:   SHA-256
 */
struct ingot_listed_image {
	const char *platform;
	const char *location;
	uint64_t size;
	struct ingot_digest digest;
};

/**
 * ingot_image_list_read - read info.json
 * @text: the whole file, which the index named
 * @head: release that it has to be of
 * @reason: set on failure: it names the file
 * @ret_list: release with ingot_image_list_drop()
 *
 * Returns 0; -EBADMSG; -EFBIG; -EKEYREJECTED if it is of another release; -ENOMEM.
 */
int ingot_image_list_read(struct ingot_bytes text, const struct ingot_publication_head *head,
			  struct ingot_reason *reason, struct ingot_image_list *ret_list);

/**
 * ingot_image_list_find - the raw disk image of a platform
 * @platform: its name, "qemu"
 * @reason: set on failure
 * @ret_image: as long as @list
 *
 * Returns 0; -ENOENT if there is none; -EBADMSG if what stands there is no image, or there are
 * several.
 */
int ingot_image_list_find(const struct ingot_image_list *list, const char *platform,
			  struct ingot_reason *reason, struct ingot_listed_image *ret_image);

/** ingot_image_list_drop - release a list, also an all-zero one; for ingot_scoped() too. */
void ingot_image_list_drop(struct ingot_image_list *list);

#endif
