/* SPDX-License-Identifier: Apache-2.0 */
/* The member "azure" of the config file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "tests/unit/check.h"
#include "upload/azure_settings.h"

#define GUID   "\"subscription\": \"00000000-1111-2222-3333-444444444444\", "
#define PLACE  GUID "\"resource_group\": \"images\", \"location\": \"westeurope\""
#define IMAGES "\"name\": \"g\", \"definition\": \"ingot\""
#define BLOB   "\"via\": \"blob\", \"storage_account\": \"account\", \"container\": \"images\""

/* What is refused, and a word of why. */
static const struct {
	const char *azure;
	const char *want;
} refused[] = {
	{ "", "subscription" },
	{ "\"subscription\": \"1\", \"resource_group\": \"a\", \"location\": \"b\"",
	  "subscription" },
	{ GUID "\"location\": \"westeurope\"", "resource_group" },
	{ GUID "\"resource_group\": \"a/b\", \"location\": \"westeurope\"", "resource_group" },
	{ GUID "\"resource_group\": \"a\", \"location\": \"West Europe\"", "location" },
	{ PLACE ", \"via\": \"import\"", "via" },
	{ PLACE ", \"security_type\": \"Standard\"", "security_type" },
	{ PLACE ", \"security_type\": \"ConfidentialVM\"", "security_type" },
	{ PLACE ", \"parallel\": 0", "parallel" },
	{ PLACE ", \"parallel\": 33", "parallel" },
	{ PLACE ", \"container\": \"images\"", "via" },
	{ PLACE ", \"secret\": \"x\"", "secret" },
	{ PLACE ", \"tags\": { \"a\": 1 }", "tags" },
	{ PLACE ", \"gallery\": { \"name\": \"g\", \"regions\": [ \"a\" ] }", "definition" },
	{ PLACE ", \"gallery\": { " IMAGES " }", "regions" },
	{ PLACE ", \"gallery\": { " IMAGES ", \"regions\": [] }", "regions" },
	{ PLACE ", \"gallery\": { " IMAGES ", \"regions\": [ \"a\", \"a\" ] }", "regions" },
	{ PLACE ", \"gallery\": { " IMAGES ", \"regions\": [ \"a\" ], \"version\": \"1.2\" }",
	  "version" },
	{ PLACE ", \"gallery\": { " IMAGES ", \"regions\": [ \"a\" ], \"replicas\": 0 }",
	  "replicas" },
	{ PLACE ", \"endpoints\": { \"compute\": \"https://a\" }", "compute" },
	{ PLACE ", \"endpoints\": { \"management\": \"http://example.org\" }", "management" },
	{ "\"via\": \"blob\", \"container\": \"images\"", "storage_account" },
	{ "\"via\": \"blob\", \"storage_account\": \"account\"", "container" },
	{ "\"via\": \"blob\", \"storage_account\": \"Account\", \"container\": \"a\"",
	  "storage_account" },
	{ BLOB ", \"gallery\": { " IMAGES ", \"regions\": [ \"a\" ] }", "subscription" },
};

static int read_text(const char *azure, struct ingot_settings *settings,
		     struct ingot_reason *reason, struct ingot_azure_settings *ret_azure)
{
	char text[1024];
	int r;

	snprintf(text, sizeof(text), "{ \"version\": \"ingot.upload/1\", \"azure\": { %s } }",
		 azure);
	r = ingot_settings_read(ingot_bytes_of_text(text), "azure", reason, settings);
	return r < 0 ? r : ingot_azure_settings_read(settings, reason, ret_azure);
}

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
		struct ingot_azure_settings azure = { .parallel = -7 };
		struct ingot_reason reason = { .text = "" };

		if (!CHECK(read_text(refused[i].azure, &settings, &reason, &azure) == -EBADMSG))
			fprintf(stderr, "accepted: %s\n", refused[i].azure);
		if (!CHECK(strstr(reason.text, refused[i].want) != NULL))
			fprintf(stderr, "%s: %s\n", refused[i].azure, reason.text);
		CHECK(azure.parallel == -7 && !azure.management);
	}
}

static void test_disk(void)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_azure_settings azure = { 0 };
	struct ingot_reason reason = { .text = "" };

	CHECK(read_text(PLACE, &settings, &reason, &azure) == 0);
	CHECK_TEXT(reason.text, "");
	CHECK(azure.via == INGOT_AZURE_DISK && azure.security == INGOT_AZURE_TRUSTED_LAUNCH);
	CHECK_TEXT(azure.location, "westeurope");
	CHECK_TEXT(azure.disk_sku, "Standard_LRS");
	CHECK_TEXT(azure.management, "https://management.azure.com");
	CHECK_TEXT(azure.audience, "https://management.azure.com");
	CHECK(azure.parallel == 8 && !azure.gallery.name && !azure.tags && !azure.login);
}

static void test_blob(void)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_azure_settings azure = { 0 };
	struct ingot_reason reason = { .text = "" };

	CHECK(read_text(BLOB ", \"endpoints\": { \"storage\": \"http://127.0.0.1:10000/a\", "
			     "\"management\": \"https://management.usgovcloudapi.net\" }",
			&settings, &reason, &azure) == 0);
	CHECK_TEXT(reason.text, "");
	CHECK(azure.via == INGOT_AZURE_BLOB && !azure.subscription);
	CHECK_TEXT(azure.storage, "http://127.0.0.1:10000/a");
	CHECK_TEXT(azure.audience, "https://management.usgovcloudapi.net");
}

static void test_gallery(void)
{
	ingot_scoped(ingot_settings_drop) struct ingot_settings settings = { 0 };
	struct ingot_azure_settings azure = { 0 };
	struct ingot_reason reason = { .text = "" };

	CHECK(read_text(PLACE ", \"security_type\": \"ConfidentialVM\", \"gallery\": { " IMAGES
			      ", \"version\": \"1.20.3\", \"regions\": [ \"a\", \"b\" ] }, "
			      "\"endpoints\": { \"management\": \"http://127.0.0.1:1\" }",
			&settings, &reason, &azure) == 0);
	CHECK_TEXT(reason.text, "");
	CHECK(azure.security == INGOT_AZURE_CONFIDENTIAL);
	CHECK_TEXT(azure.gallery.resource_group, "images");
	CHECK_TEXT(azure.gallery.version, "1.20.3");
	CHECK(ingot_json_count(azure.gallery.regions) == 2 && azure.gallery.replicas == 1);
	CHECK_TEXT(azure.audience, "https://management.azure.com");
}

int main(void)
{
	static const char *const fit[] = { "0.1.0", "1.2.3", "10.20.999999999" };
	static const char *const unfit[] = {
		"",         "1",    "1.2",  "1.2.3.4", "v1.2.3", "01.2.3", "1.2.1000000000",
		"1.2.3-rc", "1..3", "1.2.", "-1.2.3"
	};

	for (size_t i = 0; i < ARRAY_COUNT(fit); i++)
		CHECK(ingot_azure_version_fits(fit[i]));
	for (size_t i = 0; i < ARRAY_COUNT(unfit); i++)
		CHECK(!ingot_azure_version_fits(unfit[i]));
	test_refused();
	test_disk();
	test_blob();
	test_gallery();
	return check_result();
}
