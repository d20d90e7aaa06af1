/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_REQUEST_H
#define INGOT_UPLOAD_OPENSTACK_REQUEST_H

#include "base/json.h"
#include "base/reason.h"
#include "upload/openstack_login.h"

/*
 * The body that asks Keystone for a token, scoped to a project: by password, by an application
 * credential, or by a token that somebody got before.
 *
 * Spec: Identity API v3, POST /v3/auth/tokens.
 */

/**
 * ingot_openstack_request_new - make the body
 * @auth_type: "password", "v3password", "v3applicationcredential", "token", "v3token"; NULL: as
 *             @auth has an application credential, a token, or neither
 * @auth: the members of "auth" (openstack_login.h)
 * @reason: set on failure: what is missing, not what is there
 * @ret_request: secret; free with ingot_json_free()
 *
 * A domain that is not named is the one with the id "default".
 *
 * Returns 0; -EINVAL if something is missing; -ENOTSUP for another way, or another scope than a
 * project; -EBADMSG for texts that are not UTF-8; -ENOMEM.
 */
int ingot_openstack_request_new(const char *auth_type, const struct ingot_json *auth,
				struct ingot_reason *reason, struct ingot_json **ret_request);

/**
 * ingot_openstack_url - a service's URL with its version, whether or not that is in it already
 * @url: https, or http to loopback; the '/' at its end, and "/v2", "/v2.0", "/v3" in front of that
 *       may be there
 * @version: "v2", "v3"
 * @ret_url: without '/' at its end
 *
 * Returns 0; -EBADMSG if it is no such URL; -EFBIG if it is too long.
 */
int ingot_openstack_url(const char *url, const char *version,
			char ret_url[INGOT_OPENSTACK_URL_SIZE]);

#endif
