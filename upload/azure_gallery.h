/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AZURE_GALLERY_H
#define INGOT_UPLOAD_AZURE_GALLERY_H

#include "upload/azure_source.h"

/*
 * A version of an image definition of an Azure Compute Gallery: what machines in several regions are
 * started from. Its number is the image's version; a version that is there is never changed.
 *
 * Spec: Microsoft, "Gallery Images - Get", "Gallery Image Versions - Create Or Update" (API version
 * 2023-07-03).
 */

#define INGOT_AZURE_VERSION_SIZE 64

/** enum ingot_azure_version_state - how far a version is. */
enum ingot_azure_version_state {
	INGOT_AZURE_VERSION_ABSENT,
	INGOT_AZURE_VERSION_FAILED, /* to be put once more */
	INGOT_AZURE_VERSION_WORKING,
	INGOT_AZURE_VERSION_READY
};

/**
 * struct ingot_azure_version - a version; release with ingot_azure_version_drop()
 * @number: "1.2.0"
 * @id:     of Resource Manager
 */
struct ingot_azure_version {
	struct ingot_azure_client *client;
	struct ingot_upload *upload;
	char number[INGOT_AZURE_VERSION_SIZE];
	struct ingot_form id;
};

/**
 * ingot_azure_version_begin - the one that an image becomes; asks for nothing
 * @reason: set on failure
 *
 * Returns 0; -EINVAL if the image's version is none of a gallery's, and the settings give none;
 * -ENOMEM.
 */
int ingot_azure_version_begin(struct ingot_azure_client *client, struct ingot_upload *upload,
			      struct ingot_reason *reason, struct ingot_azure_version *ret_version);

/** ingot_azure_version_drop - release it; for ingot_scoped() too. */
void ingot_azure_version_drop(struct ingot_azure_version *version);

/**
 * ingot_azure_version_check - is the image definition one for such images: Linux, generation 2, x64,
 *                             and for the machines that the settings name?
 *
 * Returns 0; -EINVAL with @reason if not; as ingot_azure_call().
 */
int ingot_azure_version_check(struct ingot_azure_version *version, struct ingot_reason *reason);

/**
 * ingot_azure_version_look - ask whether it is there
 *
 * Returns 0; -EKEYREJECTED, and @upload->differs, if it is of another content; as
 * ingot_azure_call().
 */
int ingot_azure_version_look(struct ingot_azure_version *version, struct ingot_reason *reason,
			     enum ingot_azure_version_state *ret_state);

/**
 * ingot_azure_version_put - have it made of a disk or blob that is complete
 *
 * Returns 0; as ingot_azure_call().
 */
int ingot_azure_version_put(struct ingot_azure_version *version,
			    const struct ingot_azure_source *source, struct ingot_reason *reason);

/** ingot_azure_version_wait - until it is in all regions. Returns 0; -EIO; as above. */
int ingot_azure_version_wait(struct ingot_azure_version *version, struct ingot_reason *reason);

#endif
