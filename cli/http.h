/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_HTTP_H
#define INGOT_CLI_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/reason.h"

/*
 * One GET over http or https, bounded in every direction: how much comes, how long it takes, how
 * long nothing comes, where it may be sent on to. The only door to libcurl.
 *
 * What comes is not believed: whoever asks checks signature and digest. So a mirror without TLS is
 * as good as one with it, and the rules here keep requests where the user sent them.
 */

#define INGOT_HTTP_URL_SIZE_MAX       2048
#define INGOT_HTTP_VALIDATOR_SIZE_MAX 128
#define INGOT_HTTP_REDIRECTS_MAX      4

/** struct ingot_http_limits - how long a request may take; seconds, none of them 0. */
struct ingot_http_limits {
	unsigned connect_seconds;
	unsigned stall_seconds; /* so long less than a byte a second is a server that stalls */
	unsigned total_seconds;
};

/**
 * struct ingot_http_sink - where the content goes
 * @context: handed to @take and @begin
 * @take:    takes the next bytes, which belong at @offset of the content; 0, or a negative errno,
 *           which ends the request and is what it returns. An offset of 0 comes again where a
 *           server does not resume: what was there before is void
 * @begin:   told before the first byte where what comes begins, and its strong entity tag, "" for
 *           none; 0, or a negative errno as above; may be NULL
 */
struct ingot_http_sink {
	void *context;
	int (*take)(void *context, uint64_t offset, struct ingot_bytes data);
	int (*begin)(void *context, uint64_t offset, const char *validator);
};

/**
 * struct ingot_http_request - what is asked for
 * @url:       http or https, without user and password
 * @size_max:  largest content accepted, bytes
 * @offset:    bytes that are there already: the rest is asked for; 0: all of it
 * @validator: strong entity tag under which these came; NULL or "": none known, then a server
 *             that has another content meanwhile is only found out by the digest
 * @authorities: PEM file of the CAs that are believed; NULL: the system's
 * @limits:    how long
 * @sink:      where to
 */
struct ingot_http_request {
	const char *url;
	uint64_t size_max;
	uint64_t offset;
	const char *validator;
	const char *authorities;
	struct ingot_http_limits limits;
	struct ingot_http_sink sink;
};

/**
 * struct ingot_http_answer - what came
 * @size: of the whole content, with what was there before
 * @validator: its strong entity tag; "" for none
 */
struct ingot_http_answer {
	uint64_t size;
	char validator[INGOT_HTTP_VALIDATOR_SIZE_MAX];
};

/** ingot_http_is_url - does @text start as a URL that we fetch from? */
bool ingot_http_is_url(const char *text);

/**
 * ingot_http_get - fetch one content
 * @request: what and how
 * @reason:  set on failure: one line that does not name the URL
 * @ret_answer: what came
 *
 * TLS 1.2 or later, certificates checked. No proxy of the environment, no cookies, no passwords, no
 * compression. A redirect is followed on the same host and port alone, or from http to https there.
 * Spec: RFC 9110: 14.2 Range, 13.1.5 If-Range, 8.8.3 ETag, 15.4 redirection.
 *
 * Returns 0; -ENOENT if the server has no such thing; -EFBIG over @size_max; -ENOTSUP for a URL
 * that is no http, or a redirect elsewhere; -EIO for all that goes wrong on the way, truncation and
 * time limits too; -ENOMEM; what the sink returned.
 */
int ingot_http_get(const struct ingot_http_request *request, struct ingot_reason *reason,
		   struct ingot_http_answer *ret_answer);

#endif
