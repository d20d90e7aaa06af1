/* SPDX-License-Identifier: Apache-2.0 */
/* Images of Glance, their ids and documents. Image service API v2. */
#include "upload/openstack_image.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/scoped.h"

#define UUID_BYTES 16
#define GIB        ((uint64_t)1 << 30)

/* Members of the document that are no properties, and properties that are not anybody's to choose. */
static const char *const own[] = { "id",
				   "name",
				   "disk_format",
				   "container_format",
				   "visibility",
				   "protected",
				   "min_disk",
				   "min_ram",
				   "tags",
				   "os_hidden",
				   "owner",
				   "status",
				   "size",
				   "virtual_size",
				   "checksum",
				   "os_hash_algo",
				   "os_hash_value",
				   "locations",
				   "direct_url",
				   "file",
				   "self",
				   "schema",
				   "created_at",
				   "updated_at",
				   "stores",
				   INGOT_OPENSTACK_CONTENT,
				   "ingot_stream" };

/* A machine as the image needs it; what it is to be started with is checked by its measurements. */
static const char *const machine[][2] = {
	{ "architecture", "x86_64" },   { "os_type", "linux" },       { "hw_machine_type", "q35" },
	{ "hw_firmware_type", "uefi" }, { "hw_tpm_version", "2.0" },  { "hw_tpm_model", "tpm-crb" },
	{ "hw_disk_bus", "virtio" },    { "hw_vif_model", "virtio" }, { "hw_rng_model", "virtio" },
};

int ingot_openstack_uuid(const struct ingot_openstack_identity *identity, unsigned number,
			 char ret_uuid[INGOT_OPENSTACK_UUID_SIZE])
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_digest digest;
	char hex[2 * UUID_BYTES + 1];
	int r;

	if (asprintf(&text, "ingot.openstack/1\n%s\n%s\n%s\n%u\n", identity->content,
		     identity->format, identity->project, number) < 0) {
		text = NULL;
		return -ENOMEM;
	}
	r = ingot_digest_of(INGOT_HASH_SHA256, ingot_bytes_of_text(text), &digest);
	if (r < 0)
		return r;
	digest.bytes[6] = (digest.bytes[6] & 0x0f) | 0x80; /* version 8 */
	digest.bytes[8] = (digest.bytes[8] & 0x3f) | 0x80; /* variant */
	r = ingot_hex_encode((struct ingot_bytes){ digest.bytes, UUID_BYTES }, sizeof(hex), hex);
	if (r < 0)
		return r;
	(void)snprintf(ret_uuid, INGOT_OPENSTACK_UUID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", hex,
		       &hex[8], &hex[12], &hex[16], &hex[20]);
	return 0;
}

int ingot_openstack_number(const struct ingot_openstack_identity *identity, const char *uuid)
{
	for (unsigned i = 0; i < INGOT_OPENSTACK_NUMBERS_MAX; i++) {
		char candidate[INGOT_OPENSTACK_UUID_SIZE];
		int r = ingot_openstack_uuid(identity, i, candidate);

		if (r < 0)
			return r;
		if (strcmp(candidate, uuid) == 0)
			return (int)i;
	}
	return -ENOENT;
}

bool ingot_openstack_is_own(const char *property)
{
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (strcmp(own[i], property) == 0)
			return true;
	}
	return false;
}

static int set_properties(const struct ingot_openstack_plan *plan, struct ingot_json *document)
{
	struct ingot_json_member member = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(machine) / sizeof(machine[0]); i++)
		r = ingot_json_set_text(document, machine[i][0], machine[i][1]);
	if (r == 0 && plan->has_secure_boot)
		r = ingot_json_set_text(document, "os_secure_boot", "required");
	if (r == 0)
		r = ingot_json_set_text(document, "os_version", plan->version);
	while (r == 0 && plan->properties && ingot_json_next(plan->properties, &member)) {
		const char *text = ingot_json_text(member.value);

		r = !text || ingot_openstack_is_own(member.key)
			    ? -EINVAL
			    : ingot_json_set_text(document, member.key, text);
	}
	if (r == 0)
		r = ingot_json_set_text(document, INGOT_OPENSTACK_CONTENT, plan->identity.content);
	if (r == 0)
		r = ingot_json_set_text(document, "ingot_stream", plan->stream);
	return r;
}

static int set_tags(const struct ingot_openstack_plan *plan, struct ingot_json *document)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *tags = NULL;
	struct ingot_json *owned;
	int r = 0;

	if (!plan->tags)
		return 0;
	tags = ingot_json_new_array();
	for (size_t i = 0; tags && r == 0 && i < ingot_json_count(plan->tags); i++)
		r = ingot_json_append_text(tags, ingot_json_text(ingot_json_at(plan->tags, i)));
	if (r < 0)
		return r;
	owned = tags;
	tags = NULL;
	return ingot_json_set(document, "tags", owned);
}

