/* SPDX-License-Identifier: Apache-2.0 */
/* An image of Glance to those who may use it. Image service API v2. */
#include "upload/openstack_publish.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"

#define PATH_SIZE       256
#define STATUS_OK       200
#define STATUS_CONFLICT 409

static int add_change(struct ingot_json *changes, const char *path, const char *text)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *change = ingot_json_new_object();
	struct ingot_json *owned;
	int r = change ? ingot_json_set_text(change, "op", "replace") : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(change, "path", path);
	if (r == 0)
		r = text ? ingot_json_set_text(change, "value", text)
			 : ingot_json_set_boolean(change, "value", true);
	if (r < 0)
		return r;
	owned = change;
	change = NULL;
	return ingot_json_append(changes, owned);
}

static int list_changes(const struct ingot_openstack_publish *publish, struct ingot_json *changes)
{
	const struct ingot_openstack_settings *settings = publish->settings;
	const char *now = publish->image->visibility;
	int visibility = ingot_openstack_visibility_of(now && now[0] ? now : "private");
	int r = 0;

	if (visibility >= 0 && visibility < (int)settings->visibility)
		r = add_change(changes, "/visibility",
			       ingot_openstack_visibility_word(settings->visibility));
	if (r == 0 && settings->is_protected && !publish->image->is_protected)
		r = add_change(changes, "/protected", NULL);
	return r;
}

static int change(const struct ingot_openstack_publish *publish, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *changes = ingot_json_new_array();
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_scoped_free) char *body = NULL;
	char path[PATH_SIZE];
	struct ingot_openstack_call request = {
		.method = "PATCH",
		.path = path,
		.type = "application/openstack-images-v2.1-json-patch",
	};
	size_t size;
	int r = changes ? list_changes(publish, changes) : -ENOMEM;

	if (r == 0 && ingot_json_count(changes) == 0)
		return 0;
	if (r == 0)
		r = ingot_json_write(changes, INGOT_JSON_COMPACT, &body, &size);
	if (r < 0)
		return ingot_refuse(reason, r, "out of memory");
	request.body = body;
	(void)snprintf(path, sizeof(path), "/images/%s", publish->uuid);
	r = ingot_openstack_session_call(publish->session, &request, reason, &answer);
	if (r == 0 && answer.status != 0 && answer.status != STATUS_OK)
		r = ingot_openstack_refused(reason, "change the image's visibility or protection",
					    &answer);
	return r < 0 ? r : 1;
}

static bool is_member(const struct ingot_json *root, const char *project)
{
	const struct ingot_json *members;

	if (!root || ingot_json_get(root, "members", INGOT_JSON_ARRAY, &members) < 0)
		return false;
	for (size_t i = 0; i < ingot_json_count(members); i++) {
		const char *id;

		if (ingot_json_get_text(ingot_json_at(members, i), "member_id", &id) == 0 &&
		    strcmp(id, project) == 0)
			return true;
	}
	return false;
}

/* @ret_root stays NULL in a dry run. */
static int list_members(const struct ingot_openstack_publish *publish, struct ingot_reason *reason,
			struct ingot_json **ret_root)
{
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	char path[PATH_SIZE];
	struct ingot_openstack_call request = { .method = "GET", .path = path };
	int r;

	(void)snprintf(path, sizeof(path), "/images/%s/members", publish->uuid);
	r = ingot_openstack_session_call(publish->session, &request, reason, &answer);
	if (r < 0 || answer.status == 0)
		return r;
	if (answer.status != STATUS_OK)
		return ingot_openstack_refused(reason, "list the image's members", &answer);
	return ingot_json_parse(ingot_answer_bytes(&answer), NULL, ret_root) < 0
		       ? ingot_refuse(reason, -EBADMSG, "the image's members are not readable")
		       : 0;
}

static int add_member(const struct ingot_openstack_publish *publish, const char *project,
		      struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *member = ingot_json_new_object();
	ingot_scoped(ingot_answer_drop) struct ingot_answer answer = { 0 };
	ingot_scoped(ingot_scoped_free) char *body = NULL;
	char path[PATH_SIZE];
	struct ingot_openstack_call request = { .method = "POST", .path = path };
	size_t size;
	int r = member ? ingot_json_set_text(member, "member", project) : -ENOMEM;

	if (r == 0)
		r = ingot_json_write(member, INGOT_JSON_COMPACT, &body, &size);
	if (r < 0)
		return ingot_refuse(reason, r, "out of memory");
	request.body = body;
	(void)snprintf(path, sizeof(path), "/images/%s/members", publish->uuid);
	r = ingot_openstack_session_call(publish->session, &request, reason, &answer);
	if (r == 0 && answer.status != 0 && answer.status != STATUS_OK &&
	    answer.status != STATUS_CONFLICT)
		r = ingot_openstack_refused(reason, "share the image", &answer);
	return r;
}

static int share(const struct ingot_openstack_publish *publish, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const struct ingot_json *projects = publish->settings->share_with;
	int changes = 0;
	int r;

	if (!projects || ingot_json_count(projects) == 0)
		return 0;
	r = list_members(publish, reason, &root);
	for (size_t i = 0; r == 0 && i < ingot_json_count(projects); i++) {
		const char *project = ingot_json_text(ingot_json_at(projects, i));

		if (is_member(root, project))
			continue;
		r = add_member(publish, project, reason);
		changes++;
	}
	return r < 0 ? r : changes;
}

int ingot_openstack_publish(const struct ingot_openstack_publish *publish,
			    struct ingot_reason *reason)
{
	int changes = change(publish, reason);
	int r = changes < 0 ? changes : share(publish, reason);

	return r < 0 ? r : changes + r;
}
