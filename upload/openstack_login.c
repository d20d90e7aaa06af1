/* SPDX-License-Identifier: Apache-2.0 */
/* Logins of clouds.yaml or of variables, as the request for a token that they make. */
#include "upload/openstack_login.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/openstack_request.h"
#include "upload/settings.h"
#include "upload/yaml_reader.h"

/* A cloud's members beside "auth", and the variables that stand for them. */
static const char *const members[] = { "auth_type",
				       "region_name",
				       "interface",
				       "cacert",
				       "image_endpoint_override",
				       "identity_api_version",
				       "verify",
				       "cert",
				       "key",
				       NULL };

/* Those of "auth". */
static const char *const auth_members[] = { "auth_url",
					    "token",
					    "username",
					    "user_id",
					    "password",
					    "passcode",
					    "project_name",
					    "project_id",
					    "tenant_name",
					    "tenant_id",
					    "user_domain_name",
					    "user_domain_id",
					    "project_domain_name",
					    "project_domain_id",
					    "default_domain_name",
					    "default_domain_id",
					    "default_domain",
					    "domain_name",
					    "domain_id",
					    "system_scope",
					    "trust_id",
					    "application_credential_id",
					    "application_credential_name",
					    "application_credential_secret",
					    NULL };

static const char *text_of(const struct ingot_json *object, const char *key)
{
	const char *text;

	return ingot_json_get_text(object, key, &text) == 0 && text[0] ? text : NULL;
}

static int check_tls(const struct ingot_json *cloud, struct ingot_reason *reason)
{
	const char *verify = text_of(cloud, "verify");

	if (verify && strcasecmp(verify, "true") != 0)
		return ingot_refuse(reason, -ENOTSUP,
				    "verify has to be true: name the CAs in cacert");
	if (text_of(cloud, "cert") || text_of(cloud, "key"))
		return ingot_refuse(reason, -ENOTSUP,
				    "cert and key: client certificates are not handled");
	return 0;
}

static int read_interface(const struct ingot_json *cloud, struct ingot_reason *reason,
			  const char **ret_interface)
{
	static const char *const known[] = { "public", "internal", "admin" };
	const char *interface = text_of(cloud, "interface");

	if (!interface)
		interface = known[0];
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t size = strlen(known[i]);

		/* "publicURL" is the older word */
		if (strncmp(interface, known[i], size) == 0 &&
		    (!interface[size] || strcmp(&interface[size], "URL") == 0)) {
			*ret_interface = known[i];
			return 0;
		}
	}
	return ingot_refuse(reason, -EBADMSG, "interface is none of public, internal, admin: %s",
			    interface);
}

static int read_url(const struct ingot_json *auth, struct ingot_reason *reason,
		    char ret_url[INGOT_OPENSTACK_URL_SIZE])
{
	const char *url = text_of(auth, "auth_url");

	if (!url)
		return ingot_refuse(reason, -EINVAL,
				    "auth_url is missing (vendor profiles are not handled)");
	return ingot_openstack_url(url, "v3", ret_url) == 0
		       ? 0
		       : ingot_refuse(reason, -EBADMSG,
				      "auth_url is not https, or http to loopback: %s", url);
}

static int check(const struct ingot_json *cloud, struct ingot_reason *reason)
{
	const char *version = text_of(cloud, "identity_api_version");
	int r = check_tls(cloud, reason);

	if (r == 0 && version && version[0] != '3')
		r = ingot_refuse(reason, -ENOTSUP, "identity_api_version has to be 3: %s", version);
	return r;
}

/* @root is taken over, also on failure. */
static int read_login(struct ingot_json *root, const struct ingot_json *cloud,
		      struct ingot_reason *reason, struct ingot_openstack_login *ret_login)
{
	ingot_scoped(
		ingot_openstack_login_drop) struct ingot_openstack_login login = { .root = root };
	const struct ingot_json *auth;
	int r = ingot_json_get(cloud, "auth", INGOT_JSON_OBJECT, &auth);

	if (r < 0)
		return ingot_refuse(reason, r == -ENOENT ? -EINVAL : r,
				    "auth is missing, or no mapping");
	login.region = text_of(cloud, "region_name");
	login.ca = text_of(cloud, "cacert");
	login.image_url = text_of(cloud, "image_endpoint_override");
	r = check(cloud, reason);
	if (r == 0)
		r = read_interface(cloud, reason, &login.interface);
	if (r == 0)
		r = read_url(auth, reason, login.auth_url);
	if (r == 0 && login.image_url && !ingot_settings_is_url(login.image_url))
		r = ingot_refuse(reason, -EBADMSG,
				 "image_endpoint_override is not https, or http to loopback");
	if (r == 0)
		r = ingot_openstack_request_new(text_of(cloud, "auth_type"), auth, reason,
						&login.request);
	if (r < 0)
		return r;
	*ret_login = login;
	login = (struct ingot_openstack_login){ 0 };
	return 0;
}

