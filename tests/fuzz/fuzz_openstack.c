/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: what Keystone and Glance answer. */
#include <stdlib.h>

#include "base/scoped.h"
#include "upload/openstack_image.h"
#include "upload/openstack_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ingot_openstack_login login = { .interface = "public" };
	static const struct ingot_openstack_place place = { .region = NULL };
	static struct ingot_openstack_token token;
	static char headers[] = "x-subject-token: t\n";
	const struct ingot_answer answer = { .status = 201,
					     .body = (uint8_t *)data,
					     .body_size = size,
					     .headers = headers,
					     .headers_size = sizeof(headers) - 1 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_openstack_image image;
	struct ingot_reason reason = { .text = "" };

	if (ingot_openstack_token_read(&answer, &login, &place, &reason, &token) < 0 &&
	    !reason.text[0])
		abort();
	reason.text[0] = '\0';
	if (ingot_json_parse((struct ingot_bytes){ data, size }, NULL, &root) < 0)
		return 0;
	if (ingot_openstack_image_read(root, &reason, &image) < 0 && !reason.text[0])
		abort();
	return 0;
}
