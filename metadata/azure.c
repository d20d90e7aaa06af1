/* SPDX-License-Identifier: Apache-2.0 */
/* Azure's instance metadata service. */
#include <errno.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/scoped.h"
#include "metadata/platform.h"

/* 64 KiB of user data as base64, and line ends of whoever wrapped it. */
#define USER_DATA_TEXT_MAX ((size_t)92 << 10)

#define STATUS_OK          200
#define STATUS_NOT_FOUND   404
#define STATUS_GONE        410

/* Azure takes user data with line ends in it and gives them back. Returns what is left of it. */
static size_t drop_white_space(struct ingot_file *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->size; i++) {
		uint8_t c = text->data[i];

		if (c != '\r' && c != '\n' && c != ' ' && c != '\t')
			text->data[kept++] = c;
	}
	return kept;
}

static int decode(const struct ingot_metadata_request *request, struct ingot_file *text,
		  struct ingot_reason *reason, struct ingot_file *ret_content)
{
	ingot_scoped(ingot_file_close) struct ingot_file content = { 0 };

	text->size = drop_white_space(text);
	if (text->size == 0)
		return 0;
	content.data = malloc(text->size + 1);
	if (!content.data)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (ingot_base64_decode(ingot_file_bytes(text), text->size, content.data, &content.size) <
	    0)
		return ingot_refuse(reason, -EBADMSG, "%s %s: user data is no base64",
				    request->method, request->path);
	content.data[content.size] = '\0';
	*ret_content = content;
	content = (struct ingot_file){ 0 };
	return 1;
}

int ingot_metadata_azure(const struct ingot_metadata_service *service, struct ingot_reason *reason,
			 struct ingot_file *ret_content)
{
	static const long later[] = { STATUS_NOT_FOUND, STATUS_GONE, 0 };
	static const struct ingot_metadata_request request = {
		.method = "GET",
		.path = "/metadata/instance/compute/userData?api-version=2021-01-01&format=text",
		.headers = { "Metadata: true" },
		.answer_max = USER_DATA_TEXT_MAX,
		.later = later,
	};
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	int r = ingot_metadata_service_ask(service, &request, reason, &answer);

	if (r < 0)
		return r;
	if (answer.status != STATUS_OK)
		return ingot_metadata_service_refuse(&request, answer.status, reason);
	return decode(&request, &answer.content, reason, ret_content);
}
