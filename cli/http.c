/* SPDX-License-Identifier: Apache-2.0 */
/* One bounded GET over http or https; libcurl is seen here alone. */
#include "cli/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

#define STATUS_OK            200
#define STATUS_PARTIAL       206
#define STATUS_NOT_FOUND     404
#define STATUS_GONE          410
#define STATUS_UNSATISFIABLE 416

/* struct transfer - one request on its way. */
struct transfer {
	const struct ingot_http_request *request;
	CURL *curl;
	uint64_t start;  /* asked for from here on */
	uint64_t offset; /* where the next bytes belong */
	bool begun;
	int error; /* of the sink, or our own; ends the transfer */
};

static void scoped_curl(CURL **curl)
{
	curl_easy_cleanup(*curl);
}

static void scoped_list(struct curl_slist **list)
{
	curl_slist_free_all(*list);
}

static void scoped_url(CURLU **url)
{
	curl_url_cleanup(*url);
}

static void scoped_text(char **text)
{
	curl_free(*text);
}

bool ingot_http_is_url(const char *text)
{
	return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

static long status_of(CURL *curl)
{
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* The first byte's position as the server states it; another than we asked for is none. */
static bool range_starts_at(CURL *curl, uint64_t start)
{
	char wanted[40];
	struct curl_header *header;

	(void)snprintf(wanted, sizeof(wanted), "bytes %" PRIu64 "-", start);
	return curl_easy_header(curl, "Content-Range", 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
	       strncasecmp(header->value, wanted, strlen(wanted)) == 0;
}

/* A weak tag does not say that bytes are equal (RFC 9110, 8.8.1). */
static void take_validator(CURL *curl, char ret_validator[INGOT_HTTP_VALIDATOR_SIZE_MAX])
{
	struct curl_header *header;

	ret_validator[0] = '\0';
	if (curl_easy_header(curl, "ETag", 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
	    header->value[0] == '"' && strlen(header->value) < INGOT_HTTP_VALIDATOR_SIZE_MAX)
		strcpy(ret_validator, header->value);
}

static int begin(struct transfer *transfer)
{
	const struct ingot_http_sink *sink = &transfer->request->sink;
	char validator[INGOT_HTTP_VALIDATOR_SIZE_MAX];
	long status = status_of(transfer->curl);

	transfer->begun = true;
	transfer->offset = 0;
	if (status == STATUS_PARTIAL) {
		if (transfer->start == 0 || !range_starts_at(transfer->curl, transfer->start))
			return -EBADMSG;
		transfer->offset = transfer->start;
	}
	if (!sink->begin)
		return 0;
	take_validator(transfer->curl, validator);
	return sink->begin(sink->context, transfer->offset, validator);
}

/* Bodies of anything but the content, such as a page that says 404, are passed over. */
static size_t on_data(char *data, size_t one, size_t size, void *context)
{
	struct transfer *transfer = context;
	const struct ingot_http_request *request = transfer->request;
	long status = status_of(transfer->curl);

	(void)one; /* always 1 */
	if (status != STATUS_OK && status != STATUS_PARTIAL)
		return size;
	if (!transfer->begun)
		transfer->error = begin(transfer);
	if (transfer->error == 0 &&
	    (transfer->offset > request->size_max || size > request->size_max - transfer->offset))
		transfer->error = -EFBIG;
	if (transfer->error == 0)
		transfer->error =
			request->sink.take(request->sink.context, transfer->offset,
					   (struct ingot_bytes){ (const uint8_t *)data, size });
	if (transfer->error < 0)
		return 0;
	transfer->offset += size;
	return size;
}

static int set_options(const struct transfer *transfer, const char *url, char *words)
{
	const struct ingot_http_request *request = transfer->request;
	CURL *curl = transfer->curl;
	CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, url);

	code |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	code |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	code |= curl_easy_setopt(curl, CURLOPT_PROXY, "");
	code |= curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	code |= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (request->authorities)
		code |= curl_easy_setopt(curl, CURLOPT_CAINFO, request->authorities);
	code |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
				 (long)request->limits.connect_seconds);
	code |= curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	code |= curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)request->limits.stall_seconds);
	code |= curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)request->limits.total_seconds);
	code |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	code |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "ingot/" INGOT_VERSION);
	code |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	code |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, (void *)transfer);
	code |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

