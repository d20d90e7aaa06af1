/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ids and documents of images. The ids come from Python's hashlib and uuid; the answers are examples
 * of the Image service API v2 reference ("Show image details"), cut to what is read, and what Glance
 * 30.0 of Debian 13 answered.
 */
#include "upload/openstack_image.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"

#define CONTENT "d1f86bf049a0158fe6c0dd61f57a36fe2c84cc69b3e9b33abf6dd7175be3e302"
#define ID      "1bea47ed-f6a9-463b-b423-14b9cca9ad27"

static const struct ingot_openstack_identity identity = { CONTENT, "qcow2", "p1" };

/*
 * import hashlib, uuid
 * h = bytearray(hashlib.sha256(b"ingot.openstack/1\n%s\nqcow2\np1\n%d\n").digest()[:16])
 * h[6] = h[6] & 15 | 128; h[8] = h[8] & 63 | 128; uuid.UUID(bytes=bytes(h))
 */
static const char *const ids[] = { "ade415d0-58d5-8236-aeea-6010db699571",
				   "fd850e84-e358-8309-ab8a-a3ece5b7607b",
				   "305d733f-abf9-8e1b-b91e-f1919020866c" };

static const struct {
	const char *json;
	int error;
	enum ingot_openstack_status status;
	uint64_t size;
	bool has_digest;
} answers[] = {
	{ "{\"id\":\"" ID "\",\"status\":\"queued\",\"size\":null,\"os_hash_algo\":null,"
	  "\"os_hash_value\":null}",
	  0, INGOT_OPENSTACK_QUEUED, 0, false },
	{ "{\"id\":\"" ID "\",\"status\":\"saving\"}", 0, INGOT_OPENSTACK_SAVING, 0, false },
	{ "{\"id\":\"" ID "\",\"status\":\"importing\"}", 0, INGOT_OPENSTACK_SAVING, 0, false },
	{ "{\"id\":\"" ID "\",\"status\":\"killed\"}", 0, INGOT_OPENSTACK_KILLED, 0, false },
	{ "{\"id\":\"" ID "\",\"status\":\"pending_delete\"}", 0, INGOT_OPENSTACK_DELETED, 0,
	  false },
	{ "{\"id\":\"" ID "\",\"status\":\"deactivated\"}", 0, INGOT_OPENSTACK_DEACTIVATED, 0,
	  false },
	{ "{\"id\":\"" ID "\",\"status\":\"active\",\"size\":13167616,\"os_hash_algo\":\"sha256\","
	  "\"os_hash_value\":\"" CONTENT "\",\"owner\":\"p1\",\"disk_format\":\"qcow2\"}",
	  0, INGOT_OPENSTACK_ACTIVE, 13167616, true },
	{ "{\"id\":\"" ID "\",\"status\":\"active\",\"size\":-1}", 0, INGOT_OPENSTACK_ACTIVE, 0,
	  false },
	{ "{\"status\":\"active\"}", -EBADMSG, INGOT_OPENSTACK_ACTIVE, 0, false },
	{ "{\"id\":\"x\",\"status\":\"active\"}", -EBADMSG, INGOT_OPENSTACK_ACTIVE, 0, false },
	{ "{\"id\":\"" ID "\"}", -EBADMSG, INGOT_OPENSTACK_ACTIVE, 0, false },
	{ "{\"id\":\"" ID "\",\"status\":7}", -EBADMSG, INGOT_OPENSTACK_ACTIVE, 0, false },
	{ "{\"id\":\"" ID "\",\"status\":\"odd\"}", -ENOTSUP, INGOT_OPENSTACK_ACTIVE, 0, false },
	{ "{\"id\":\"" ID "\",\"status\":\"active\",\"os_hash_algo\":\"sha256\","
	  "\"os_hash_value\":\"00\"}",
	  -EBADMSG, INGOT_OPENSTACK_ACTIVE, 0, false },
	{ "{\"id\":\"" ID "\",\"status\":\"active\",\"os_hash_algo\":\"blake2b\","
	  "\"os_hash_value\":\"00\"}",
	  -ENOTSUP, INGOT_OPENSTACK_ACTIVE, 0, false },
	{ "[]", -EBADMSG, INGOT_OPENSTACK_ACTIVE, 0, false },
};

