/* SPDX-License-Identifier: Apache-2.0 */
/* One bounded request over plain http to a number; libcurl is seen here alone. */
#include "metadata/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"

#define STATUS_OK   200
#define SIZE_MORE   4096
#define DROPPED_MAX ((size_t)64 << 10)

/* struct transfer - one request on its way. */
struct transfer {
	const struct ingot_metadata_request *request;
	CURL *curl;
	struct ingot_file content;
	size_t capacity;
	size_t dropped; /* of what comes with another status than 200 */
	int error;      /* our own, ends the transfer */
};

static void transfer_close(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->curl);
	ingot_file_close(&transfer->content);
}

static void scoped_list(struct curl_slist **list)
{
	curl_slist_free_all(*list);
}

void ingot_metadata_answer_close(struct ingot_metadata_answer *answer)
{
	ingot_file_close(&answer->content);
	*answer = (struct ingot_metadata_answer){ 0 };
}

static bool is_numeric(const char *address)
{
	char host[INET_ADDRSTRLEN];
	size_t size = strcspn(address, ":");
	struct in_addr number;

	if (size >= sizeof(host))
		return false;
	memcpy(host, address, size);
	host[size] = '\0';
	return inet_pton(AF_INET, host, &number) == 1;
}

/* Room for @size bytes more, and a NUL behind them. */
static int make_room(struct transfer *transfer, size_t size)
{
	size_t wanted = transfer->content.size + size + 1;
	uint8_t *data;

	if (wanted <= transfer->capacity)
		return 0;
	wanted += SIZE_MORE;
	data = realloc(transfer->content.data, wanted);
	if (!data)
		return -ENOMEM;
	transfer->content.data = data;
	transfer->capacity = wanted;
	return 0;
}

static size_t on_data(char *data, size_t one, size_t size, void *context)
{
	struct transfer *transfer = context;
	struct ingot_file *content = &transfer->content;
	long status = 0;

	(void)one; /* always 1 */
	(void)curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != STATUS_OK) {
		transfer->dropped += size;
		transfer->error = transfer->dropped > DROPPED_MAX ? -EFBIG : 0;
		return transfer->error < 0 ? 0 : size;
	}
	if (size > transfer->request->answer_max - content->size)
		transfer->error = -EFBIG;
	else
		transfer->error = make_room(transfer, size);
	if (transfer->error < 0)
		return 0;
	memcpy(&content->data[content->size], data, size);
	content->size += size;
	return size;
}

static int set_method(const struct transfer *transfer)
{
	const struct ingot_metadata_request *request = transfer->request;
	CURL *curl = transfer->curl;
	CURLcode code = CURLE_OK;

	/* a PUT without content is one of length 0, not an upload of unknown size */
	if (strcmp(request->method, "GET") != 0) {
		code |= curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE,
					 request->body ? (long)strlen(request->body) : 0L);
		code |= curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
					 request->body ? request->body : "");
	}
	code |= curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

static int set_headers(const struct transfer *transfer, struct curl_slist **list)
{
	for (size_t i = 0; i < INGOT_METADATA_HEADERS_MAX && transfer->request->headers[i]; i++) {
		struct curl_slist *longer = curl_slist_append(*list, transfer->request->headers[i]);

		if (!longer)
			return -ENOMEM;
		*list = longer;
	}
	return curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, *list) == CURLE_OK ? 0
										       : -ENOMEM;
}

static int set_options(const struct transfer *transfer, const char *url,
		       const struct ingot_metadata_time *time, char *words)
{
	CURL *curl = transfer->curl;
	CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, url);

	code |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	code |= curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	code |= curl_easy_setopt(curl, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
	code |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	code |= curl_easy_setopt(curl, CURLOPT_PROXY, "");
	code |= curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	code |= curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	code |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)time->connect_ms);
	code |= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)time->request_ms);
	code |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	code |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "ingot-metadata/" INGOT_VERSION);
	code |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	code |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, (void *)transfer);
	code |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

