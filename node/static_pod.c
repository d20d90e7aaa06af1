/* SPDX-License-Identifier: Apache-2.0 */
/* Static pods of a configuration. */
#include "node/static_pod.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "node/members.h"
#include "node/name.h"

#define PATH_SIZE 32

static const char *metadata_text(const struct ingot_json *pod, const char *key)
{
	const struct ingot_json *metadata;
	const char *text;

	if (ingot_json_get(pod, "metadata", INGOT_JSON_OBJECT, &metadata) < 0 ||
	    ingot_json_get_text(metadata, key, &text) < 0)
		return NULL;
	return text;
}

const char *ingot_static_pod_name(const struct ingot_json *pod)
{
	return metadata_text(pod, "name");
}

const char *ingot_static_pod_namespace(const struct ingot_json *pod)
{
	const char *text = metadata_text(pod, "namespace");

	return text ? text : "default";
}

static int check_word(const struct ingot_members *pod, const char *key, const char *wanted)
{
	const char *text;
	int r = ingot_members_need(pod, key, ingot_members_get_text(pod, key, &text));

	if (r == 0 && strcmp(text, wanted) != 0)
		r = ingot_members_refuse(pod, key, "has to be %s", wanted);
	return r;
}

static int check_metadata(const struct ingot_members *metadata)
{
	const char *name;
	const char *space;
	int r = ingot_members_need(metadata, "name",
				   ingot_members_get_text(metadata, "name", &name));

	if (r == 0 &&
	    !ingot_name_is_subdomain(ingot_bytes_of_text(name), INGOT_NAME_LABEL_SIZE_MAX))
		r = ingot_members_refuse(metadata, "name",
					 "not a name (a-z, 0-9, '-', '.'; at most %d)",
					 INGOT_NAME_LABEL_SIZE_MAX);
	if (r < 0)
		return r;
	r = ingot_members_get_text(metadata, "namespace", &space);
	if (r == 1 && !ingot_name_is_label(ingot_bytes_of_text(space)))
		r = ingot_members_refuse(metadata, "namespace",
					 "not a namespace (a-z, 0-9, '-'; at most %d)",
					 INGOT_NAME_LABEL_SIZE_MAX);
	return r < 0 ? r : 0;
}

static int check_pod(const struct ingot_members *pod)
{
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members metadata;
	const struct ingot_json *spec;
	int r = check_word(pod, "apiVersion", "v1");

	if (r == 0)
		r = check_word(pod, "kind", "Pod");
	if (r == 0)
		r = ingot_members_need(pod, "spec",
				       ingot_members_get(pod, "spec", INGOT_JSON_OBJECT, &spec));
	if (r == 0)
		r = ingot_members_need(pod, "metadata",
				       ingot_members_inner(pod, "metadata", path, &metadata));
	return r < 0 ? r : check_metadata(&metadata);
}

static bool is_same(const struct ingot_json *a, const struct ingot_json *b)
{
	return strcmp(ingot_static_pod_name(a), ingot_static_pod_name(b)) == 0 &&
	       strcmp(ingot_static_pod_namespace(a), ingot_static_pod_namespace(b)) == 0;
}

int ingot_static_pods_check(const struct ingot_json *pods, struct ingot_reason *reason)
{
	size_t count = ingot_json_count(pods);

	if (count > INGOT_STATIC_POD_COUNT_MAX)
		return ingot_refuse(reason, -EBADMSG, "static_pods: %zu pods, at most %d are run",
				    count, INGOT_STATIC_POD_COUNT_MAX);
	for (size_t i = 0; i < count; i++) {
		char path[PATH_SIZE];
		const struct ingot_members pod = { ingot_json_at(pods, i), path, reason };
		int r;

		(void)snprintf(path, sizeof(path), "static_pods[%zu]", i);
		if (ingot_json_type_of(pod.object) != INGOT_JSON_OBJECT)
			return ingot_members_refuse(&pod, NULL, "has to be an object");
		r = check_pod(&pod);
		if (r < 0)
			return r;
		for (size_t other = 0; other < i; other++)
			if (is_same(pod.object, ingot_json_at(pods, other)))
				return ingot_members_refuse(
					&pod, NULL, "is the same pod as static_pods[%zu]", other);
	}
	return 0;
}
