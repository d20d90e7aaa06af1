/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_REQUEST_H
#define INGOT_UPLOAD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* What is asked of a cloud, what it answers, and a request as text that anybody may read. */

#define INGOT_REQUEST_HEADERS_MAX 24
/* Answers are documents of some KiB; a request may set a smaller limit. */
#define INGOT_ANSWER_SIZE_MAX    ((size_t)8 << 20)
#define INGOT_ANSWER_HEADERS_MAX ((size_t)64 << 10)

/**
 * struct ingot_header - a header of a request; texts without line ends
 * @is_secret: its value is shown nowhere
 */
struct ingot_header {
	const char *name;
	const char *value;
	bool is_secret;
};

/**
 * struct ingot_body_source - a body that is read while it is sent, and again for each new try
 * @size: bytes, at least 1
 * @read: fill @ret_data with exactly @size bytes from @offset. Returns 0, or a negative errno
 */
struct ingot_body_source {
	void *context;
	uint64_t size;
	int (*read)(void *context, uint64_t offset, size_t size, uint8_t *ret_data);
};

/**
 * struct ingot_sigv4 - AWS Signature Version 4, made anew for each try
 * @region, @service: "eu-central-1", "ec2"
 * @key_id, @secret: of the access key
 * @session_token: NULL if the key has none
 *
 * The payload's hash is that of @body, or what a header x-amz-content-sha256 of the request says.
 */
struct ingot_sigv4 {
	const char *region;
	const char *service;
	const char *key_id;
	const char *secret;
	const char *session_token;
};

/**
 * struct ingot_request - a request; everything is borrowed until it is done
 * @method: "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"
 * @url:    https; http to loopback. Quoted as it goes onto the wire
 * @is_secret_query: what stands behind '?' is shown nowhere (an Azure SAS)
 * @headers: the first @header_count; Host and Content-Length are not among them
 * @body:   may be empty
 * @is_secret_body: it is shown nowhere
 * @source: a large body in the place of @body; NULL: none
 * @sigv4:  how it is signed; NULL: not
 * @answer_max: largest answer, bytes; 0: INGOT_ANSWER_SIZE_MAX
 * @stall_seconds: in place of the transport's, for what takes the server long to answer; 0: not
 * @is_single: not tried again; whoever asks knows better what to do then
 * @is_transient: says of an answer whose status is not one of transport.h's list that trying again
 *                may help (AWS throttles with 400); may be NULL
 */
struct ingot_answer;
struct ingot_request {
	const char *method;
	const char *url;
	bool is_secret_query;
	struct ingot_header headers[INGOT_REQUEST_HEADERS_MAX];
	size_t header_count;
	struct ingot_bytes body;
	bool is_secret_body;
	const struct ingot_body_source *source;
	const struct ingot_sigv4 *sigv4;
	size_t answer_max;
	unsigned stall_seconds;
	bool is_single;
	bool (*is_transient)(const struct ingot_answer *answer);
};

/**
 * struct ingot_answer - what came; release with ingot_answer_drop()
 * @status:  of HTTP, 200..599; 0 in a dry run
 * @body:    @body_size bytes and a NUL; NULL if there are none
 * @headers: private: "name: value" lines, each ended by a newline, names in lower case
 */
struct ingot_answer {
	long status;
	uint8_t *body;
	size_t body_size;
	char *headers;
	size_t headers_size;
};

/** ingot_request_header - add a header. Returns 0; -EFBIG if there is no room for it. */
int ingot_request_header(struct ingot_request *request, struct ingot_header header);

/**
 * ingot_request_text - the request as a dry run shows it
 * @ret_text: release with free(): method and URL, a line for each header, an empty line, the body as
 *            it is if it is a form, JSON or XML, else its size and SHA-256. Secrets are "(secret)"
 *
 * Returns 0; -ENOMEM; -EIO if OpenSSL fails; what @source's read returned.
 */
int ingot_request_text(const struct ingot_request *request, char **ret_text);

/** ingot_answer_bytes - view of the body. */
struct ingot_bytes ingot_answer_bytes(const struct ingot_answer *answer);

/**
 * ingot_answer_header - a header's value
 * @name: in lower case, "location"
 * @capacity: bytes at @ret_value
 * @ret_value: the first one's value, without white space around it, and a NUL
 *
 * Returns 0; -ENOENT if there is none; -EFBIG if it does not fit; -EBADMSG if it is not printable
 * ASCII.
 */
int ingot_answer_header(const struct ingot_answer *answer, const char *name, size_t capacity,
			char *ret_value);

/**
 * ingot_answer_words - what a refusal says, for a message
 * @ret_words: @capacity bytes: the body's first printable characters on one line, cut where there
 *             are more; empty if there is none
 */
void ingot_answer_words(const struct ingot_answer *answer, size_t capacity, char *ret_words);

/** ingot_answer_drop - release it and leave an all-zero one; for ingot_scoped() too. */
void ingot_answer_drop(struct ingot_answer *answer);

#endif