static void test_uuid(void)
{
	static const unsigned numbers[] = { 0, 1, 31 };

	for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
		char uuid[INGOT_OPENSTACK_UUID_SIZE];

		CHECK(ingot_openstack_uuid(&identity, numbers[i], uuid) == 0);
		CHECK_TEXT(uuid, ids[i]);
		CHECK(ingot_openstack_number(&identity, ids[i]) == (int)numbers[i]);
	}
	CHECK(ingot_openstack_number(&identity, ID) == -ENOENT);
}

static void test_document(void)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *properties = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *tags = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_openstack_plan plan = {
		.identity = identity,
		.name = "ingot-1.2.3-stable-d1f86bf049a0158f",
		.disk_size = ((uint64_t)1 << 30) + 1,
		.version = "1.2.3",
		.stream = "stable",
		.memory_mib = 512,
		.has_secure_boot = true,
	};

	CHECK(ingot_json_parse(ingot_bytes_of_text("{\"hw_disk_bus\":\"scsi\",\"x\":\"y\"}"), NULL,
			       &properties) == 0);
	CHECK(ingot_json_parse(ingot_bytes_of_text("[\"a\",\"b\"]"), NULL, &tags) == 0);
	plan.properties = properties;
	plan.tags = tags;
	if (!CHECK(ingot_openstack_document(&plan, ID, &text) == 0))
		return;
	CHECK_TEXT(text,
		   "{\"id\":\"" ID "\",\"name\":\"ingot-1.2.3-stable-d1f86bf049a0158f\","
		   "\"disk_format\":\"qcow2\",\"container_format\":\"bare\",\"visibility\":"
		   "\"private\",\"min_disk\":2,\"min_ram\":512,\"tags\":[\"a\",\"b\"],"
		   "\"architecture\":\"x86_64\",\"os_type\":\"linux\",\"hw_machine_type\":\"q35\","
		   "\"hw_firmware_type\":\"uefi\",\"hw_tpm_version\":\"2.0\",\"hw_tpm_model\":"
		   "\"tpm-crb\",\"hw_disk_bus\":\"scsi\",\"hw_vif_model\":\"virtio\","
		   "\"hw_rng_model\":\"virtio\",\"os_secure_boot\":\"required\",\"os_version\":"
		   "\"1.2.3\",\"x\":\"y\",\"ingot_content\":\"" CONTENT "\",\"ingot_stream\":"
		   "\"stable\"}");
	ingot_json_free(properties);
	properties = NULL;
	CHECK(ingot_json_parse(ingot_bytes_of_text("{\"visibility\":\"public\"}"), NULL,
			       &properties) == 0);
	plan.properties = properties;
	CHECK(ingot_openstack_is_own("visibility") && !ingot_openstack_is_own("hw_disk_bus"));
	CHECK(ingot_openstack_document(&plan, ID, &text) == -EINVAL);
}

static void test_read(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
		ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
		struct ingot_openstack_image image = { .name = "untouched" };
		struct ingot_reason reason = { .text = "" };

		CHECK(ingot_json_parse(ingot_bytes_of_text(answers[i].json), NULL, &root) == 0);
		if (!CHECK(ingot_openstack_image_read(root, &reason, &image) == answers[i].error))
			fprintf(stderr, "%s: %s\n", answers[i].json, reason.text);
		if (answers[i].error) {
			CHECK_TEXT(image.name, "untouched");
			CHECK(reason.text[0]);
			continue;
		}
		CHECK(image.status == answers[i].status && image.size == answers[i].size);
		CHECK(image.has_digest == answers[i].has_digest);
		CHECK_TEXT(image.id, ID);
		CHECK_TEXT(image.name, "");
	}
}

int main(void)
{
	test_uuid();
	test_document();
	test_read();
	return check_result();
}
