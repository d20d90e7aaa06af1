/* SPDX-License-Identifier: Apache-2.0 */
/* The settings for OpenStack in the config file. */
#include "upload/openstack_settings.h"

#include <errno.h>
#include <string.h>

#include "upload/openstack_image.h"
#include "upload/openstack_request.h"

#define MEMORY_MAX_MIB (INT64_C(1) << 20)
#define TEXT_MAX       255 /* Glance has no room for more in a property or tag */

static const char *const visibilities[] = { "private", "shared", "community", "public" };

const char *ingot_openstack_visibility_word(enum ingot_openstack_visibility visibility)
{
	return visibilities[visibility];
}

static int index_of(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], word) == 0)
			return (int)i;
	}
	return -EBADMSG;
}

int ingot_openstack_visibility_of(const char *word)
{
	return index_of(visibilities, sizeof(visibilities) / sizeof(visibilities[0]), word);
}

/* A word of a list. Returns 1, 0 if it is absent, -EBADMSG. */
static int read_word(const struct ingot_members *members, const char *key,
		     const char *const words[4], const char **ret_word)
{
	const char *word;
	size_t count = 0;
	int r = ingot_members_get_text(members, key, &word);

	while (count < 4 && words[count])
		count++;
	if (r > 0 && index_of(words, count, word) < 0)
		return ingot_members_refuse(members, key, "none of the words it may be: %s", word);
	if (r > 0)
		*ret_word = word;
	return r;
}

static int read_boolean(const struct ingot_members *members, const char *key, bool *ret_boolean)
{
	const struct ingot_json *value;
	int r = ingot_members_get(members, key, INGOT_JSON_BOOLEAN, &value);

	if (r > 0)
		r = ingot_json_get_boolean(members->object, key, ret_boolean);
	return r;
}

static int read_endpoints(const struct ingot_settings *settings, struct ingot_reason *reason,
			  struct ingot_openstack_settings *read)
{
	static const char *const known[] = { "identity", "image", NULL };
	const char *identity;
	int r = ingot_settings_endpoints_known(settings, reason, known);

	if (r < 0)
		return r;
	read->place.image_url = ingot_settings_endpoint(settings, "image");
	identity = ingot_settings_endpoint(settings, "identity");
	return identity && ingot_openstack_url(identity, "v3", read->auth_url) < 0
		       ? ingot_refuse(reason, -EBADMSG, "openstack.endpoints.identity: too long")
		       : 0;
}

static int read_sharing(const struct ingot_members *members, struct ingot_openstack_settings *read)
{
	const char *word = NULL;
	int r = read_word(members, "visibility", visibilities, &word);

	if (r < 0)
		return r;
	if (word)
		read->visibility =
			(enum ingot_openstack_visibility)ingot_openstack_visibility_of(word);
	r = ingot_settings_texts(members, "share_with", &read->share_with);
	if (r < 0)
		return r;
	if (r > 0 && !word)
		read->visibility = INGOT_OPENSTACK_SHARED;
	if (r > 0 && read->visibility != INGOT_OPENSTACK_SHARED)
		return ingot_members_refuse(members, "share_with",
					    "only an image whose visibility is shared has members");
	return 0;
}

static int read_properties(const struct ingot_members *members,
			   struct ingot_openstack_settings *read)
{
	struct ingot_json_member member = { 0 };
	int r = ingot_settings_tags(members, "properties", &read->properties);

	while (r > 0 && ingot_json_next(read->properties, &member)) {
		if (ingot_openstack_is_own(member.key))
			return ingot_members_refuse(members, "properties", "not to be set here: %s",
						    member.key);
		if (strlen(member.key) > TEXT_MAX)
			return ingot_members_refuse(members, "properties", "a name over %d bytes",
						    TEXT_MAX);
	}
	if (r >= 0)
		r = ingot_settings_texts(members, "tags", &read->tags);
	for (size_t i = 0; r > 0 && i < ingot_json_count(read->tags); i++) {
		if (strlen(ingot_json_text(ingot_json_at(read->tags, i))) > TEXT_MAX)
			return ingot_members_refuse(members, "tags", "one over %d bytes", TEXT_MAX);
	}
	return r < 0 ? r : 0;
}

static int read_members(const struct ingot_members *members, struct ingot_openstack_settings *read)
{
	static const char *const interfaces[4] = { "public", "internal", "admin" };
	static const char *const formats[4] = { "qcow2", "raw" };
	static const int64_t range[2] = { 1, MEMORY_MAX_MIB };
	int64_t memory = 0;
	int r = ingot_members_get_text(members, "cloud", &read->cloud);

	if (r >= 0)
		r = ingot_members_get_text(members, "region", &read->place.region);
	if (r >= 0)
		r = read_word(members, "interface", interfaces, &read->place.interface);
	if (r >= 0)
		r = read_word(members, "disk_format", formats, &read->disk_format);
	if (r >= 0)
		r = read_boolean(members, "secure_boot", &read->has_secure_boot);
	if (r >= 0)
		r = read_boolean(members, "protected", &read->is_protected);
	if (r >= 0)
		r = ingot_members_get_integer(members, "memory_mib", range, &memory);
	read->memory_mib = (uint32_t)memory;
	return r < 0 ? r : 0;
}

int ingot_openstack_settings_read(const struct ingot_settings *settings,
				  struct ingot_reason *reason,
				  struct ingot_openstack_settings *ret_settings)
{
	static const char *const known[] = { "cloud",       "region",     "interface",
					     "disk_format", "visibility", "share_with",
					     "secure_boot", "protected",  "memory_mib",
					     "tags",        "properties", "endpoints",
					     NULL };
	const struct ingot_members members = ingot_settings_members(settings, reason);
	struct ingot_openstack_settings read = { .disk_format = "qcow2" };
	int r = ingot_members_known(&members, known);

	if (r == 0)
		r = read_endpoints(settings, reason, &read);
	if (r == 0)
		r = read_members(&members, &read);
	if (r == 0)
		r = read_sharing(&members, &read);
	if (r == 0)
		r = read_properties(&members, &read);
	if (r == 0)
		*ret_settings = read;
	return r;
}
