/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_TOKEN_H
#define INGOT_UPLOAD_OPENSTACK_TOKEN_H

#include "upload/openstack_login.h"
#include "upload/transport.h"

/*
 * What Keystone answers to a login: a token, the project that it is for, and where the image
 * service is.
 *
 * Spec: Identity API v3, POST /v3/auth/tokens, "Response" and "catalog"; OpenStack API reference,
 * service types: "image".
 */

#define INGOT_OPENSTACK_TOKEN_SIZE 8192
/* An id of project, region or image; its NUL too. */
#define INGOT_OPENSTACK_ID_SIZE 256

/**
 * struct ingot_openstack_token - a token
 * @text:      secret; goes into X-Auth-Token
 * @project:   id
 * @region:    of the image service; "-" if its URL came from elsewhere and nobody said
 * @image_url: with "/v2" at its end
 */
struct ingot_openstack_token {
	char text[INGOT_OPENSTACK_TOKEN_SIZE];
	char project[INGOT_OPENSTACK_ID_SIZE];
	char region[INGOT_OPENSTACK_ID_SIZE];
	char image_url[INGOT_OPENSTACK_URL_SIZE];
};

/**
 * struct ingot_openstack_place - which image service, where the login does not say it
 * @region:    or NULL
 * @interface: or NULL
 * @image_url: or NULL; then the catalog is not asked
 */
struct ingot_openstack_place {
	const char *region;
	const char *interface;
	const char *image_url;
};

/**
 * ingot_openstack_token_read - read the answer
 * @answer: of status 201
 * @login:  that was asked with; what @place says comes first
 * @reason: set on failure
 * @ret_token: the token
 *
 * Returns 0; -EBADMSG if it is no such answer; -ENOENT if the catalog has no image service that
 * fits; -EINVAL if it has some in several regions, or the token is for no project; -EFBIG; -ENOMEM.
 */
int ingot_openstack_token_read(const struct ingot_answer *answer,
			       const struct ingot_openstack_login *login,
			       const struct ingot_openstack_place *place,
			       struct ingot_reason *reason,
			       struct ingot_openstack_token *ret_token);

#endif
