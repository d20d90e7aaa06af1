/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_PUBLISH_H
#define INGOT_UPLOAD_OPENSTACK_PUBLISH_H

#include "upload/openstack_image.h"
#include "upload/openstack_session.h"
#include "upload/openstack_settings.h"

/*
 * An image that is active and has been compared, to those who may use it: visibility, members,
 * protection against deletion. What is that way already is not asked for again, and nothing is ever
 * taken back.
 *
 * Spec: Image service API v2, "Update image" (application/openstack-images-v2.1-json-patch),
 * "Create image member", "List image members".
 */

/**
 * struct ingot_openstack_publish - who it is for; all is borrowed
 * @uuid:  of the image, "{image-id}" in a dry run
 * @image: as it is; all-zero in a dry run
 */
struct ingot_openstack_publish {
	struct ingot_openstack_session *session;
	const struct ingot_openstack_settings *settings;
	const char *uuid;
	const struct ingot_openstack_image *image;
};

/**
 * ingot_openstack_publish - do what is still to be done
 * @reason: set on failure
 *
 * Returns how many changes that were; -EIO if the service refuses one; -EBADMSG; -ENOMEM; as
 * ingot_openstack_session_call().
 */
int ingot_openstack_publish(const struct ingot_openstack_publish *publish,
			    struct ingot_reason *reason);

#endif
