/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_INSPECTION_H
#define INGOT_UPLOAD_INSPECTION_H

#include "base/bytes.h"
#include "base/reason.h"
#include "disk/extent.h"

/*
 * The check of a whole image while it passes by, so that no broken one is packed. It looks at what
 * "ingot-verity check" looks at, without a second pass: in front, partition table, the FAT of the
 * EFI system partition, the root hash in its UKIs, and the GUIDs made of it; then, as the bytes
 * come, root and hash tree against the root hash, and that all that nothing uses is zeros.
 */

/* An inspection under way; for one thread at a time. Opaque. */
struct ingot_inspection;

/**
 * ingot_inspection_new - read the parts of an image, and begin
 * @disk: all of it; borrowed for this call alone
 * @reason: on failure, what is wrong with it
 * @ret_inspection: free with ingot_inspection_free()
 *
 * Returns 0; -EBADMSG, -ENOTSUP, -ENOENT, -EFBIG if it is no image with a verity root, or a broken
 * one; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_inspection_new(struct ingot_bytes disk, struct ingot_reason *reason,
			 struct ingot_inspection **ret_inspection);

/**
 * ingot_inspection_take - the next bytes of the image
 * @offset: where they are; what lies between the last ones and these are zeros
 *
 * Returns 0, whatever differs; -EINVAL if @offset lies in front of what has been taken; -EIO if
 * OpenSSL fails.
 */
int ingot_inspection_take(struct ingot_inspection *inspection, uint64_t offset,
			  struct ingot_bytes bytes);

/**
 * ingot_inspection_end - all has been taken, and up to the image's end zeros follow
 * @reason: set if something differs: the first thing that does
 *
 * Returns 1 if the image holds; 0 if it does not; -EIO if OpenSSL fails.
 */
int ingot_inspection_end(struct ingot_inspection *inspection, struct ingot_reason *reason);

/** ingot_inspection_free - release it; NULL is fine. */
void ingot_inspection_free(struct ingot_inspection *inspection);

/** ingot_inspection_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_inspection_scoped(struct ingot_inspection **inspection);

#endif
