/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_H
#define INGOT_UPLOAD_OPENSTACK_H

#include "upload/openstack_session.h"
#include "upload/openstack_settings.h"
#include "upload/upload.h"

/*
 * An image into Glance, so that there is one with this content in the project, active, with the data
 * that were sent.
 *
 * Found by its property ingot_content and by its id (openstack_image.h), and then, by its status:
 * queued - the data are sent; saving - somebody else is at it, or was: waited for; killed - removed,
 * it never was of use, and made under the next id; deactivated - refused: an administrator did that;
 * active - its hash is compared with that of what we would send. Only then, with the hash compared,
 * it is shared, made visible, and protected.
 *
 * Removed is what this run made and did not finish, or what it sent and came out different. An image
 * that was there is never changed but for a wider visibility, members, and protection.
 *
 * Spec: Image service API v2, "Images", "Image data", "Image members".
 */

/**
 * struct ingot_openstack - a piece of work; all is borrowed
 * @upload:   the run
 * @session:  logged in
 * @settings: of the config file
 * @folder:   where the packed image goes, nameless
 */
struct ingot_openstack {
	struct ingot_upload *upload;
	struct ingot_openstack_session *session;
	const struct ingot_openstack_settings *settings;
	const char *folder;
};

/**
 * ingot_openstack_upload - do it
 * @reason: set on failure
 *
 * Returns 0, and the image was handed to ingot_upload_add(); -EIO if the cloud refuses, or does not
 * get done; -EBADMSG with @work->upload->differs if what is there is something else; what session
 * and packing return.
 */
int ingot_openstack_upload(const struct ingot_openstack *work, struct ingot_reason *reason);

#endif
