/* SPDX-License-Identifier: Apache-2.0 */
/* Azure's instance metadata service. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/scoped.h"
#include "metadata/platform.h"

/* 64 KiB of user data as base64, and line ends of whoever wrapped it. */
#define USER_DATA_TEXT_MAX ((size_t)92 << 10)

/* All that the service knows of the machine, which repeats the user data. */
#define INSTANCE_SIZE_MAX ((size_t)512 << 10)

#define STATUS_OK         200
#define STATUS_NOT_FOUND  404
#define STATUS_GONE       410

static const long later[] = { STATUS_NOT_FOUND, STATUS_GONE, 0 };

static const struct ingot_metadata_request user_data = {
	.method = "GET",
	.path = "/metadata/instance/compute/userData?api-version=2021-01-01&format=text",
	.headers = { "Metadata: true" },
	.answer_max = USER_DATA_TEXT_MAX,
	.later = later,
};

static const struct ingot_metadata_request instance = {
	.method = "GET",
	.path = "/metadata/instance?api-version=2021-08-01&extended=true",
	.headers = { "Metadata: true" },
	.answer_max = INSTANCE_SIZE_MAX,
	.later = later,
};

static int ask(const struct ingot_metadata_service *service,
	       const struct ingot_metadata_request *request, struct ingot_reason *reason,
	       struct ingot_file *ret_content)
{
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	int r = ingot_metadata_service_ask(service, request, reason, &answer);

	if (r < 0)
		return r;
	if (answer.status != STATUS_OK)
		return ingot_metadata_service_refuse(request, answer.status, reason);
	*ret_content = answer.content;
	answer.content = (struct ingot_file){ 0 };
	return 0;
}

/* Azure takes user data with line ends in it and gives them back. */
static void drop_white_space(struct ingot_file *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->size; i++) {
		uint8_t c = text->data[i];

		if (c != '\r' && c != '\n' && c != ' ' && c != '\t')
			text->data[kept++] = c;
	}
	text->size = kept;
}

/*
 * The service answers with less than it could where it cannot reach all that it asks itself, unless
 * the request is one for provisioning: then it fails. So this is what says that there is no user
 * data; or has it by now.
 */
static int confirm(const struct ingot_metadata_service *service, struct ingot_reason *reason,
		   struct ingot_file *ret_text)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file content = { 0 };
	const struct ingot_json *compute;
	const char *text;
	int r = ask(service, &instance, reason, &content);

	if (r < 0)
		return r;
	if (ingot_json_parse(ingot_file_bytes(&content), NULL, &root) < 0 ||
	    ingot_json_get(root, "compute", INGOT_JSON_OBJECT, &compute) < 0 ||
	    ingot_json_get_text(compute, "userData", &text) < 0)
		return ingot_refuse(reason, -EBADMSG, "GET %s: no JSON with compute.userData",
				    instance.path);
	ret_text->data = (uint8_t *)strdup(text);
	if (!ret_text->data)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	ret_text->size = strlen(text);
	return 0;
}

static int decode(struct ingot_bytes text, struct ingot_reason *reason,
		  struct ingot_file *ret_content)
{
	ingot_scoped(ingot_file_close) struct ingot_file content = { 0 };

	content.data = malloc(text.size + 1);
	if (!content.data)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (ingot_base64_decode(text, text.size, content.data, &content.size) < 0)
		return ingot_refuse(reason, -EBADMSG, "GET %s: user data is no base64",
				    user_data.path);
	content.data[content.size] = '\0';
	*ret_content = content;
	content = (struct ingot_file){ 0 };
	return 1;
}

int ingot_metadata_azure(const struct ingot_metadata_service *service, struct ingot_reason *reason,
			 struct ingot_file *ret_content)
{
	ingot_scoped(ingot_file_close) struct ingot_file text = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file confirmed = { 0 };
	int r = ask(service, &user_data, reason, &text);

	if (r < 0)
		return r;
	drop_white_space(&text);
	if (text.size > 0)
		return decode(ingot_file_bytes(&text), reason, ret_content);
	r = confirm(service, reason, &confirmed);
	if (r < 0)
		return r;
	drop_white_space(&confirmed);
	return confirmed.size > 0 ? decode(ingot_file_bytes(&confirmed), reason, ret_content) : 0;
}
