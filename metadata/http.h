/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_METADATA_HTTP_H
#define INGOT_METADATA_HTTP_H

#include <stddef.h>

#include "base/file.h"
#include "base/reason.h"

/*
 * One request to a metadata service: HTTP/1.1 in clear to a numeric IPv4 address, as all of them
 * are reached. The only door to libcurl here. Nothing of the environment counts, nobody is asked
 * for a name, nobody else is gone to: no proxy, no redirect, no cookie, no password, no
 * compression, no answer of HTTP/0.9.
 */

#define INGOT_METADATA_HEADERS_MAX 4
#define INGOT_METADATA_HEADER_SIZE 64
#define INGOT_METADATA_URL_SIZE    256

/**
 * struct ingot_metadata_request - what is asked; everything borrowed
 * @method:  "GET", "PUT" or "POST"
 * @path:    behind the address, from the slash on
 * @headers: lines "Name: value"; the rest NULL
 * @body:    text; NULL for none
 * @answer_max: largest content that is taken, bytes
 * @header:  name of the header of the answer that is wanted; NULL for none
 * @later:   statuses that mean "not yet" here, beside those of ingot_metadata_service_ask(); ended
 *           by 0; NULL for none
 */
struct ingot_metadata_request {
	const char *method;
	const char *path;
	const char *headers[INGOT_METADATA_HEADERS_MAX];
	const char *body;
	size_t answer_max;
	const char *header;
	const long *later;
};

/**
 * struct ingot_metadata_answer - what came; release with ingot_metadata_answer_close()
 * @status:  100 to 599
 * @content: of an answer with status 200; what comes with any other is dropped
 * @header:  value of the header that was wanted; "" if it is not there, is there more than once, or
 *           is longer
 *
 * An all-zero one holds nothing and may be closed.
 */
struct ingot_metadata_answer {
	long status;
	struct ingot_file content;
	char header[INGOT_METADATA_HEADER_SIZE];
};

/** struct ingot_metadata_time - how long one request may take; milliseconds, none of them 0. */
struct ingot_metadata_time {
	unsigned connect_ms;
	unsigned request_ms;
};

/**
 * ingot_metadata_http_call - ask once
 * @address: IPv4 address, perhaps with ":port"
 * @request: what
 * @time:    how long
 * @reason:  set on failure: one line
 * @ret_answer: the answer, whatever its status
 *
 * Spec: RFC 9110, RFC 9112.
 *
 * Returns 0; -EIO if there was no answer, or half of one: asking again may help; -EBADMSG if it is
 * no HTTP/1; -EFBIG over @request->answer_max; -ENOTSUP if it is encoded; -EINVAL if @address is not
 * as above; -ENOMEM.
 */
int ingot_metadata_http_call(const char *address, const struct ingot_metadata_request *request,
			     const struct ingot_metadata_time *time, struct ingot_reason *reason,
			     struct ingot_metadata_answer *ret_answer);

/** ingot_metadata_answer_close - release it, leave an all-zero one; for ingot_scoped() too. */
void ingot_metadata_answer_close(struct ingot_metadata_answer *answer);

#endif
