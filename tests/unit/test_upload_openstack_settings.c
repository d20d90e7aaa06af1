/* SPDX-License-Identifier: Apache-2.0 */
/* The settings for OpenStack: what upload/openstack_settings.h documents, and what is none of it. */
#include "upload/openstack_settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"

static const struct {
	const char *members;
	const char *words; /* of the refusal */
} refused[] = {
	{ "\"password\":\"x\"", "openstack.password" },
	{ "\"cloud\":\"\"", "openstack.cloud" },
	{ "\"region\":1", "openstack.region" },
	{ "\"interface\":\"other\"", "openstack.interface" },
	{ "\"disk_format\":\"vhd\"", "openstack.disk_format" },
	{ "\"visibility\":\"world\"", "openstack.visibility" },
	{ "\"share_with\":[\"a\"],\"visibility\":\"public\"", "openstack.share_with" },
	{ "\"share_with\":[\"a\",\"a\"]", "openstack.share_with" },
	{ "\"secure_boot\":\"yes\"", "openstack.secure_boot" },
	{ "\"memory_mib\":0", "openstack.memory_mib" },
	{ "\"properties\":{\"os_hash_value\":\"x\"}", "openstack.properties" },
	{ "\"properties\":{\"ingot_content\":\"x\"}", "openstack.properties" },
	{ "\"properties\":{\"a\":1}", "openstack.properties" },
	{ "\"endpoints\":{\"compute\":\"https://x\"}", "openstack.endpoints" },
	{ "\"endpoints\":{\"image\":\"http://x\"}", "openstack.endpoints" },
};

static int read_members(const char *members, struct ingot_reason *reason,
			struct ingot_settings *settings, struct ingot_openstack_settings *ret_read)
{
	char text[512];
	int r;

	(void)snprintf(text, sizeof(text), "{\"version\":\"ingot.upload/1\",\"openstack\":{%s}}",
		       members);
	r = ingot_settings_read(ingot_bytes_of_text(text), "openstack", reason, settings);
	return r < 0 ? r : ingot_openstack_settings_read(settings, reason, ret_read);
}

static void test_accepted(void)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	ingot_scoped(ingot_settings_drop) struct ingot_settings none = { 0 };
	struct ingot_openstack_settings read;
	struct ingot_reason reason = { .text = "" };

	if (!CHECK(read_members(
			   "\"cloud\":\"c\",\"region\":\"r\",\"interface\":\"admin\","
			   "\"disk_format\":\"raw\",\"share_with\":[\"p2\"],\"secure_boot\":true,"
			   "\"protected\":true,\"memory_mib\":2048,\"tags\":[\"t\"],"
			   "\"properties\":{\"hw_disk_bus\":\"scsi\"},\"endpoints\":{\"identity\":"
			   "\"https://k\",\"image\":\"https://g\"}",
			   &reason, &settings, &read) == 0)) {
		fprintf(stderr, "%s\n", reason.text);
		return;
	}
	CHECK_TEXT(read.cloud, "c");
	CHECK_TEXT(read.place.region, "r");
	CHECK_TEXT(read.place.interface, "admin");
	CHECK_TEXT(read.place.image_url, "https://g");
	CHECK_TEXT(read.auth_url, "https://k/v3");
	CHECK_TEXT(read.disk_format, "raw");
	CHECK(read.visibility == INGOT_OPENSTACK_SHARED && read.has_secure_boot &&
	      read.is_protected && read.memory_mib == 2048);
	CHECK(ingot_json_count(read.share_with) == 1 && ingot_json_count(read.tags) == 1 &&
	      ingot_json_count(read.properties) == 1);
	CHECK(read_members("", &reason, &none, &read) == 0);
	CHECK_TEXT(read.disk_format, "qcow2");
	CHECK(read.visibility == INGOT_OPENSTACK_PRIVATE && !read.cloud && !read.auth_url[0] &&
	      !read.share_with && !read.tags && !read.properties && !read.has_secure_boot);
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
		struct ingot_openstack_settings read = { .disk_format = "untouched" };
		struct ingot_reason reason = { .text = "" };

		CHECK(read_members(refused[i].members, &reason, &settings, &read) == -EBADMSG);
		CHECK_TEXT(read.disk_format, "untouched");
		if (!CHECK(strncmp(reason.text, refused[i].words, strlen(refused[i].words)) == 0))
			fprintf(stderr, "%s: %s\n", refused[i].members, reason.text);
	}
}

int main(void)
{
	test_accepted();
	test_refused();
	return check_result();
}
