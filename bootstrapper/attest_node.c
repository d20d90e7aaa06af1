/* SPDX-License-Identifier: Apache-2.0 */
/* What a node shows whoever asks. */
#include "bootstrapper/attest_node.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "bootstrapper/tpm_esys.h"
#include "measurements/osrelease.h"
#include "measurements/userspace_log.h"
#include "node/evidence.h"

#define OBSERVED_SIZE_MAX   ((size_t)1 << 20)
#define OS_RELEASE_SIZE_MAX ((size_t)16 << 10)
#define PATH_SIZE           512
#define EVENT_SIZE_MIN      32 /* TCG_PCR_EVENT without data */

/* A file that the node does not have is an empty one; so is one that is too large to show. */
static int read_file(const char *folder, const char *name, size_t limit,
		     struct ingot_file *ret_file)
{
	char path[PATH_SIZE];
	int size = snprintf(path, sizeof(path), "%s/%s", folder, name);
	int r;

	if (size < 0 || (size_t)size >= sizeof(path))
		return -EINVAL;
	r = ingot_file_read(path, limit, ret_file);
	return r == -ENOENT || r == -EFBIG ? 0 : r;
}

static int read_files(const struct ingot_attest_paths *paths, struct ingot_reason *reason,
		      struct ingot_attest_node *node)
{
	int r = read_file(paths->logs, "firmware-log", INGOT_ATTEST_FIRMWARE_LOG_SIZE_MAX,
			  &node->firmware_log);

	if (r == 0)
		r = read_file(paths->logs, "userspace-log", INGOT_USERSPACE_LOG_SIZE_MAX,
			      &node->userspace_log);
	if (r == 0)
		r = read_file(paths->run, "recovery.cms", INGOT_ATTEST_RECOVERY_SIZE_MAX,
			      &node->recovery);
	if (r < 0)
		return ingot_refuse(reason, r, "cannot read the node's logs: %s", strerror(-r));
	/* what the unit puts in the place of a log that the machine does not have */
	if (node->firmware_log.size < EVENT_SIZE_MIN)
		ingot_file_close(&node->firmware_log);
	return 0;
}

static int read_observed(const char *run, struct ingot_reason *reason,
			 struct ingot_attest_node *node)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = read_file(run, "observed.json", OBSERVED_SIZE_MAX, &file);

	if (r == 0)
		r = ingot_observed_read(ingot_file_bytes(&file), NULL, &node->observed);
	if (r == 0 && (!node->observed->platform || !node->observed->stream))
		r = -EBADMSG;
	return r < 0 ? ingot_refuse(reason, r, "cannot read observed.json: %s", strerror(-r)) : 0;
}

static int read_version(const char *path, struct ingot_reason *reason,
			struct ingot_attest_node *node)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, OS_RELEASE_SIZE_MAX, &file);

	if (r == 0)
		r = ingot_osrelease_find(ingot_file_bytes(&file), "IMAGE_VERSION",
					 sizeof(node->version), node->version);
	return r < 0 ? ingot_refuse(reason, r, "os-release names no image version") : 0;
}

int ingot_attest_node_open(const struct ingot_attest_paths *paths, struct ingot_reason *reason,
			   struct ingot_attest_node *ret_node)
{
	ingot_scoped(ingot_attest_node_close) struct ingot_attest_node node = { 0 };
	int r = read_files(paths, reason, &node);

	if (r == 0)
		r = read_observed(paths->run, reason, &node);
	if (r == 0)
		r = read_version(paths->os_release, reason, &node);
	if (r == 0)
		r = ingot_tpm_esys_open(paths->tcti, reason, &node.tpm);
	if (r == 0)
		r = ingot_tpm_endorsement_read(&node.tpm, reason, &node.endorsement);
	if (r == 0)
		r = ingot_tpm_attestation_key_read(&node.tpm, reason, &node.key);
	if (r < 0)
		return r;
	*ret_node = node;
	node = (struct ingot_attest_node){ 0 };
	return 0;
}

void ingot_attest_node_close(struct ingot_attest_node *node)
{
	ingot_file_close(&node->firmware_log);
	ingot_file_close(&node->userspace_log);
	ingot_file_close(&node->recovery);
	ingot_observed_free(node->observed);
	ingot_tpm_endorsement_close(&node->endorsement);
	ingot_tpm_close(&node->tpm);
	*node = (struct ingot_attest_node){ 0 };
}

static struct ingot_bytes certificate_of(const struct ingot_attest_node *node)
{
	return (struct ingot_bytes){ node->endorsement.certificate,
				     node->endorsement.certificate_size };
}

static struct ingot_bytes area_of(const struct ingot_attest_node *node)
{
	return (struct ingot_bytes){ node->key.area, node->key.area_size };
}

static int set_keys(struct ingot_json *json, const struct ingot_attest_node *node)
{
	struct ingot_bytes name = { node->key.name, sizeof(node->key.name) };
	int r = ingot_evidence_set_bytes(json, "ek_certificate", certificate_of(node));

	if (r == 0)
		r = ingot_json_set_text(json, "ek_public", node->endorsement.pem);
	if (r == 0)
		r = ingot_evidence_set_bytes(json, "ak_public", area_of(node));
	return r < 0 ? r : ingot_evidence_set_bytes(json, "ak_name", name);
}

int ingot_attest_node_greeting(const struct ingot_attest_node *node, struct ingot_json **ret_json)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	int r = json ? ingot_json_set_text(json, "schema", INGOT_ATTEST_SCHEMA) : -ENOMEM;

	if (r == 0)
		r = set_keys(json, node);
	if (r == 0)
		r = ingot_json_set_text(json, "platform", node->observed->platform);
	if (r == 0)
		r = ingot_json_set_text(json, "version", node->version);
	if (r == 0)
		r = ingot_json_set_text(json, "stream", node->observed->stream);
	if (r == 0) {
		*ret_json = json;
		json = NULL;
	}
	return r;
}