/* The range is a header of its own: libcurl's option for it would refuse an answer with all of it. */
static int set_range(const struct transfer *transfer, struct curl_slist **list)
{
	const char *validator = transfer->request->validator;
	char line[32 + INGOT_HTTP_VALIDATOR_SIZE_MAX];
	struct curl_slist *longer;

	if (transfer->start == 0)
		return 0;
	(void)snprintf(line, sizeof(line), "Range: bytes=%" PRIu64 "-", transfer->start);
	*list = curl_slist_append(NULL, line);
	if (!*list)
		return -ENOMEM;
	if (validator && validator[0]) {
		(void)snprintf(line, sizeof(line), "If-Range: %s", validator);
		longer = curl_slist_append(*list, line);
		if (!longer)
			return -ENOMEM;
		*list = longer;
	}
	return curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, *list) == CURLE_OK ? 0
										       : -ENOMEM;
}

static int refuse_code(CURLcode code, const char *words, const struct transfer *transfer,
		       struct ingot_reason *reason)
{
	const struct ingot_http_limits *limits = &transfer->request->limits;
	double seconds = 0;

	switch (code) {
	case CURLE_PARTIAL_FILE:
		return ingot_refuse(reason, -EIO, "the server ended the answer too early");
	case CURLE_OPERATION_TIMEDOUT:
		(void)curl_easy_getinfo(transfer->curl, CURLINFO_TOTAL_TIME, &seconds);
		if (seconds >= limits->total_seconds)
			return ingot_refuse(reason, -EIO, "not finished within %u s",
					    limits->total_seconds);
		return ingot_refuse(reason, -EIO,
				    "the server does not answer, or nothing came for %u s",
				    limits->stall_seconds);
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		return ingot_refuse(reason, -ENOTSUP, "this is no http or https URL");
	case CURLE_LOGIN_DENIED:
		return ingot_refuse(reason, -ENOTSUP, "no user and password in a URL");
	case CURLE_OUT_OF_MEMORY:
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	default:
		return ingot_refuse(reason, -EIO, "%s",
				    words[0] ? words : curl_easy_strerror(code));
	}
}

static int refuse_own(const struct transfer *transfer, struct ingot_reason *reason)
{
	if (transfer->error == -EFBIG)
		return ingot_refuse(reason, -EFBIG, "larger than %" PRIu64 " bytes",
				    transfer->request->size_max);
	if (transfer->error == -EBADMSG)
		return ingot_refuse(reason, -EIO,
				    "the server sent another range than was asked for");
	return ingot_refuse(reason, transfer->error, "%s", strerror(-transfer->error));
}

/* One request, no redirect. Returns the HTTP status, or a negative errno. */
static int run(struct transfer *transfer, const char *url, struct ingot_reason *reason)
{
	ingot_scoped(scoped_list) struct curl_slist *list = NULL;
	char words[CURL_ERROR_SIZE] = "";
	CURLcode code;

	if (set_options(transfer, url, words) < 0 || set_range(transfer, &list) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	transfer->begun = false;
	code = curl_easy_perform(transfer->curl);
	/* neither outlives this function */
	(void)curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, NULL);
	(void)curl_easy_setopt(transfer->curl, CURLOPT_ERRORBUFFER, NULL);
	if (transfer->error < 0)
		return refuse_own(transfer, reason);
	if (code != CURLE_OK)
		return refuse_code(code, words, transfer, reason);
	return (int)status_of(transfer->curl);
}

