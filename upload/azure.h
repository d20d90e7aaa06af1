/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AZURE_H
#define INGOT_UPLOAD_AZURE_H

#include "upload/azure_token.h"
#include "upload/upload.h"

/*
 * An image on its way to Azure. In this order:
 *
 * 1. with a gallery: is its image definition fit, and is the version there? Then nothing is to do.
 * 2. disk or blob: is it there, and complete? Else it is made; what a run that was killed has
 *    written is not written again.
 * 3. the pages, and the mark that all are there.
 * 4. with a gallery: the version of it, in all regions; then the disk or blob goes.
 *
 * What is there under a name is never changed unless it is of this content and not complete. Of two
 * runs at once on a machine the second is refused; from two machines they write the same pages to
 * the same place.
 */

/**
 * ingot_azure_upload - do it
 * @reason: set on failure; it names what is left and cannot be used
 *
 * Returns 0, with ingot_upload_add() called for each image; -EBUSY if another run is at it; -EINVAL if the settings are wrong, or do
 * not go with what there is; -EKEYREJECTED with @upload->differs; other errors as they came.
 */
int ingot_azure_upload(struct ingot_upload *upload,
		       const struct ingot_azure_credentials *credentials,
		       struct ingot_reason *reason);

#endif
