/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_TRANSFER_H
#define INGOT_UPLOAD_TRANSFER_H

#include <curl/curl.h>

#include "base/reason.h"
#include "upload/transport.h"

/* One try of one request. For transport.c alone. */

/**
 * struct ingot_transfer - a try; the handle serves many, one after the other
 * @curl:     made with the first
 * @request:  what it borrows lives until the try has ended
 * @settings: the transport's
 * @traffic:  counted up
 * @answer:   what came so far
 * @headers:  ours, as libcurl wants them
 * @position: bytes of @request.source that were read
 * @error:    of a callback; ends the try
 * @words:    libcurl's
 */
struct ingot_transfer {
	CURL *curl;
	struct ingot_request request;
	const struct ingot_transport_settings *settings;
	struct ingot_traffic *traffic;
	struct ingot_answer answer;
	struct curl_slist *headers;
	uint64_t position;
	int error;
	char words[CURL_ERROR_SIZE];
};

/** ingot_transfer_check - may the request be sent at all? Returns 0; -ENOTSUP; -EINVAL. */
int ingot_transfer_check(const struct ingot_request *request, struct ingot_reason *reason);

/**
 * ingot_transfer_begin - set the handle up for a try; @request, @settings and @traffic are set
 *
 * Returns 0; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_transfer_begin(struct ingot_transfer *transfer);

/**
 * ingot_transfer_end - what became of it
 * @code: libcurl's
 * @reason: set if it is not 0: words without the URL
 *
 * Returns 0: @answer is complete; 1: it failed on the way; what a callback returned; -EFBIG, -ENOTSUP,
 * -EIO, -ENOMEM where trying again does not help.
 */
int ingot_transfer_end(struct ingot_transfer *transfer, CURLcode code, struct ingot_reason *reason);

/** ingot_transfer_drop - release handle and answer, also of an all-zero one. */
void ingot_transfer_drop(struct ingot_transfer *transfer);

#endif
