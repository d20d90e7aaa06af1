/* SPDX-License-Identifier: Apache-2.0 */
/* Config files and uploads.json: no text gets past the strict readers by crashing them. */
#include <stdlib.h>

#include "measurements/upload_list.h"
#include "upload/settings.h"
#include "upload/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_settings(struct ingot_bytes text, const char *cloud)
{
	struct ingot_reason reason = { .text = "" };
	struct ingot_settings settings = { .cloud = NULL };
	const struct ingot_json *json = NULL;
	struct ingot_members members;
	const char *url;

	if (ingot_settings_read(text, cloud, &reason, &settings) < 0) {
		if (!reason.text[0])
			abort();
		return;
	}
	url = ingot_settings_endpoint(&settings, "service");
	if (url && !ingot_url_is_service(url))
		abort();
	members = ingot_settings_members(&settings, &reason);
	(void)ingot_settings_texts(&members, "texts", &json);
	(void)ingot_settings_tags(&members, "tags", &json);
	ingot_settings_drop(&settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ingot_bytes text = { data, size };
	struct ingot_reason reason = { .text = "" };
	struct ingot_json *root = NULL;

	read_settings(text, "aws");
	read_settings(text, "openstack");
	if (ingot_upload_list_read(text, &reason, &root) < 0 && !reason.text[0])
		abort();
	ingot_json_free(root);
	return 0;
}
