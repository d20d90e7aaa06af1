/* SPDX-License-Identifier: Apache-2.0 */
/* upload/aws_error.h: refusals as AWS' references show them, and as moto 5.1 gives them. */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"
#include "upload/aws_error.h"

static const struct {
	long status;
	const char *headers;
	const char *body;
	enum ingot_aws_error_kind kind;
	const char *code;
	const char *message;
} vectors[] = {
	/* EC2 API Reference, "Error codes", the example of a response. */
	{ 400, "content-type: text/xml;charset=UTF-8\n",
	  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>"
	  "<Code>InvalidAMIName.Duplicate</Code><Message>AMI name a is already in use</Message>"
	  "</Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>",
	  INGOT_AWS_ERROR_DUPLICATE, "InvalidAMIName.Duplicate", "AMI name a is already in use" },
	{ 503, "",
	  "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit "
	  "exceeded.</Message></Error></Errors></Response>",
	  INGOT_AWS_ERROR_THROTTLED, "RequestLimitExceeded", "Request limit exceeded." },
	{ 400, "",
	  "<Response><Errors><Error><Code>RequestExpired</Code></Error></Errors></Response>",
	  INGOT_AWS_ERROR_EXPIRED, "RequestExpired", "" },
	{ 400, "",
	  "<Response><Errors><Error><Code>InvalidAMIID.NotFound</Code><Message>\xc3\xa4\r\n"
	  "x</Message></Error></Errors></Response>",
	  INGOT_AWS_ERROR_ABSENT, "InvalidAMIID.NotFound", "???x" },
	/* EBS direct */
	{ 400, "x-amzn-errortype: RequestThrottledException:http://internal.amazon.com/\n",
	  "{\"Message\":\"slow down\",\"Reason\":\"ACCOUNT_THROTTLED\"}", INGOT_AWS_ERROR_THROTTLED,
	  "RequestThrottledException", "slow down" },
	{ 403, "x-amzn-errortype: ExpiredTokenException\n", "{\"message\":\"expired\"}",
	  INGOT_AWS_ERROR_EXPIRED, "ExpiredTokenException", "expired" },
	{ 404, "", "{\"__type\":\"com.amazonaws.ebs#ResourceNotFoundException\"}",
	  INGOT_AWS_ERROR_ABSENT, "ResourceNotFoundException", "" },
	{ 400, "x-amzn-errortype: ValidationException\n", "{}", INGOT_AWS_ERROR_OTHER,
	  "ValidationException", "" },
	/* Somebody else's words */
	{ 401, "", "", INGOT_AWS_ERROR_EXPIRED, "", "" },
	{ 400, "", "<html>", INGOT_AWS_ERROR_OTHER, "", "" },
	{ 400, "", "<a/>", INGOT_AWS_ERROR_OTHER, "", "" },
	{ 400, "", "[1]", INGOT_AWS_ERROR_OTHER, "", "" },
	{ 400, "", "Service Unavailable", INGOT_AWS_ERROR_OTHER, "", "" },
};

static struct ingot_answer answer_of(size_t i)
{
	return (struct ingot_answer){ .status = vectors[i].status,
				      .body = (uint8_t *)strdup(vectors[i].body),
				      .body_size = strlen(vectors[i].body),
				      .headers = strdup(vectors[i].headers),
				      .headers_size = strlen(vectors[i].headers) };
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		struct ingot_answer answer = answer_of(i);
		struct ingot_aws_error error = { .code = "before" };

		ingot_aws_error_of(&answer, &error);
		if (!CHECK(error.kind == vectors[i].kind))
			fprintf(stderr, "vector %zu: %d\n", i, error.kind);
		CHECK_TEXT(error.code, vectors[i].code);
		CHECK_TEXT(error.message, vectors[i].message);
		CHECK(ingot_aws_error_is_throttled(&answer) ==
		      (vectors[i].kind == INGOT_AWS_ERROR_THROTTLED));
		/* Cut anywhere: no crash. */
		for (; answer.body_size > 0; answer.body_size--)
			ingot_aws_error_of(&answer, &error);
		ingot_answer_drop(&answer);
	}
	return check_result();
}
