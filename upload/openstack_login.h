/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_LOGIN_H
#define INGOT_UPLOAD_OPENSTACK_LOGIN_H

#include "base/json.h"
#include "base/reason.h"

/*
 * Who one is towards an OpenStack cloud, and which one: read from what the vendor's own clients read,
 * clouds.yaml with secure.yaml, or the variables OS_*. Secrets come from there alone.
 *
 * Understood of a cloud's entry, all of them strings: auth_type, region_name, interface, cacert,
 * image_endpoint_override, identity_api_version (3), verify (true), and in "auth" auth_url, token,
 * username, user_id, password, project_name, project_id, {user_,project_,default_}domain_{name,id},
 * application_credential_{id,name,secret}. Other members are passed over as these clients do, but
 * for those without which one would do something else than they: "verify" that is false, client
 * certificates, vendor profiles in the place of auth_url, and scopes that are not a project.
 *
 * Spec: openstacksdk, "Configuring OpenStack SDK Applications"; keystoneauth, "Authentication
 * Plugins"; Identity API v3, "Password authentication with scoped authorization", "Authenticating
 * with an Application Credential", "Token authentication with scoped authorization".
 */

#define INGOT_OPENSTACK_URL_SIZE 1024

/**
 * struct ingot_openstack_login - as it was read; release with ingot_openstack_login_drop()
 * @auth_url:  with "/v3" at its end; https, or http to loopback
 * @region:    NULL: not said
 * @interface: "public", "internal" or "admin"
 * @ca:        PEM file; NULL: not said
 * @image_url: in place of the catalog's; NULL: none
 * @request:   the body of POST /v3/auth/tokens: secret
 * @root:      private; all texts are borrowed from it
 */
struct ingot_openstack_login {
	char auth_url[INGOT_OPENSTACK_URL_SIZE];
	const char *region;
	const char *interface;
	const char *ca;
	const char *image_url;
	struct ingot_json *request;
	struct ingot_json *root;
};

/**
 * ingot_openstack_login_read - of clouds.yaml
 * @clouds: the whole file
 * @secure: the whole of secure.yaml, whose members come before those of @clouds; empty: none
 * @cloud:  which entry; NULL: the only one
 * @reason: set on failure; no secret in it
 * @ret_login: the login
 *
 * Returns 0; -EBADMSG; -ENOENT if there is no such cloud; -EINVAL if there are several to choose
 * from, or something is missing; -ENOTSUP for ways to log in that are none of the above; -EFBIG;
 * -ENOMEM.
 */
int ingot_openstack_login_read(struct ingot_bytes clouds, struct ingot_bytes secure,
			       const char *cloud, struct ingot_reason *reason,
			       struct ingot_openstack_login *ret_login);

/**
 * ingot_openstack_login_of_variables - of OS_AUTH_URL and the others
 * @get: the value of a variable of that name, NULL: not set; as getenv()
 *
 * Returns as above.
 */
int ingot_openstack_login_of_variables(const char *(*get)(const char *name),
				       struct ingot_reason *reason,
				       struct ingot_openstack_login *ret_login);

/** ingot_openstack_login_drop - release it, also an all-zero one; for ingot_scoped() too. */
void ingot_openstack_login_drop(struct ingot_openstack_login *login);

#endif
