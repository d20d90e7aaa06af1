/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: refusals of EC2 and EBS direct; headers in front of the first NUL, body behind. */
#include <stdlib.h>
#include <string.h>

#include "upload/aws_error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *copy(struct ingot_bytes bytes)
{
	char *text = calloc(1, bytes.size + 1);

	if (text && bytes.size > 0)
		memcpy(text, bytes.data, bytes.size);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingot_bytes body = { data, size }, headers = { NULL, 0 };
	struct ingot_answer answer = { .status = 400 };
	struct ingot_aws_error error;

	(void)ingot_bytes_take_until(&body, 0, &headers);
	answer.headers = copy(headers);
	answer.headers_size = headers.size;
	answer.body = (uint8_t *)copy(body);
	answer.body_size = body.size;
	if (answer.headers && answer.body) {
		ingot_aws_error_of(&answer, &error);
		for (size_t i = 0; error.message[i]; i++)
			if (error.message[i] < ' ' || error.message[i] > '~')
				abort();
		if (strlen(error.code) >= sizeof(error.code))
			abort();
	}
	ingot_answer_drop(&answer);
	return 0;
}
