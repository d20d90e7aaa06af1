/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of Google Cloud. */
#include "upload/gcp_settings.h"

#include <errno.h>
#include <string.h>

#define CHUNK_KIB_DEFAULT 16384
#define CHUNK_KIB_UNIT    256
#define CHUNK_KIB_MAX     (1 << 20)
#define LABEL_MAX         63
#define LABELS_MAX        60 /* of 64; the others are ours */

/* What a node needs to start from measured UEFI, on confidential machines and with gVNIC. */
const char *const ingot_gcp_features[] = {
	"UEFI_COMPATIBLE", "GVNIC", "VIRTIO_SCSI_MULTIQUEUE", "SEV_CAPABLE", "SEV_SNP_CAPABLE",
	"TDX_CAPABLE",     NULL,
};

static const char *const known[] = {
	"project",           "bucket",      "prefix", "keep_archive",
	"chunk_kib",         "family",      "labels", "storage_locations",
	"guest_os_features", "secure_boot", "public", "share_with",
	"endpoints",         NULL,
};

static bool is_of(const char *text, const char *characters)
{
	return text[strspn(text, characters)] == '\0';
}

bool ingot_gcp_settings_is_label(const char *text, bool is_key)
{
	if (strlen(text) > LABEL_MAX || !is_of(text, "abcdefghijklmnopqrstuvwxyz0123456789_-"))
		return false;
	return !is_key || (text[0] >= 'a' && text[0] <= 'z');
}

