/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_UPLOAD_LIST_H
#define INGOT_MEASUREMENTS_UPLOAD_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/reason.h"

/*
 * What uploads made: the file that "ingot-measure publish" takes into info.json, which the signed
 * index covers.
 *
 *	{
 *	  "version": "ingot.uploads/1",
 *	  "images": [
 *	    { "platform": "aws", "region": "eu-central-1", "id": "ami-0123456789abcdef0",
 *	      "name": "ingot-1.2.0-stable-…", "content": "<64 digits>",
 *	      "image_version": "1.2.0", "stream": "stable", "uki": "<64 digits>", … },
 *	    …
 *	  ]
 *	}
 *
 * "content" names what is on the disk (upload/content.h), "uki" is the SHA-256 that the firmware
 * measures of its UKI, and finds its measurements. Other members, all strings, are the cloud's own
 * ("snapshot").
 */

#define INGOT_UPLOAD_LIST_VERSION   "ingot.uploads/1"
#define INGOT_UPLOAD_LIST_SIZE_MAX  ((size_t)4 << 20)
#define INGOT_UPLOAD_LIST_COUNT_MAX 1024

/**
 * ingot_upload_list_read - read such a file, strictly
 * @text:   the whole file
 * @reason: set on failure
 * @ret_root: free with ingot_json_free(); each image has all members named above
 *
 * Returns 0; -EBADMSG; -EFBIG; -ENOTSUP for another version; -ENOMEM.
 */
int ingot_upload_list_read(struct ingot_bytes text, struct ingot_reason *reason,
			   struct ingot_json **ret_root);

/** ingot_upload_list_is_same - two of its images have the same platform, region and id. */
bool ingot_upload_list_is_same(const struct ingot_json *a, const struct ingot_json *b);

#endif
