/* SPDX-License-Identifier: Apache-2.0 */
/* The config file of ingot-upload, ingot.upload/1. */
#include "upload/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "upload/url.h"

static const char *const file_members[] = { "version", "ca",  "timeouts",  "aws",
					    "azure",   "gcp", "openstack", NULL };

static int take_number(const struct ingot_members *members, const char *key, const int64_t range[2],
		       unsigned *number)
{
	int64_t value = 0;
	int r = ingot_members_get_integer(members, key, range, &value);

	if (r > 0)
		*number = (unsigned)value;
	return r;
}

static int read_timeouts(const struct ingot_members *file, struct ingot_timeouts *timeouts)
{
	static const char *const known[] = { "connect_seconds", "stall_seconds",  "wait_seconds",
					     "retries",         "first_delay_ms", NULL };
	static const int64_t ranges[][2] = { { 1, 600 },
					     { 1, 3600 },
					     { 1, 86400 },
					     { 0, INGOT_TRANSPORT_RETRIES_MAX },
					     { 1, 30000 } };
	unsigned *const numbers[] = { &timeouts->connect_seconds, &timeouts->stall_seconds,
				      &timeouts->wait_seconds, &timeouts->retries,
				      &timeouts->first_delay_ms };
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members members;
	int r = ingot_members_inner(file, "timeouts", path, &members);

	if (r <= 0)
		return r;
	r = ingot_members_known(&members, known);
	for (size_t i = 0; r >= 0 && known[i]; i++)
		r = take_number(&members, known[i], ranges[i], numbers[i]);
	return r < 0 ? r : 0;
}

static int check_endpoints(const struct ingot_members *cloud)
{
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_json_member member = { 0 };
	struct ingot_members members;
	int r = ingot_members_inner(cloud, "endpoints", path, &members);

	while (r > 0 && ingot_json_next(members.object, &member)) {
		const char *url = ingot_json_text(member.value);
		const size_t length = url ? strlen(url) : 0;

		if (!url || !ingot_url_is_service(url))
			r = ingot_members_refuse(&members, member.key,
						 "not a https URL (http to loopback alone), "
						 "without user, query and fragment");
		else if (url[length - 1] == '/')
			r = ingot_members_refuse(&members, member.key, "ends in '/'");
	}
	return r < 0 ? r : 0;
}

static int read_file(const struct ingot_members *file, struct ingot_settings *settings)
{
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members cloud;
	const char *version = NULL;
	int r = ingot_members_get_text(file, "version", &version);

	r = ingot_members_need(file, "version", r);
	if (r < 0)
		return r;
	if (strcmp(version, INGOT_SETTINGS_VERSION) != 0)
		return ingot_refuse(file->reason, -ENOTSUP, "version: not " INGOT_SETTINGS_VERSION);
	r = ingot_members_known(file, file_members);
	if (r >= 0)
		r = ingot_members_get_text(file, "ca", &settings->ca);
	if (r >= 0)
		r = read_timeouts(file, &settings->timeouts);
	if (r < 0)
		return r;
	r = ingot_members_inner(file, settings->name, path, &cloud);
	if (r == 0)
		return ingot_refuse(file->reason, -ENOENT, "%s: is missing", settings->name);
	if (r < 0)
		return r;
	settings->cloud = cloud.object;
	return check_endpoints(&cloud);
}

int ingot_settings_read(struct ingot_bytes text, const char *cloud, struct ingot_reason *reason,
			struct ingot_settings *ret_settings)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = {
		.timeouts = ingot_timeouts_default,
		.name = cloud,
	};
	struct ingot_fault fault = { 0, "cannot be read" };
	int r;

	if (text.size > INGOT_SETTINGS_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "larger than %zu bytes",
				    INGOT_SETTINGS_SIZE_MAX);
	r = ingot_json_parse(text, &fault, &settings.root);
	if (r < 0)
		return ingot_refuse(reason, r, "offset %llu: %s", (unsigned long long)fault.offset,
				    fault.rule);
	r = read_file(&(struct ingot_members){ settings.root, "", reason }, &settings);
	if (r < 0)
		return r;
	*ret_settings = settings;
	settings.root = NULL;
	return 0;
}

struct ingot_members ingot_settings_members(const struct ingot_settings *settings,
					    struct ingot_reason *reason)
{
	return (struct ingot_members){ settings->cloud, settings->name, reason };
}

int ingot_settings_endpoints_known(const struct ingot_settings *settings,
				   struct ingot_reason *reason, const char *const *known)
{
	const struct ingot_members cloud = ingot_settings_members(settings, reason);
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members members;
	int r = ingot_members_inner(&cloud, "endpoints", path, &members);

	return r > 0 ? ingot_members_known(&members, known) : r;
}

const char *ingot_settings_endpoint(const struct ingot_settings *settings, const char *service)
{
	const struct ingot_json *endpoints;
	const char *url = NULL;

	if (ingot_json_get(settings->cloud, "endpoints", INGOT_JSON_OBJECT, &endpoints) == 0)
		(void)ingot_json_get_text(endpoints, service, &url);
	return url;
}

static bool is_there_before(const struct ingot_json *list, size_t index, const char *text)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(ingot_json_text(ingot_json_at(list, i)), text) == 0)
			return true;
	return false;
}

int ingot_settings_texts(const struct ingot_members *members, const char *key,
			 const struct ingot_json **ret_list)
{
	const struct ingot_json *list;
	int r = ingot_members_get(members, key, INGOT_JSON_ARRAY, &list);

	if (r <= 0)
		return r;
	if (ingot_json_count(list) > INGOT_SETTINGS_LIST_MAX)
		return ingot_members_refuse(members, key, "more than %d elements",
					    INGOT_SETTINGS_LIST_MAX);
	for (size_t i = 0; i < ingot_json_count(list); i++) {
		const char *text = ingot_json_text(ingot_json_at(list, i));

		if (!text || !text[0])
			return ingot_members_refuse(members, key,
						    "element %zu is no string, or empty", i);
		if (is_there_before(list, i, text))
			return ingot_members_refuse(members, key, "there twice: %s", text);
	}
	*ret_list = list;
	return 1;
}

int ingot_settings_tags(const struct ingot_members *members, const char *key,
			const struct ingot_json **ret_tags)
{
	struct ingot_json_member member = { 0 };
	const struct ingot_json *tags;
	int r = ingot_members_get(members, key, INGOT_JSON_OBJECT, &tags);

	if (r <= 0)
		return r;
	if (ingot_json_count(tags) > INGOT_SETTINGS_LIST_MAX)
		return ingot_members_refuse(members, key, "more than %d members",
					    INGOT_SETTINGS_LIST_MAX);
	while (ingot_json_next(tags, &member))
		if (!member.key[0] || !ingot_json_text(member.value))
			return ingot_members_refuse(members, key,
						    "not all are strings with a name");
	*ret_tags = tags;
	return 1;
}

bool ingot_settings_is_url(const char *text)
{
	return ingot_url_is_service(text);
}

void ingot_settings_drop(struct ingot_settings *settings)
{
	ingot_json_free(settings->root);
	*settings = (struct ingot_settings){ 0 };
}