/* Projects may have the domain of their organization in front: "example.com:images". */
static int read_places(const struct ingot_members *members, struct ingot_gcp_settings *gcp)
{
	int r = ingot_members_need(members, "project",
				   ingot_members_get_text(members, "project", &gcp->project));

	if (r >= 0 && !is_of(gcp->project, "abcdefghijklmnopqrstuvwxyz0123456789-.:"))
		return ingot_members_refuse(members, "project", "is no project's ID");
	if (r >= 0)
		r = ingot_members_need(members, "bucket",
				       ingot_members_get_text(members, "bucket", &gcp->bucket));
	if (r >= 0 && !is_of(gcp->bucket, "abcdefghijklmnopqrstuvwxyz0123456789-_."))
		return ingot_members_refuse(members, "bucket", "is no bucket's name");
	gcp->prefix = "";
	if (r >= 0)
		r = ingot_members_get_text(members, "prefix", &gcp->prefix);
	if (r > 0 && (gcp->prefix[0] == '/' || strlen(gcp->prefix) > 512 ||
		      !is_of(gcp->prefix,
			     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")))
		return ingot_members_refuse(members, "prefix",
					    "is not of A-Z, a-z, 0-9 and -_./, or begins with /");
	return r;
}

/* 1 with the flag; 0 if it is absent. */
static int read_flag(const struct ingot_members *members, const char *key, bool *ret_flag)
{
	const struct ingot_json *value;
	int r = ingot_members_get(members, key, INGOT_JSON_BOOLEAN, &value);

	return r <= 0 ? r : ingot_json_get_boolean(members->object, key, ret_flag);
}

static int read_chunk(const struct ingot_members *members, struct ingot_gcp_settings *gcp)
{
	static const int64_t range[2] = { CHUNK_KIB_UNIT, CHUNK_KIB_MAX };
	int64_t kib = CHUNK_KIB_DEFAULT;
	int r = ingot_members_get_integer(members, "chunk_kib", range, &kib);

	if (r > 0 && kib % CHUNK_KIB_UNIT != 0)
		return ingot_members_refuse(members, "chunk_kib", "is no multiple of %d",
					    CHUNK_KIB_UNIT);
	gcp->chunk_size = (uint64_t)kib << 10;
	return r;
}

static int read_labels(const struct ingot_members *members, struct ingot_gcp_settings *gcp)
{
	struct ingot_json_member label = { 0 };
	int r = ingot_settings_tags(members, "labels", &gcp->labels);

	if (r <= 0)
		return r;
	if (ingot_json_count(gcp->labels) > LABELS_MAX)
		return ingot_members_refuse(members, "labels", "are more than %d", LABELS_MAX);
	while (ingot_json_next(gcp->labels, &label)) {
		if (!ingot_gcp_settings_is_label(label.key, true) ||
		    !ingot_gcp_settings_is_label(ingot_json_text(label.value), false))
			return ingot_members_refuse(members, "labels",
						    "have 63 of a-z, 0-9, _ and - at most");
		if (strncmp(label.key, "ingot-", strlen("ingot-")) == 0)
			return ingot_members_refuse(members, "labels",
						    "that begin with ingot- are the program's own");
	}
	return r;
}

static int read_sharing(const struct ingot_members *members, struct ingot_gcp_settings *gcp)
{
	int r = ingot_settings_texts(members, "share_with", &gcp->share_with);

	for (size_t i = 0; r > 0 && i < ingot_json_count(gcp->share_with); i++) {
		const char *member = ingot_json_text(ingot_json_at(gcp->share_with, i));

		if (strncmp(member, "all", strlen("all")) == 0)
			return ingot_members_refuse(
				members, "share_with",
				"has everybody in it: that is \"public\": true");
		if (!strchr(member, ':'))
			return ingot_members_refuse(members, "share_with",
						    "has no \"user:\", \"group:\", \"domain:\" or "
						    "\"serviceAccount:\" in front");
	}
	return r < 0 ? r : read_flag(members, "public", &gcp->is_public);
}

static int read_secure_boot(const struct ingot_members *members, struct ingot_gcp_settings *gcp)
{
	static const char *const inside[] = { "pk", "kek", "db", "dbx", NULL };
	char path[INGOT_MEMBERS_PATH_SIZE];
	struct ingot_members keys;
	const struct ingot_json *list;
	const char *file;
	int r = ingot_members_inner(members, "secure_boot", path, &keys);

	if (r <= 0)
		return r;
	r = ingot_members_known(&keys, inside);
	if (r == 0)
		r = ingot_members_need(&keys, "pk", ingot_members_get_text(&keys, "pk", &file));
	for (size_t i = 1; r >= 0 && inside[i]; i++)
		r = ingot_settings_texts(&keys, inside[i], &list);
	gcp->secure_boot = keys.object;
	return r;
}

static int read_endpoints(const struct ingot_settings *settings, struct ingot_reason *reason,
			  struct ingot_gcp_settings *gcp)
{
	static const char *const services[] = { "storage", "compute", "token", NULL };
	int r = ingot_settings_endpoints_known(settings, reason, services);

	gcp->storage = ingot_settings_endpoint(settings, "storage");
	gcp->compute = ingot_settings_endpoint(settings, "compute");
	gcp->token = ingot_settings_endpoint(settings, "token");
	if (!gcp->storage)
		gcp->storage = INGOT_GCP_STORAGE;
	if (!gcp->compute)
		gcp->compute = INGOT_GCP_COMPUTE;
	return r;
}

int ingot_gcp_settings_read(const struct ingot_settings *settings, struct ingot_reason *reason,
			    struct ingot_gcp_settings *ret_gcp)
{
	struct ingot_members members = ingot_settings_members(settings, reason);
	struct ingot_gcp_settings gcp = { 0 };
	int r = ingot_members_known(&members, known);

	if (r >= 0)
		r = read_places(&members, &gcp);
	if (r >= 0)
		r = read_flag(&members, "keep_archive", &gcp.keep_archive);
	if (r >= 0)
		r = read_chunk(&members, &gcp);
	if (r >= 0)
		r = ingot_members_get_text(&members, "family", &gcp.family);
	if (r >= 0)
		r = read_labels(&members, &gcp);
	if (r >= 0)
		r = ingot_settings_texts(&members, "storage_locations", &gcp.storage_locations);
	if (r >= 0)
		r = ingot_settings_texts(&members, "guest_os_features", &gcp.features);
	if (r >= 0)
		r = read_sharing(&members, &gcp);
	if (r >= 0)
		r = read_secure_boot(&members, &gcp);
	if (r >= 0)
		r = read_endpoints(settings, reason, &gcp);
	if (r < 0)
		return r;
	*ret_gcp = gcp;
	return 0;
}
