/* SPDX-License-Identifier: Apache-2.0 */
/* EC2's instance metadata service, version 2. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "metadata/platform.h"

#define TOKEN_HEADER   "X-aws-ec2-metadata-token: "
#define TOKEN_SIZE_MAX 256
#define USER_DATA_MAX  ((size_t)16 << 10)

/* A token that has run out more often than that never was one. */
#define TOKEN_TRIES      3

#define STATUS_OK        200
#define STATUS_WRONG     401
#define STATUS_FORBIDDEN 403
#define STATUS_NOT_FOUND 404

/* It becomes part of a header. */
static bool is_token(struct ingot_bytes text)
{
	uint8_t c;

	if (text.size == 0)
		return false;
	while (ingot_bytes_take_u8(&text, &c) == 0)
		if (c <= ' ' || c > '~')
			return false;
	return true;
}

static int take_token(const struct ingot_metadata_service *service, struct ingot_reason *reason,
		      char ret_line[sizeof(TOKEN_HEADER) + TOKEN_SIZE_MAX])
{
	static const struct ingot_metadata_request request = {
		.method = "PUT",
		.path = "/latest/api/token",
		.headers = { "X-aws-ec2-metadata-token-ttl-seconds: 60" },
		.answer_max = TOKEN_SIZE_MAX,
	};
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	int r = ingot_metadata_service_ask(service, &request, reason, &answer);

	if (r < 0)
		return r;
	if (answer.status == STATUS_FORBIDDEN)
		return ingot_refuse(reason, -EIO,
				    "PUT /latest/api/token: HTTP status 403: the service is turned "
				    "off for this instance");
	if (answer.status != STATUS_OK)
		return ingot_metadata_service_refuse(&request, answer.status, reason);
	if (!is_token(ingot_file_bytes(&answer.content)))
		return ingot_refuse(reason, -EBADMSG,
				    "PUT /latest/api/token: the answer is no token");
	(void)snprintf(ret_line, sizeof(TOKEN_HEADER) + TOKEN_SIZE_MAX, TOKEN_HEADER "%s",
		       (const char *)answer.content.data);
	return 0;
}

/* What take_user_data() answers beside 1 and 0: the token has run out, and @reason says so. */
#define TOKEN_EXPIRED 2

/* Returns 1; 0 if there is none; TOKEN_EXPIRED; a negative errno. */
static int take_user_data(const struct ingot_metadata_service *service, const char *token,
			  struct ingot_reason *reason, struct ingot_file *ret_content)
{
	struct ingot_metadata_request request = {
		.method = "GET",
		.path = "/latest/user-data",
		.headers = { token },
		.answer_max = USER_DATA_MAX,
	};
	ingot_scoped(ingot_metadata_answer_close) struct ingot_metadata_answer answer = { 0 };
	int r = ingot_metadata_service_ask(service, &request, reason, &answer);

	if (r < 0)
		return r;
	if (answer.status == STATUS_NOT_FOUND)
		return 0;
	if (answer.status != STATUS_OK)
		r = ingot_metadata_service_refuse(&request, answer.status, reason);
	if (answer.status == STATUS_WRONG)
		return TOKEN_EXPIRED;
	if (r < 0)
		return r;
	*ret_content = answer.content;
	answer.content = (struct ingot_file){ 0 };
	return 1;
}

int ingot_metadata_aws(const struct ingot_metadata_service *service, struct ingot_reason *reason,
		       struct ingot_file *ret_content)
{
	char token[sizeof(TOKEN_HEADER) + TOKEN_SIZE_MAX];
	int r = TOKEN_EXPIRED;

	for (unsigned i = 0; i < TOKEN_TRIES && r == TOKEN_EXPIRED; i++) {
		r = take_token(service, reason, token);
		if (r == 0)
			r = take_user_data(service, token, reason, ret_content);
	}
	explicit_bzero(token, sizeof(token));
	return r == TOKEN_EXPIRED ? -EIO : r;
}
