/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for a token. Identity API v3. */
#include "upload/openstack_request.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/settings.h"

/* struct way - a method of the identity service */
struct way {
	const char *method;
	int (*fill)(const struct ingot_json *auth, struct ingot_reason *reason,
		    struct ingot_json *ret_identity);
	bool has_scope;
};

static const char *text_of(const struct ingot_json *object, const char *key)
{
	const char *text;

	return ingot_json_get_text(object, key, &text) == 0 && text[0] ? text : NULL;
}

/* The first of two members that is there. */
static const char *either(const struct ingot_json *object, const char *key, const char *other)
{
	const char *text = text_of(object, key);

	return text ? text : text_of(object, other);
}

static int set_domain(const struct ingot_json *auth, const char *id_key, const char *name_key,
		      struct ingot_json *into)
{
	const char *id = text_of(auth, id_key);
	const char *name = text_of(auth, name_key);
	struct ingot_json *domain;
	int r = ingot_json_set_within(into, "domain", &domain);

	if (!id && !name) {
		id = either(auth, "default_domain_id", "default_domain");
		name = text_of(auth, "default_domain_name");
	}
	if (r == 0)
		r = !id && name ? ingot_json_set_text(domain, "name", name)
				: ingot_json_set_text(domain, "id", id ? id : "default");
	return r;
}

/* Id, or name and domain. */
static int set_user(const struct ingot_json *auth, struct ingot_reason *reason,
		    struct ingot_json *user)
{
	const char *id = text_of(auth, "user_id");
	const char *name = text_of(auth, "username");
	int r;

	if (id)
		return ingot_json_set_text(user, "id", id);
	if (!name)
		return ingot_refuse(reason, -EINVAL, "username or user_id is missing");
	r = ingot_json_set_text(user, "name", name);
	return r < 0 ? r : set_domain(auth, "user_domain_id", "user_domain_name", user);
}

static int fill_password(const struct ingot_json *auth, struct ingot_reason *reason,
			 struct ingot_json *identity)
{
	const char *password = text_of(auth, "password");
	struct ingot_json *method;
	struct ingot_json *user;
	int r;

	if (!password)
		return ingot_refuse(reason, -EINVAL,
				    "password is missing (OS_PASSWORD, or "
				    "secure.yaml)");
	if (text_of(auth, "passcode"))
		return ingot_refuse(reason, -ENOTSUP,
				    "passcode: one-time passwords are not "
				    "handled; a token is, or an application "
				    "credential");
	r = ingot_json_set_within(identity, "password", &method);
	if (r == 0)
		r = ingot_json_set_within(method, "user", &user);
	if (r == 0)
		r = set_user(auth, reason, user);
	if (r == 0)
		r = ingot_json_set_text(user, "password", password);
	return r;
}

static int fill_application(const struct ingot_json *auth, struct ingot_reason *reason,
			    struct ingot_json *identity)
{
	const char *id = text_of(auth, "application_credential_id");
	const char *name = text_of(auth, "application_credential_name");
	const char *secret = text_of(auth, "application_credential_secret");
	struct ingot_json *method;
	struct ingot_json *user;
	int r;

	if (!id && !name)
		return ingot_refuse(reason, -EINVAL,
				    "application_credential_id or _name is missing");
	if (!secret)
		return ingot_refuse(reason, -EINVAL, "application_credential_secret is missing");
	r = ingot_json_set_within(identity, "application_credential", &method);
	if (r == 0)
		r = ingot_json_set_text(method, id ? "id" : "name", id ? id : name);
	if (r == 0 && !id)
		r = ingot_json_set_within(method, "user", &user);
	if (r == 0 && !id)
		r = set_user(auth, reason, user);
	if (r == 0)
		r = ingot_json_set_text(method, "secret", secret);
	return r;
}

static int fill_token(const struct ingot_json *auth, struct ingot_reason *reason,
		      struct ingot_json *identity)
{
	const char *token = text_of(auth, "token");
	struct ingot_json *method;
	int r;

	if (!token)
		return ingot_refuse(reason, -EINVAL, "token is missing (OS_TOKEN)");
	r = ingot_json_set_within(identity, "token", &method);
	return r < 0 ? r : ingot_json_set_text(method, "id", token);
}

static const struct way password_way = { "password", fill_password, true };
static const struct way application_way = { "application_credential", fill_application, false };
static const struct way token_way = { "token", fill_token, true };

