/* SPDX-License-Identifier: Apache-2.0 */
/* One try of one request, as libcurl makes it. */
#include "upload/transfer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "upload/url.h"

#define TOTAL_STALLS     10
#define SLOWEST_RATE     ((uint64_t)16 << 10)
#define SEND_BUFFER_SIZE (256L << 10)
#define HEADER_SIZE_MAX  16384

static bool is_token(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("()<>@,;:\\\"/[]?={}", *c))
			return false;
	return text[0] != '\0';
}

static bool is_value(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((*c < ' ' && *c != '\t') || *c == '\x7f')
			return false;
	return text[0] != '\0' && strlen(text) < HEADER_SIZE_MAX;
}

/*
 * Before 8.10 libcurl sorts a header behind one whose name begins with its own, as x-amz-checksum
 * and x-amz-checksum-algorithm: a signature that does not hold (its pull request 14370).
 */
static int check_libcurl(struct ingot_reason *reason)
{
	const curl_version_info_data *libcurl = curl_version_info(CURLVERSION_NOW);

	if (libcurl->version_num >= 0x080a00)
		return 0;
	return ingot_refuse(reason, -ENOTSUP,
			    "libcurl %s signs wrongly for AWS: 8.10 or later is needed",
			    libcurl->version);
}

int ingot_transfer_check(const struct ingot_request *request, struct ingot_reason *reason)
{
	if (request->sigv4 && check_libcurl(reason) < 0)
		return -ENOTSUP;
	if (!ingot_url_is_allowed(request->url))
		return ingot_refuse(reason, -ENOTSUP, "no https URL (http to loopback alone): %.*s",
				    (int)ingot_url_shown_length(request->url), request->url);
	if (request->header_count > INGOT_REQUEST_HEADERS_MAX || !is_token(request->method))
		return ingot_refuse(reason, -EINVAL, "no such request can be made");
	for (size_t i = 0; i < request->header_count; i++)
		if (!is_token(request->headers[i].name) || !is_value(request->headers[i].value))
			return ingot_refuse(reason, -EINVAL,
					    "what goes into a header is empty or not printable: "
					    "%.64s",
					    request->headers[i].name);
	return 0;
}

/* Room for @size more bytes and a NUL behind @used. */
static char *grown(char *block, size_t used, size_t size)
{
	return realloc(block, used + size + 1);
}

static size_t answer_limit(const struct ingot_transfer *transfer)
{
	return transfer->request.answer_max ? transfer->request.answer_max : INGOT_ANSWER_SIZE_MAX;
}

static size_t on_data(char *data, size_t one, size_t size, void *context)
{
	struct ingot_transfer *transfer = context;
	struct ingot_answer *answer = &transfer->answer;
	char *longer;

	(void)one; /* always 1 */
	if (size > answer_limit(transfer) - answer->body_size) {
		transfer->error = -EFBIG;
		return 0;
	}
	longer = grown((char *)answer->body, answer->body_size, size);
	if (!longer) {
		transfer->error = -ENOMEM;
		return 0;
	}
	memcpy(&longer[answer->body_size], data, size);
	answer->body = (uint8_t *)longer;
	answer->body_size += size;
	longer[answer->body_size] = '\0';
	return size;
}

/* Names in lower case; what is folded over lines stays apart and has no name. */
static void keep_header(struct ingot_answer *answer, const char *line, size_t size)
{
	char *longer = grown(answer->headers, answer->headers_size, size + 1);
	bool in_name = true;

	if (!longer)
		return;
	answer->headers = longer;
	for (size_t i = 0; i < size; i++) {
		char c = line[i];

		if (c == ':')
			in_name = false;
		if (in_name && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		longer[answer->headers_size++] = c;
	}
	longer[answer->headers_size++] = '\n';
}

/* A status line begins the headers anew: those of "100 Continue" are not the answer's. */
static size_t on_header(char *line, size_t one, size_t size, void *context)
{
	struct ingot_transfer *transfer = context;
	struct ingot_answer *answer = &transfer->answer;
	size_t length = size;

	(void)one;
	while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
		length--;
	if (length >= 5 && strncasecmp(line, "HTTP/", 5) == 0)
		answer->headers_size = 0;
	else if (length > INGOT_ANSWER_HEADERS_MAX - answer->headers_size)
		transfer->error = -EFBIG;
	else if (length > 0)
		keep_header(answer, line, length);
	return transfer->error < 0 ? 0 : size;
}

static size_t on_read(char *ret_data, size_t one, size_t size, void *context)
{
	struct ingot_transfer *transfer = context;
	const struct ingot_body_source *source = transfer->request.source;
	uint64_t left = source->size - transfer->position;

	(void)one;
	if (size > left)
		size = left;
	if (size == 0)
		return 0;
	transfer->error =
		source->read(source->context, transfer->position, size, (uint8_t *)ret_data);
	if (transfer->error < 0)
		return CURL_READFUNC_ABORT;
	transfer->position += size;
	return size;
}

/* libcurl sends anew where a kept connection turns out to be closed. */
static int on_seek(void *context, curl_off_t offset, int origin)
{
	struct ingot_transfer *transfer = context;

	if (origin != SEEK_SET || offset < 0 || (uint64_t)offset > transfer->request.source->size)
		return CURL_SEEKFUNC_FAIL;
	transfer->position = (uint64_t)offset;
	return CURL_SEEKFUNC_OK;
}

/* The one place where libcurl tells bytes of headers and of bodies, also of what was cut off. */
static int on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *context)
{
	struct ingot_transfer *transfer = context;

	(void)curl;
	(void)data;
	if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT)
		transfer->traffic->sent += size;
	else if (type == CURLINFO_HEADER_IN || type == CURLINFO_DATA_IN)
		transfer->traffic->received += size;
	return 0;
}

