/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_UPLOADS_H
#define INGOT_UPLOAD_UPLOADS_H

#include "measurements/upload_list.h"

/**
 * ingot_uploads_merge - put images into such a file; it is made if it is not there
 * @path:   replaced in one step
 * @images: array of objects as above
 * @reason: set on failure; does not name @path
 *
 * An image of the same platform, region and id takes the place of the one that is there; a new one
 * goes to the end. Other images stay.
 *
 * Returns 0; -EBADMSG, -EFBIG, -ENOTSUP if what is there is no such file: it stays; -ENOMEM; an OS
 * error.
 */
int ingot_uploads_merge(const char *path, const struct ingot_json *images,
			struct ingot_reason *reason);

#endif
