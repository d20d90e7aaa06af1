/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals of EC2 and EBS direct. */
#include "upload/aws_error.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/scoped.h"
#include "upload/xml.h"

#define TEXT_SIZE 2048

static const struct {
	const char *code;
	enum ingot_aws_error_kind kind;
} codes[] = {
	{ "RequestThrottledException", INGOT_AWS_ERROR_THROTTLED },
	{ "ThrottlingException", INGOT_AWS_ERROR_THROTTLED },
	{ "Throttling", INGOT_AWS_ERROR_THROTTLED },
	{ "RequestLimitExceeded", INGOT_AWS_ERROR_THROTTLED },
	{ "SnapshotCreationPerVolumeRateExceeded", INGOT_AWS_ERROR_THROTTLED },
	{ "ConcurrentLimitExceededException", INGOT_AWS_ERROR_THROTTLED },
	{ "RequestExpired", INGOT_AWS_ERROR_EXPIRED },
	{ "ExpiredToken", INGOT_AWS_ERROR_EXPIRED },
	{ "ExpiredTokenException", INGOT_AWS_ERROR_EXPIRED },
	{ "AuthFailure", INGOT_AWS_ERROR_EXPIRED },
	{ "InvalidClientTokenId", INGOT_AWS_ERROR_EXPIRED },
	{ "UnrecognizedClientException", INGOT_AWS_ERROR_EXPIRED },
	{ "InvalidAMIID.NotFound", INGOT_AWS_ERROR_ABSENT },
	{ "InvalidAMIID.Unavailable", INGOT_AWS_ERROR_ABSENT },
	{ "InvalidSnapshot.NotFound", INGOT_AWS_ERROR_ABSENT },
	{ "ResourceNotFoundException", INGOT_AWS_ERROR_ABSENT },
	{ "InvalidAMIName.Duplicate", INGOT_AWS_ERROR_DUPLICATE },
};

/* What does not fit is cut, and what is not printable replaced. */
static void put(const char *text, size_t capacity, char *ret_text)
{
	size_t length = 0;

	for (; text[length] && length + 1 < capacity; length++)
		ret_text[length] = text[length] >= ' ' && text[length] <= '~' ? text[length] : '?';
	ret_text[length] = '\0';
}

static void read_xml(struct ingot_bytes body, struct ingot_aws_error *error)
{
	char text[TEXT_SIZE];

	if (ingot_xml_text(body, "Response/Errors/Error/Code", sizeof(text), text) == 0)
		put(text, sizeof(error->code), error->code);
	if (ingot_xml_text(body, "Response/Errors/Error/Message", sizeof(text), text) == 0)
		put(text, sizeof(error->message), error->message);
}

static void read_json(struct ingot_bytes body, struct ingot_aws_error *error)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const char *text;

	if (ingot_json_parse(body, NULL, &root) < 0)
		return;
	if (ingot_json_get_text(root, "__type", &text) == 0) {
		const char *name = strrchr(text, '#');

		put(name ? &name[1] : text, sizeof(error->code), error->code);
	}
	if (ingot_json_get_text(root, "message", &text) == 0 ||
	    ingot_json_get_text(root, "Message", &text) == 0)
		put(text, sizeof(error->message), error->message);
}

void ingot_aws_error_of(const struct ingot_answer *answer, struct ingot_aws_error *ret_error)
{
	struct ingot_aws_error error = { .kind = INGOT_AWS_ERROR_OTHER };
	const struct ingot_bytes body = ingot_answer_bytes(answer);
	char header[TEXT_SIZE];

	if (body.size > 0 && body.data[0] == '<')
		read_xml(body, &error);
	else if (body.size > 0)
		read_json(body, &error);
	/* The name may have an address behind it. */
	if (ingot_answer_header(answer, "x-amzn-errortype", sizeof(header), header) == 0) {
		header[strcspn(header, ":")] = '\0';
		put(header, sizeof(error.code), error.code);
	}
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(codes[i].code, error.code) == 0)
			error.kind = codes[i].kind;
	if (error.kind == INGOT_AWS_ERROR_OTHER && answer->status == 401)
		error.kind = INGOT_AWS_ERROR_EXPIRED;
	*ret_error = error;
}

bool ingot_aws_error_is_throttled(const struct ingot_answer *answer)
{
	struct ingot_aws_error error;

	ingot_aws_error_of(answer, &error);
	return error.kind == INGOT_AWS_ERROR_THROTTLED;
}