static int set_limits(const struct ingot_transfer *transfer)
{
	const struct ingot_timeouts *timeouts = &transfer->settings->timeouts;
	const struct ingot_request *request = &transfer->request;
	const uint64_t size = request->source ? request->source->size : request->body.size;
	const unsigned stall =
		request->stall_seconds ? request->stall_seconds : timeouts->stall_seconds;
	const uint64_t total = (uint64_t)stall * TOTAL_STALLS + size / SLOWEST_RATE;
	CURL *curl = transfer->curl;
	CURLcode code =
		curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)timeouts->connect_seconds);

	code |= curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	code |= curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)stall);
	code |= curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)total);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

static int set_place(const struct ingot_transfer *transfer)
{
	const bool is_tls = strncmp(transfer->request.url, "https:", 6) == 0;
	CURL *curl = transfer->curl;
	CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, transfer->request.url);

	code |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_tls ? "https" : "http");
	code |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	code |= curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	/* libcurl 8 refuses it together with a signature; paths that are signed have no dots */
	code |= curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, transfer->request.sigv4 ? 0L : 1L);
	/* many connections, each with one request: a lost one stops one */
	code |= curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	code |= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	code |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "ingot/" INGOT_VERSION);
	if (!is_tls)
		code |= curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (transfer->settings->ca)
		code |= curl_easy_setopt(curl, CURLOPT_CAINFO, transfer->settings->ca);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

static int set_callbacks(struct ingot_transfer *transfer)
{
	CURL *curl = transfer->curl;
	CURLcode code = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);

	code |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, (void *)transfer);
	code |= curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	code |= curl_easy_setopt(curl, CURLOPT_HEADERDATA, (void *)transfer);
	code |= curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	code |= curl_easy_setopt(curl, CURLOPT_DEBUGDATA, (void *)transfer);
	code |= curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	code |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->words);
	code |= curl_easy_setopt(curl, CURLOPT_PRIVATE, (void *)transfer);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

static bool has_body(const struct ingot_request *request)
{
	return request->source || request->body.size > 0 || strcmp(request->method, "POST") == 0 ||
	       strcmp(request->method, "PUT") == 0 || strcmp(request->method, "PATCH") == 0;
}

static int set_method(struct ingot_transfer *transfer)
{
	const struct ingot_request *request = &transfer->request;
	CURL *curl = transfer->curl;
	CURLcode code = CURLE_OK;

	if (strcmp(request->method, "HEAD") == 0)
		return curl_easy_setopt(curl, CURLOPT_NOBODY, 1L) == CURLE_OK ? 0 : -ENOMEM;
	if (request->source) {
		code |= curl_easy_setopt(curl, CURLOPT_POST, 1L);
		code |= curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
					 (curl_off_t)request->source->size);
		code |= curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
		code |= curl_easy_setopt(curl, CURLOPT_READDATA, (void *)transfer);
		code |= curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_seek);
		code |= curl_easy_setopt(curl, CURLOPT_SEEKDATA, (void *)transfer);
	} else if (has_body(request)) {
		code |= curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
					 (curl_off_t)request->body.size);
		code |= curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
					 request->body.size ? (const char *)request->body.data
							    : "");
	}
	code |= curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, SEND_BUFFER_SIZE);
	code |= curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

static int add_line(struct ingot_transfer *transfer, const char *name, const char *value)
{
	struct curl_slist *longer;
	char *line;

	if (asprintf(&line, "%s:%s%s", name, value[0] ? " " : "", value) < 0)
		return -ENOMEM;
	longer = curl_slist_append(transfer->headers, line);
	explicit_bzero(line, strlen(line));
	free(line);
	if (!longer)
		return -ENOMEM;
	transfer->headers = longer;
	return 0;
}

static bool has_header(const struct ingot_request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strcasecmp(request->headers[i].name, name) == 0)
			return true;
	return false;
}

