/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of Google Cloud: what is taken, and what is refused by which name. */
#include "upload/gcp_settings.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"

/* Reads "gcp": { @members }. The settings borrow from @ret_settings. */
static int read_gcp(const char *members, struct ingot_reason *reason,
		    struct ingot_settings *ret_settings, struct ingot_gcp_settings *ret_gcp)
{
	char text[2048];
	int r;

	(void)snprintf(text, sizeof(text), "{\"version\":\"ingot.upload/1\",\"gcp\":{%s}}",
		       members);
	r = ingot_settings_read(ingot_bytes_of_text(text), "gcp", reason, ret_settings);
	return r < 0 ? r : ingot_gcp_settings_read(ret_settings, reason, ret_gcp);
}

static void test_defaults(void)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_reason reason = { .text = "" };
	struct ingot_gcp_settings gcp;

	if (!CHECK(read_gcp("\"project\":\"p\",\"bucket\":\"b\"", &reason, &settings, &gcp) == 0))
		return;
	CHECK_TEXT(gcp.project, "p");
	CHECK_TEXT(gcp.bucket, "b");
	CHECK_TEXT(gcp.prefix, "");
	CHECK(!gcp.keep_archive && !gcp.is_public);
	CHECK(gcp.chunk_size == (uint64_t)16 << 20);
	CHECK(!gcp.family && !gcp.labels && !gcp.storage_locations && !gcp.features);
	CHECK(!gcp.share_with && !gcp.secure_boot && !gcp.token);
	CHECK_TEXT(gcp.storage, "https://storage.googleapis.com");
	CHECK_TEXT(gcp.compute, "https://compute.googleapis.com");
}

static void test_all(void)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_reason reason = { .text = "" };
	struct ingot_gcp_settings gcp;

	if (!CHECK(read_gcp("\"project\":\"example.com:p-1\",\"bucket\":\"b\",\"prefix\":\"a/b/\","
			    "\"keep_archive\":true,\"chunk_kib\":1048576,\"family\":\"f\","
			    "\"labels\":{\"a\":\"\",\"b_-1\":\"x\"},\"storage_locations\":[\"eu\"],"
			    "\"guest_os_features\":[\"UEFI_COMPATIBLE\"],\"public\":true,"
			    "\"share_with\":[\"user:a@b.example\"],"
			    "\"secure_boot\":{\"pk\":\"p\",\"kek\":[\"k\"],\"db\":[\"d\"]},"
			    "\"endpoints\":{\"storage\":\"http://127.0.0.1:1\","
			    "\"compute\":\"https://c\",\"token\":\"https://t/token\"}",
			    &reason, &settings, &gcp) == 0))
		return;
	CHECK_TEXT(gcp.project, "example.com:p-1");
	CHECK_TEXT(gcp.prefix, "a/b/");
	CHECK(gcp.keep_archive && gcp.is_public);
	CHECK(gcp.chunk_size == (uint64_t)1 << 30);
	CHECK(ingot_json_count(gcp.labels) == 2 && ingot_json_count(gcp.features) == 1);
	CHECK(ingot_json_count(gcp.share_with) == 1 && gcp.secure_boot);
	CHECK_TEXT(gcp.storage, "http://127.0.0.1:1");
	CHECK_TEXT(gcp.compute, "https://c");
	CHECK_TEXT(gcp.token, "https://t/token");
}

static void test_refused(void)
{
	static const struct {
		const char *members;
		const char *named;
	} refused[] = {
		{ "\"bucket\":\"b\"", "project" },
		{ "\"project\":\"p\"", "bucket" },
		{ "\"project\":\"p/q\",\"bucket\":\"b\"", "project" },
		{ "\"project\":\"p?q\",\"bucket\":\"b\"", "project" },
		{ "\"project\":\"p\",\"bucket\":\"b/c\"", "bucket" },
		{ "\"project\":\"p\",\"bucket\":\"\"", "bucket" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"prefix\":\"/x\"", "prefix" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"prefix\":\"a b\"", "prefix" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"chunk_kib\":0", "chunk_kib" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"chunk_kib\":257", "chunk_kib" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"chunk_kib\":1048832", "chunk_kib" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"labels\":{\"A\":\"x\"}", "labels" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"labels\":{\"1\":\"x\"}", "labels" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"labels\":{\"a\":\"X\"}", "labels" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"labels\":{\"ingot-x\":\"x\"}", "labels" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"share_with\":[\"a\"]", "share_with" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"share_with\":[\"allUsers\"]",
		  "\"public\": true" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"public\":1", "public" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"secure_boot\":{}", "pk" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"secure_boot\":{\"pk\":\"x\",\"y\":1}",
		  "y" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"secret\":\"x\"", "secret" },
		{ "\"project\":\"p\",\"bucket\":\"b\",\"endpoints\":{\"x\":\"https://y\"}", "x" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
		struct ingot_gcp_settings gcp = { .chunk_size = 42 };
		struct ingot_reason reason = { .text = "" };

		CHECK(read_gcp(refused[i].members, &reason, &settings, &gcp) == -EBADMSG);
		CHECK(strstr(reason.text, refused[i].named) != NULL);
		CHECK(gcp.chunk_size == 42);
	}
}

int main(void)
{
	test_defaults();
	test_all();
	test_refused();
	return check_result();
}