static int parse(const char *file, struct ingot_bytes text, struct ingot_reason *reason,
		 struct ingot_json **ret_root)
{
	struct ingot_reason inner = { .text = "" };
	int r = ingot_yaml_parse(text, &inner, ret_root);

	return r < 0 ? ingot_refuse(reason, r, "%s: %s", file, inner.text) : 0;
}

/* The strings of @from take the place of those in @into, and so in the objects inside. */
static int merge(struct ingot_json *into, const struct ingot_json *from)
{
	struct ingot_json_member member = { 0 };
	int r = 0;

	while (r == 0 && ingot_json_next(from, &member)) {
		struct ingot_json *within;

		if (ingot_json_type_of(member.value) == INGOT_JSON_TEXT) {
			r = ingot_json_set_text(into, member.key, ingot_json_text(member.value));
			continue;
		}
		if (ingot_json_type_of(member.value) != INGOT_JSON_OBJECT)
			continue;
		r = ingot_json_set_within(into, member.key, &within);
		if (r == 0)
			r = merge(within, member.value); /* as deep as YAML may be */
	}
	return r;
}

static int merge_secure(struct ingot_json *root, struct ingot_bytes text,
			struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *secure = NULL;
	int r = parse("secure.yaml", text, reason, &secure);

	if (r < 0)
		return r;
	r = merge(root, secure);
	return r < 0 ? ingot_refuse(reason, r, "secure.yaml does not fit to clouds.yaml") : 0;
}

static int choose(const struct ingot_json *root, const char *name, struct ingot_reason *reason,
		  const struct ingot_json **ret_cloud)
{
	struct ingot_json_member first = { 0 };
	const struct ingot_json *clouds;
	int r = ingot_json_get(root, "clouds", INGOT_JSON_OBJECT, &clouds);

	if (r < 0 || !ingot_json_next(clouds, &first))
		return ingot_refuse(reason, -EBADMSG, "clouds.yaml has no clouds");
	if (!name && ingot_json_count(clouds) > 1)
		return ingot_refuse(
			reason, -EINVAL,
			"clouds.yaml has %zu clouds: name one in OS_CLOUD or in the config file",
			ingot_json_count(clouds));
	r = ingot_json_get(clouds, name ? name : first.key, INGOT_JSON_OBJECT, ret_cloud);
	if (r == -ENOENT)
		return ingot_refuse(reason, r, "clouds.yaml has no cloud '%s'", name);
	return r < 0 ? ingot_refuse(reason, r, "cloud '%s' of clouds.yaml is no mapping",
				    name ? name : first.key)
		     : 0;
}

int ingot_openstack_login_read(struct ingot_bytes clouds, struct ingot_bytes secure,
			       const char *cloud, struct ingot_reason *reason,
			       struct ingot_openstack_login *ret_login)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_json *owned;
	const struct ingot_json *entry;
	int r = parse("clouds.yaml", clouds, reason, &root);

	if (r == 0 && secure.size > 0)
		r = merge_secure(root, secure, reason);
	if (r == 0)
		r = choose(root, cloud, reason, &entry);
	if (r < 0)
		return r;
	owned = root;
	root = NULL;
	return read_login(owned, entry, reason, ret_login);
}

static int take_variables(const char *(*get)(const char *name), const char *const *names,
			  struct ingot_json *into)
{
	int r = 0;

	for (size_t i = 0; r == 0 && names[i]; i++) {
		char variable[64] = "OS_";
		const char *value;

		for (size_t j = 0; names[i][j] && j < sizeof(variable) - 4; j++)
			variable[j + 3] = names[i][j] == '_' ? '_' : (char)(names[i][j] & ~0x20);
		value = get(variable);
		if (value && value[0])
			r = ingot_json_set_text(into, names[i], value);
	}
	return r;
}

int ingot_openstack_login_of_variables(const char *(*get)(const char *name),
				       struct ingot_reason *reason,
				       struct ingot_openstack_login *ret_login)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *cloud = ingot_json_new_object();
	struct ingot_json *auth;
	struct ingot_json *owned;
	int r = cloud ? take_variables(get, members, cloud) : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_within(cloud, "auth", &auth);
	if (r == 0)
		r = take_variables(get, auth_members, auth);
	if (r < 0)
		return ingot_refuse(reason, r == -EINVAL ? -EBADMSG : r,
				    "the variables OS_* are not UTF-8, or memory is out");
	owned = cloud;
	cloud = NULL;
	return read_login(owned, owned, reason, ret_login);
}

void ingot_openstack_login_drop(struct ingot_openstack_login *login)
{
	ingot_json_free(login->request);
	ingot_json_free(login->root);
	*login = (struct ingot_openstack_login){ 0 };
}