static bool same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	ingot_scoped(scoped_text) char *text_a = NULL;
	ingot_scoped(scoped_text) char *text_b = NULL;

	return curl_url_get(a, part, &text_a, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	       curl_url_get(b, part, &text_b, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	       strcasecmp(text_a, text_b) == 0;
}

static bool has_scheme(CURLU *url, const char *scheme)
{
	ingot_scoped(scoped_text) char *text = NULL;

	return curl_url_get(url, CURLUPART_SCHEME, &text, 0) == CURLUE_OK &&
	       strcasecmp(text, scheme) == 0;
}

static bool may_go(const char *from, const char *to)
{
	ingot_scoped(scoped_url) CURLU *a = curl_url();
	ingot_scoped(scoped_url) CURLU *b = curl_url();

	if (!a || !b || curl_url_set(a, CURLUPART_URL, from, 0) != CURLUE_OK ||
	    curl_url_set(b, CURLUPART_URL, to, 0) != CURLUE_OK || !same_part(a, b, CURLUPART_HOST))
		return false;
	if (has_scheme(a, "http") && has_scheme(b, "https"))
		return true;
	return same_part(a, b, CURLUPART_SCHEME) && same_part(a, b, CURLUPART_PORT);
}

/* Sets @url to where the server sends us on to. */
static int follow(const struct transfer *transfer, char url[INGOT_HTTP_URL_SIZE_MAX],
		  struct ingot_reason *reason)
{
	char *next = NULL;

	if (curl_easy_getinfo(transfer->curl, CURLINFO_REDIRECT_URL, &next) != CURLE_OK || !next)
		return ingot_refuse(reason, -EIO, "the server sends us on to nowhere");
	if (!may_go(url, next) || strlen(next) >= INGOT_HTTP_URL_SIZE_MAX)
		return ingot_refuse(
			reason, -ENOTSUP,
			"the server sends us to another place, which is not followed: %s", next);
	strcpy(url, next);
	return 0;
}

static int refuse_status(int status, struct ingot_reason *reason)
{
	if (status == STATUS_NOT_FOUND || status == STATUS_GONE)
		return ingot_refuse(reason, -ENOENT, "the server has no such file (HTTP %d)",
				    status);
	return ingot_refuse(reason, -EIO, "the server answers with HTTP status %d", status);
}

static int get(struct transfer *transfer, struct ingot_reason *reason)
{
	char url[INGOT_HTTP_URL_SIZE_MAX];

	strcpy(url, transfer->request->url);
	for (unsigned redirects = 0; redirects <= INGOT_HTTP_REDIRECTS_MAX;) {
		int r = run(transfer, url, reason);

		if (r < 0)
			return r;
		if (r == STATUS_OK || r == STATUS_PARTIAL)
			return 0;
		if (r == STATUS_UNSATISFIABLE && transfer->start > 0) {
			transfer->start = 0; /* what we have is not a part of what there is */
			continue;
		}
		if (r < 300 || r > 399)
			return refuse_status(r, reason);
		r = follow(transfer, url, reason);
		if (r < 0)
			return r;
		redirects++;
	}
	return ingot_refuse(reason, -EIO, "the server sends us on and on");
}

int ingot_http_get(const struct ingot_http_request *request, struct ingot_reason *reason,
		   struct ingot_http_answer *ret_answer)
{
	ingot_scoped(scoped_curl) CURL *curl = NULL;
	struct transfer transfer = { .request = request, .start = request->offset };
	int r;

	if (!ingot_http_is_url(request->url) || strlen(request->url) >= INGOT_HTTP_URL_SIZE_MAX)
		return ingot_refuse(reason, -ENOTSUP, "this is no http or https URL");
	curl = curl_easy_init();
	if (!curl)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	transfer.curl = curl;
	r = get(&transfer, reason);
	if (r < 0)
		return r;
	/* an empty content never came to the sink */
	ret_answer->size = transfer.begun ? transfer.offset : 0;
	take_validator(curl, ret_answer->validator);
	return 0;
}
