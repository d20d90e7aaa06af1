/* SPDX-License-Identifier: Apache-2.0 */
/* The IAM policy of an image. */
#include "upload/gcp_policy.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"

/* Somebody else may change it at the same time. */
#define TRIES 4

static void policy_url(const struct ingot_gcp_image *image, const char *verb,
		       struct ingot_form *url)
{
	ingot_gcp_image_url(image->account, image->name, url);
	ingot_form_add(url, "/");
	ingot_form_add(url, verb);
}

/* A binding with a condition does not hold for all. */
static bool binding_has(const struct ingot_json *binding, const char *member)
{
	const struct ingot_json *members, *condition;
	const char *role = "";

	(void)ingot_json_get_text(binding, "role", &role);
	if (strcmp(role, INGOT_GCP_POLICY_ROLE) != 0 ||
	    ingot_json_get(binding, "condition", INGOT_JSON_OBJECT, &condition) != -ENOENT ||
	    ingot_json_get(binding, "members", INGOT_JSON_ARRAY, &members) < 0)
		return false;
	for (size_t i = 0; i < ingot_json_count(members); i++) {
		const char *text = ingot_json_text(ingot_json_at(members, i));

		if (text && strcmp(text, member) == 0)
			return true;
	}
	return false;
}

static bool policy_has(const struct ingot_json *policy, const char *member)
{
	const struct ingot_json *bindings;

	if (!policy || ingot_json_get(policy, "bindings", INGOT_JSON_ARRAY, &bindings) < 0)
		return false;
	for (size_t i = 0; i < ingot_json_count(bindings); i++)
		if (binding_has(ingot_json_at(bindings, i), member))
			return true;
	return false;
}

/* Those who are missing, as a binding of their own: IAM puts those of one role together. */
static int make_missing(const struct ingot_gcp_image *image, const struct ingot_json *policy,
			struct ingot_json **ret_members)
{
	const struct ingot_gcp_settings *settings = image->account->settings;
	ingot_scoped(ingot_json_scoped) struct ingot_json *members = ingot_json_new_array();
	int r = members ? 0 : -ENOMEM;

	if (r == 0 && settings->is_public && !policy_has(policy, INGOT_GCP_POLICY_PUBLIC))
		r = ingot_json_append_text(members, INGOT_GCP_POLICY_PUBLIC);
	for (size_t i = 0; r == 0 && i < ingot_json_count(settings->share_with); i++) {
		const char *member = ingot_json_text(ingot_json_at(settings->share_with, i));

		if (!policy_has(policy, member))
			r = ingot_json_append_text(members, member);
	}
	if (r < 0)
		return r;
	*ret_members = members;
	members = NULL;
	return 0;
}

static int copy(const struct ingot_json *value, struct ingot_json **ret_copy)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r = ingot_json_write(value, INGOT_JSON_COMPACT, &text, &size);

	return r < 0 ? r
		     : ingot_json_parse((struct ingot_bytes){ (uint8_t *)text, size }, NULL,
					ret_copy);
}

/* Takes @members over, also on failure. */
static int append_binding(struct ingot_json *bindings, struct ingot_json *members)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *binding = ingot_json_new_object();
	int r = -ENOMEM;

	if (!binding) {
		ingot_json_free(members);
		return r;
	}
	r = ingot_json_set_text(binding, "role", INGOT_GCP_POLICY_ROLE);
	if (r < 0) {
		ingot_json_free(members);
		return r;
	}
	r = ingot_json_set(binding, "members", members);
	if (r < 0)
		return r;
	r = ingot_json_append(bindings, binding);
	binding = NULL;
	return r;
}

/* All that was there, and one binding more. @members is taken over, also on failure. */
static int make_bindings(const struct ingot_json *policy, struct ingot_json *members,
			 struct ingot_json **ret_bindings)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *bindings = ingot_json_new_array();
	const struct ingot_json *before = NULL;
	int r = bindings ? 0 : -ENOMEM;

	if (policy)
		(void)ingot_json_get(policy, "bindings", INGOT_JSON_ARRAY, &before);
	for (size_t i = 0; r == 0 && before && i < ingot_json_count(before); i++) {
		struct ingot_json *binding;

		r = copy(ingot_json_at(before, i), &binding);
		if (r == 0)
			r = ingot_json_append(bindings, binding);
	}
	if (r < 0) {
		ingot_json_free(members);
		return r;
	}
	r = append_binding(bindings, members);
	if (r < 0)
		return r;
	*ret_bindings = bindings;
	bindings = NULL;
	return 0;
}

/* The request's body; @members is taken over, also on failure. The etag refuses what is old. */
static int make_request(const struct ingot_json *policy, struct ingot_json *members,
			struct ingot_json **ret_root)
{
	static const int64_t versions[2] = { 0, 3 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	struct ingot_json *inside, *bindings;
	const char *etag;
	int64_t version;
	int r = make_bindings(policy, members, &bindings);

	if (r < 0)
		return r;
	r = root ? ingot_json_set_within(root, "policy", &inside) : -ENOMEM;
	if (r < 0) {
		ingot_json_free(bindings);
		return r;
	}
	r = ingot_json_set(inside, "bindings", bindings);
	if (r == 0 && policy && ingot_json_get_text(policy, "etag", &etag) == 0)
		r = ingot_json_set_text(inside, "etag", etag);
	if (r == 0 && policy && ingot_json_get_integer(policy, "version", versions, &version) == 0)
		r = ingot_json_set_integer(inside, "version", version);
	if (r < 0)
		return r;
	*ret_root = root;
	root = NULL;
	return 0;
}

static int read_policy(const struct ingot_gcp_image *image, struct ingot_reason *reason,
		       struct ingot_json **ret_policy)
{
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	const struct ingot_gcp_call call = { .method = "GET",
					     .form = &url,
					     .what = "reading who may use the image" };

	policy_url(image, "getIamPolicy", &url);
	ingot_form_pair(&url, "optionsRequestedPolicyVersion", "3");
	return ingot_gcp_account_ask(image->account, &call, false, reason, ret_policy);
}

/* 1: written; 0: nothing to write; -EEXIST: somebody else wrote in between. */
static int add_once(const struct ingot_gcp_image *image, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *policy = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *answer = NULL;
	ingot_scoped(ingot_form_drop) struct ingot_form url = { 0 };
	struct ingot_gcp_call call = { .method = "POST",
				       .form = &url,
				       .what = "letting others use the image" };
	struct ingot_json *members;
	int r = read_policy(image, reason, &policy);

	if (r < 0)
		return r;
	r = make_missing(image, policy, &members);
	if (r == 0 && ingot_json_count(members) == 0) {
		ingot_json_free(members);
		return 0;
	}
	if (r == 0)
		r = make_request(policy, members, &root);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", call.what, strerror(-r));
	policy_url(image, "setIamPolicy", &url);
	call.body = root;
	r = ingot_gcp_account_ask(image->account, &call, false, reason, &answer);
	return r < 0 ? r : 1;
}

int ingot_gcp_policy_add(const struct ingot_gcp_image *image, struct ingot_reason *reason)
{
	const struct ingot_gcp_settings *settings = image->account->settings;
	int r = 0;

	if (!settings->is_public && !settings->share_with)
		return 0;
	for (unsigned i = 0; i < TRIES; i++) {
		r = add_once(image, reason);
		if (r != -EEXIST)
			return r;
	}
	return r;
}