static const struct way *way_of(const char *auth_type, const struct ingot_json *auth)
{
	static const struct {
		const char *name;
		const struct way *way;
	} ways[] = {
		{ "password", &password_way },
		{ "v3password", &password_way },
		{ "v3applicationcredential", &application_way },
		{ "token", &token_way },
		{ "v3token", &token_way },
	};

	if (!auth_type && either(auth, "application_credential_id", "application_credential_name"))
		return &application_way;
	if (!auth_type && text_of(auth, "token"))
		return &token_way;
	if (!auth_type)
		return &password_way;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(ways[i].name, auth_type) == 0)
			return ways[i].way;
	}
	return NULL;
}

static int set_scope(const struct ingot_json *auth, struct ingot_reason *reason,
		     struct ingot_json *root)
{
	const char *id = either(auth, "project_id", "tenant_id");
	const char *name = either(auth, "project_name", "tenant_name");
	struct ingot_json *scope;
	struct ingot_json *project;
	int r;

	if (text_of(auth, "system_scope") || text_of(auth, "trust_id"))
		return ingot_refuse(reason, -ENOTSUP,
				    "system_scope and trust_id are not handled: "
				    "an image is one of a project");
	if (!id && !name)
		return ingot_refuse(reason, -EINVAL, "project_name or project_id is missing");
	r = ingot_json_set_within(root, "scope", &scope);
	if (r == 0)
		r = ingot_json_set_within(scope, "project", &project);
	if (r == 0)
		r = ingot_json_set_text(project, id ? "id" : "name", id ? id : name);
	if (r == 0 && !id)
		r = set_domain(auth, "project_domain_id", "project_domain_name", project);
	return r;
}

static int fill(const struct way *way, const struct ingot_json *auth, struct ingot_reason *reason,
		struct ingot_json *request)
{
	struct ingot_json *methods = ingot_json_new_array();
	struct ingot_json *root;
	struct ingot_json *identity;
	int r = methods ? ingot_json_append_text(methods, way->method) : -ENOMEM;

	if (r < 0) {
		ingot_json_free(methods);
		return r;
	}
	r = ingot_json_set_within(request, "auth", &root);
	if (r == 0)
		r = ingot_json_set_within(root, "identity", &identity);
	if (r < 0) {
		ingot_json_free(methods);
		return r;
	}
	r = ingot_json_set(identity, "methods", methods);
	if (r == 0)
		r = way->fill(auth, reason, identity);
	if (r == 0 && way->has_scope)
		r = set_scope(auth, reason, root);
	return r;
}

int ingot_openstack_request_new(const char *auth_type, const struct ingot_json *auth,
				struct ingot_reason *reason, struct ingot_json **ret_request)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *request = ingot_json_new_object();
	const struct way *way = way_of(auth_type, auth);
	int r;

	if (!way)
		return ingot_refuse(reason, -ENOTSUP,
				    "auth_type is none of password, v3applicationcredential, "
				    "token: %s",
				    auth_type);
	r = request ? fill(way, auth, reason, request) : -ENOMEM;
	if (r == -ENOMEM)
		return ingot_refuse(reason, r, "out of memory");
	if (r < 0)
		return r;
	*ret_request = request;
	request = NULL;
	return 0;
}

static size_t without_end(const char *text, size_t size, const char *end)
{
	size_t end_size = strlen(end);

	return size > end_size && strncmp(&text[size - end_size], end, end_size) == 0
		       ? size - end_size
		       : size;
}

int ingot_openstack_url(const char *url, const char *version,
			char ret_url[INGOT_OPENSTACK_URL_SIZE])
{
	static const char *const ends[] = { "/v2", "/v2.0", "/v3" };
	size_t size = strlen(url);
	char text[INGOT_OPENSTACK_URL_SIZE];
	int length;

	while (size > 0 && url[size - 1] == '/')
		size--;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t shorter = without_end(url, size, ends[i]);

		if (shorter != size) {
			size = shorter;
			break;
		}
	}
	if (size >= sizeof(text))
		return -EFBIG;
	length = snprintf(text, sizeof(text), "%.*s/%s", (int)size, url, version);
	if (length < 0 || (size_t)length >= sizeof(text))
		return -EFBIG;
	if (!ingot_settings_is_url(text))
		return -EBADMSG;
	strcpy(ret_url, text);
	return 0;
}