static int refuse_own(const struct transfer *transfer, struct ingot_reason *reason)
{
	if (transfer->error == -EFBIG)
		return ingot_refuse(reason, -EFBIG, "the answer has more than %zu bytes",
				    transfer->dropped > 0 ? DROPPED_MAX
							  : transfer->request->answer_max);
	return ingot_refuse(reason, -ENOMEM, "out of memory");
}

static int refuse_code(CURLcode code, const struct transfer *transfer, const char *words,
		       struct ingot_reason *reason)
{
	long error = 0;

	(void)curl_easy_getinfo(transfer->curl, CURLINFO_OS_ERRNO, &error);
	switch (code) {
	case CURLE_COULDNT_CONNECT:
		return ingot_refuse(reason, -EIO, "no connection: %s",
				    error != 0 ? strerror((int)error) : words);
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
		return ingot_refuse(reason, -EIO, "the answer ended too early");
	case CURLE_OPERATION_TIMEDOUT:
		return ingot_refuse(reason, -EIO, "no answer in time");
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return ingot_refuse(reason, -EBADMSG, "the answer is no HTTP/1");
	case CURLE_OUT_OF_MEMORY:
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	default:
		return ingot_refuse(reason, -EIO, "%s",
				    words[0] ? words : curl_easy_strerror(code));
	}
}

/* What a service encodes for whoever did not ask for it is not what the owner gave it. */
static int check_encoding(const struct transfer *transfer, struct ingot_reason *reason)
{
	struct curl_header *header;

	if (curl_easy_header(transfer->curl, "Content-Encoding", 0, CURLH_HEADER, -1, &header) ==
	    CURLHE_OK)
		return ingot_refuse(reason, -ENOTSUP, "the answer is encoded (%.32s)",
				    header->value);
	return 0;
}

static void take_header(const struct transfer *transfer, char ret_value[INGOT_METADATA_HEADER_SIZE])
{
	const char *name = transfer->request->header;
	struct curl_header *header;

	ret_value[0] = '\0';
	if (name &&
	    curl_easy_header(transfer->curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
	    header->amount == 1 && strlen(header->value) < INGOT_METADATA_HEADER_SIZE)
		strcpy(ret_value, header->value);
}

static int perform(struct transfer *transfer, const char *url,
		   const struct ingot_metadata_time *time, struct ingot_reason *reason)
{
	ingot_scoped(scoped_list) struct curl_slist *list = NULL;
	char words[CURL_ERROR_SIZE] = "";
	CURLcode code;
	int r;

	if (set_options(transfer, url, time, words) < 0 || set_method(transfer) < 0 ||
	    set_headers(transfer, &list) < 0 || make_room(transfer, 0) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	code = curl_easy_perform(transfer->curl);
	if (transfer->error < 0)
		r = refuse_own(transfer, reason);
	else if (code != CURLE_OK)
		r = refuse_code(code, transfer, words, reason);
	else
		r = check_encoding(transfer, reason);
	/* neither outlives this function */
	(void)curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, NULL);
	(void)curl_easy_setopt(transfer->curl, CURLOPT_ERRORBUFFER, NULL);
	return r;
}

int ingot_metadata_http_call(const char *address, const struct ingot_metadata_request *request,
			     const struct ingot_metadata_time *time, struct ingot_reason *reason,
			     struct ingot_metadata_answer *ret_answer)
{
	ingot_scoped(transfer_close) struct transfer transfer = { .request = request };
	char url[INGOT_METADATA_URL_SIZE];
	struct ingot_metadata_answer answer = { 0 };
	int r;

	if (!is_numeric(address) ||
	    snprintf(url, sizeof(url), "http://%s%s", address, request->path) >= (int)sizeof(url))
		return ingot_refuse(reason, -EINVAL, "%s is no IPv4 address", address);
	transfer.curl = curl_easy_init();
	if (!transfer.curl)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = perform(&transfer, url, time, reason);
	if (r < 0)
		return r;
	(void)curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &answer.status);
	take_header(&transfer, answer.header);
	transfer.content.data[transfer.content.size] = '\0';
	answer.content = transfer.content;
	transfer.content = (struct ingot_file){ 0 };
	*ret_answer = answer;
	return 0;
}
