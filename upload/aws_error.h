/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_ERROR_H
#define INGOT_UPLOAD_AWS_ERROR_H

#include <stdbool.h>

#include "upload/request.h"

/*
 * What AWS says when it refuses. EC2 answers XML (Response/Errors/Error), EBS direct JSON and a
 * header x-amzn-errortype; both may refuse with 400 what passes: too many requests, keys that have
 * expired.
 *
 * Documents: Amazon EC2 API Reference, "Error codes for the Amazon EC2 API"; Amazon EBS API
 * Reference, "Common Errors" and the errors of each action.
 */

#define INGOT_AWS_ERROR_CODE_SIZE    96
#define INGOT_AWS_ERROR_MESSAGE_SIZE 160

/** enum ingot_aws_error_kind - what follows from a refusal */
enum ingot_aws_error_kind {
	INGOT_AWS_ERROR_OTHER,     /* it is final */
	INGOT_AWS_ERROR_THROTTLED, /* later it may be granted */
	INGOT_AWS_ERROR_EXPIRED,   /* with other keys it may be granted */
	INGOT_AWS_ERROR_ABSENT,    /* there is no such image or snapshot, or not yet */
	INGOT_AWS_ERROR_DUPLICATE  /* there is an image of that name */
};

/**
 * struct ingot_aws_error - a refusal
 * @code:    AWS' word for it, "InvalidAMIName.Duplicate"; empty if it says none
 * @message: printable ASCII on one line; may be cut, may be empty
 */
struct ingot_aws_error {
	enum ingot_aws_error_kind kind;
	char code[INGOT_AWS_ERROR_CODE_SIZE];
	char message[INGOT_AWS_ERROR_MESSAGE_SIZE];
};

/** ingot_aws_error_of - read a refusal; of whatever is none that we know, the kind is OTHER. */
void ingot_aws_error_of(const struct ingot_answer *answer, struct ingot_aws_error *ret_error);

/** ingot_aws_error_is_throttled - for ingot_request.is_transient. */
bool ingot_aws_error_is_throttled(const struct ingot_answer *answer);

#endif