static int fill(const struct ingot_openstack_plan *plan, const char *uuid,
		struct ingot_json *document)
{
	int r = ingot_json_set_text(document, "id", uuid);

	if (r == 0)
		r = ingot_json_set_text(document, "name", plan->name);
	if (r == 0)
		r = ingot_json_set_text(document, "disk_format", plan->identity.format);
	if (r == 0)
		r = ingot_json_set_text(document, "container_format", "bare");
	if (r == 0)
		r = ingot_json_set_text(document, "visibility", "private");
	if (r == 0)
		r = ingot_json_set_integer(document, "min_disk",
					   (int64_t)((plan->disk_size + GIB - 1) / GIB));
	if (r == 0 && plan->memory_mib > 0)
		r = ingot_json_set_integer(document, "min_ram", plan->memory_mib);
	if (r == 0)
		r = set_tags(plan, document);
	return r == 0 ? set_properties(plan, document) : r;
}

int ingot_openstack_document(const struct ingot_openstack_plan *plan, const char *uuid,
			     char **ret_text)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *document = ingot_json_new_object();
	size_t size;
	int r = document ? fill(plan, uuid, document) : -ENOMEM;

	return r < 0 ? r : ingot_json_write(document, INGOT_JSON_COMPACT, ret_text, &size);
}

static int read_status(const struct ingot_json *object, struct ingot_reason *reason,
		       enum ingot_openstack_status *ret_status)
{
	static const struct {
		const char *word;
		enum ingot_openstack_status status;
	} words[] = {
		{ "queued", INGOT_OPENSTACK_QUEUED },
		{ "saving", INGOT_OPENSTACK_SAVING },
		{ "uploading", INGOT_OPENSTACK_SAVING },
		{ "importing", INGOT_OPENSTACK_SAVING },
		{ "active", INGOT_OPENSTACK_ACTIVE },
		{ "killed", INGOT_OPENSTACK_KILLED },
		{ "deleted", INGOT_OPENSTACK_DELETED },
		{ "pending_delete", INGOT_OPENSTACK_DELETED },
		{ "deactivated", INGOT_OPENSTACK_DEACTIVATED },
	};
	const char *word;

	if (ingot_json_get_text(object, "status", &word) < 0)
		return ingot_refuse(reason, -EBADMSG, "the image has no status");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, word) == 0) {
			*ret_status = words[i].status;
			return 0;
		}
	}
	return ingot_refuse(reason, -ENOTSUP, "the image has a status that we do not know: %s",
			    word);
}

/* Absent, or null, as both are until there are data. */
static int read_digest(const struct ingot_json *object, struct ingot_reason *reason,
		       struct ingot_openstack_image *image)
{
	enum ingot_hash hash;
	const char *algorithm;
	const char *value;

	if (ingot_json_get_text(object, "os_hash_algo", &algorithm) < 0 ||
	    ingot_json_get_text(object, "os_hash_value", &value) < 0)
		return 0;
	if (ingot_hash_from_name(ingot_bytes_of_text(algorithm), &hash) < 0)
		return ingot_refuse(reason, -ENOTSUP,
				    "the image has a hash that we do not know: %s", algorithm);
	if (ingot_digest_from_hex(hash, ingot_bytes_of_text(value), &image->digest) < 0)
		return ingot_refuse(reason, -EBADMSG, "the image's %s is none", algorithm);
	image->has_digest = true;
	return 0;
}

static const char *text_of(const struct ingot_json *object, const char *key)
{
	const char *text;

	return ingot_json_get_text(object, key, &text) == 0 ? text : "";
}

int ingot_openstack_image_read(const struct ingot_json *object, struct ingot_reason *reason,
			       struct ingot_openstack_image *ret_image)
{
	static const int64_t range[2] = { 0, INT64_MAX };
	struct ingot_openstack_image image = {
		.id = text_of(object, "id"),
		.content = text_of(object, INGOT_OPENSTACK_CONTENT),
		.project = text_of(object, "owner"),
		.format = text_of(object, "disk_format"),
		.visibility = text_of(object, "visibility"),
		.name = text_of(object, "name"),
	};
	int64_t size = 0;
	int r;

	if (strlen(image.id) != INGOT_OPENSTACK_UUID_SIZE - 1)
		return ingot_refuse(reason, -EBADMSG, "the image has no id");
	r = read_status(object, reason, &image.status);
	if (r == 0)
		r = read_digest(object, reason, &image);
	if (r < 0)
		return r;
	(void)ingot_json_get_integer(object, "size", range,
				     &size); /* null as long as it is empty */
	image.size = (uint64_t)size;
	(void)ingot_json_get_boolean(object, "protected", &image.is_protected);
	*ret_image = image;
	return 0;
}