static int set_signature(struct ingot_transfer *transfer)
{
	const struct ingot_sigv4 *sigv4 = transfer->request.sigv4;
	char provider[128];
	char hash[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_digest digest;
	CURLcode code;
	int r = 0;

	if (!has_header(&transfer->request, "x-amz-content-sha256")) {
		r = ingot_digest_of(INGOT_HASH_SHA256, transfer->request.body, &digest);
		if (r < 0)
			return r;
		ingot_digest_text(&digest, hash);
		r = add_line(transfer, "x-amz-content-sha256", hash);
	}
	if (r == 0 && sigv4->session_token)
		r = add_line(transfer, "x-amz-security-token", sigv4->session_token);
	if (r < 0)
		return r;
	(void)snprintf(provider, sizeof(provider), "aws:amz:%.48s:%.48s", sigv4->region,
		       sigv4->service);
	code = curl_easy_setopt(transfer->curl, CURLOPT_AWS_SIGV4, provider);
	code |= curl_easy_setopt(transfer->curl, CURLOPT_USERNAME, sigv4->key_id);
	code |= curl_easy_setopt(transfer->curl, CURLOPT_PASSWORD, sigv4->secret);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

static int set_headers(struct ingot_transfer *transfer)
{
	const struct ingot_request *request = &transfer->request;
	int r = 0;

	for (size_t i = 0; r == 0 && i < request->header_count; i++)
		r = add_line(transfer, request->headers[i].name, request->headers[i].value);
	/* what libcurl would add of itself; a signature would cover the empty lines */
	if (r == 0 && !request->sigv4 && !has_header(request, "expect"))
		r = add_line(transfer, "Expect", "");
	if (r == 0 && !request->sigv4 && !has_header(request, "content-type"))
		r = add_line(transfer, "Content-Type", "");
	if (r == 0 && request->sigv4)
		r = set_signature(transfer);
	if (r == 0 &&
	    curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, transfer->headers) != CURLE_OK)
		r = -ENOMEM;
	return r;
}

int ingot_transfer_begin(struct ingot_transfer *transfer)
{
	int r;

	if (!transfer->curl)
		transfer->curl = curl_easy_init();
	if (!transfer->curl)
		return -ENOMEM;
	curl_easy_reset(transfer->curl);
	curl_slist_free_all(transfer->headers);
	transfer->headers = NULL;
	ingot_answer_drop(&transfer->answer);
	transfer->position = 0;
	transfer->error = 0;
	transfer->words[0] = '\0';
	r = set_limits(transfer);
	if (r == 0)
		r = set_place(transfer);
	if (r == 0)
		r = set_callbacks(transfer);
	if (r == 0)
		r = set_method(transfer);
	if (r == 0)
		r = set_headers(transfer);
	return r;
}

static int refuse_own(const struct ingot_transfer *transfer, struct ingot_reason *reason)
{
	if (transfer->error == -EFBIG)
		return ingot_refuse(reason, -EFBIG, "the answer is larger than %zu bytes",
				    answer_limit(transfer));
	return ingot_refuse(reason, transfer->error, "%s", strerror(-transfer->error));
}

static int refuse_time(const struct ingot_transfer *transfer, struct ingot_reason *reason)
{
	const unsigned stall = transfer->request.stall_seconds
				       ? transfer->request.stall_seconds
				       : transfer->settings->timeouts.stall_seconds;
	curl_off_t connected = 0;

	(void)curl_easy_getinfo(transfer->curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
	if (connected == 0)
		return ingot_refuse(reason, 1, "no connection within %u s",
				    transfer->settings->timeouts.connect_seconds);
	return ingot_refuse(reason, 1, "nothing moved for %u s, or too slowly", stall);
}

int ingot_transfer_end(struct ingot_transfer *transfer, CURLcode code, struct ingot_reason *reason)
{
	const char *words = transfer->words[0] ? transfer->words : curl_easy_strerror(code);

	if (transfer->error < 0)
		return refuse_own(transfer, reason);
	switch (code) {
	case CURLE_OK:
		(void)curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE,
					&transfer->answer.status);
		return 0;
	case CURLE_OPERATION_TIMEDOUT:
		return refuse_time(transfer, reason);
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
		return ingot_refuse(reason, 1, "the server ended the answer too early");
	case CURLE_OUT_OF_MEMORY:
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	case CURLE_URL_MALFORMAT:
	case CURLE_LOGIN_DENIED:
		return ingot_refuse(reason, -ENOTSUP, "no such URL is asked for: %s", words);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_BAD_FUNCTION_ARGUMENT:
	case CURLE_NOT_BUILT_IN:
		return ingot_refuse(reason, -EIO, "%s", words);
	default:
		return ingot_refuse(reason, 1, "%s", words);
	}
}

void ingot_transfer_drop(struct ingot_transfer *transfer)
{
	curl_easy_cleanup(transfer->curl);
	curl_slist_free_all(transfer->headers);
	ingot_answer_drop(&transfer->answer);
	*transfer = (struct ingot_transfer){ 0 };
}
