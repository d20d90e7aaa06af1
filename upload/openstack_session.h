/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_SESSION_H
#define INGOT_UPLOAD_OPENSTACK_SESSION_H

#include "upload/openstack_token.h"

/*
 * Talking to an OpenStack cloud under one login. A token that is no longer taken is replaced once,
 * by a login that is read anew; then its refusal is an answer.
 */

/**
 * struct ingot_openstack_session - a login at work; larger than a stack likes: 10 KiB
 * @transport: for all requests
 * @place:     which image service
 * @auth_url:  identity service in place of the login's; NULL: that
 * @has_ca:    the transport has CAs of the config file; without, a login's "cacert" is only noted as
 *             passed over
 * @context:   handed to @login
 * @login:     reads the login. Returns as ingot_openstack_login_read()
 * @token:     set by ingot_openstack_session_begin(). In a dry run its texts are "{project-id}" and
 *             the like, and a URL that only the catalog tells is at image-service.invalid
 * @is_renewed: private
 */
struct ingot_openstack_session {
	struct ingot_transport *transport;
	struct ingot_openstack_place place;
	const char *auth_url;
	bool has_ca;
	void *context;
	int (*login)(void *context, struct ingot_reason *reason,
		     struct ingot_openstack_login *ret_login);
	struct ingot_openstack_token token;
	bool is_renewed;
};

/**
 * ingot_openstack_session_begin - log in
 * @reason: set on failure
 *
 * Returns 0; what @login, ingot_transport_call() and ingot_openstack_token_read() return; -EIO if
 * the login is refused.
 */
int ingot_openstack_session_begin(struct ingot_openstack_session *session,
				  struct ingot_reason *reason);

/**
 * struct ingot_openstack_call - a request to the image service; all is borrowed
 * @method: "GET", …
 * @path:   behind the service's URL, with its query: "/images/ID"
 * @type:   of the body; NULL: "application/json"
 * @body:   text; NULL: none
 * @source: a large body in its place; NULL: none
 * @is_single: not tried again
 */
struct ingot_openstack_call {
	const char *method;
	const char *path;
	const char *type;
	const char *body;
	const struct ingot_body_source *source;
	bool is_single;
};

/**
 * ingot_openstack_session_call - make one
 * @ret_answer: as of ingot_transport_call()
 *
 * What has a @source may take the service ten times as long as others to answer: it puts the data
 * where it keeps them before it does.
 *
 * Returns 0; what ingot_transport_call() and ingot_openstack_session_begin() return; -EFBIG.
 */
int ingot_openstack_session_call(struct ingot_openstack_session *session,
				 const struct ingot_openstack_call *call,
				 struct ingot_reason *reason, struct ingot_answer *ret_answer);

/**
 * ingot_openstack_refused - a refusal as a reason, in the words of the service's error document
 * @what: "create image"
 *
 * Returns -EIO.
 */
int ingot_openstack_refused(struct ingot_reason *reason, const char *what,
			    const struct ingot_answer *answer);

#endif
