/* SPDX-License-Identifier: Apache-2.0 */
/* Requests as text without secrets, and answers. */
#include "upload/request.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/scoped.h"

#define SECRET    "(secret)"
#define PART_SIZE ((size_t)1 << 20)
#define SHOWN_MAX ((size_t)64 << 10)

int ingot_request_header(struct ingot_request *request, struct ingot_header header)
{
	if (request->header_count == INGOT_REQUEST_HEADERS_MAX)
		return -EFBIG;
	request->headers[request->header_count++] = header;
	return 0;
}

/* The body's bytes, in memory or not, through the hasher. */
static int hash_body(const struct ingot_request *request, struct ingot_hasher *hasher)
{
	ingot_scoped(ingot_scoped_free) uint8_t *part = NULL;
	uint64_t offset = 0;
	int r = 0;

	if (!request->source)
		return ingot_hasher_update(hasher, request->body);
	part = malloc(PART_SIZE);
	if (!part)
		return -ENOMEM;
	while (r == 0 && offset < request->source->size) {
		const uint64_t left = request->source->size - offset;
		const size_t size = left < PART_SIZE ? left : PART_SIZE;

		r = request->source->read(request->source->context, offset, size, part);
		if (r == 0)
			r = ingot_hasher_update(hasher, (struct ingot_bytes){ part, size });
		offset += size;
	}
	return r;
}

static int write_digest(FILE *out, const struct ingot_request *request)
{
	static const enum ingot_hash sha256 = INGOT_HASH_SHA256;
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	const uint64_t size = request->source ? request->source->size : request->body.size;
	char text[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_digest digest;
	int r = ingot_hasher_new(&sha256, 1, &hasher);

	if (r == 0)
		r = hash_body(request, hasher);
	if (r == 0)
		r = ingot_hasher_finish(hasher, &digest);
	if (r < 0)
		return r;
	ingot_digest_text(&digest, text);
	fprintf(out, "(%" PRIu64 " bytes, SHA-256 %s)\n", size, text);
	return 0;
}

/* JSON, XML and forms are such texts; so is nothing else that we send. */
static bool is_text(struct ingot_bytes body)
{
	if (body.size > SHOWN_MAX)
		return false;
	for (size_t i = 0; i < body.size; i++)
		if (body.data[i] < ' ' && body.data[i] != '\n' && body.data[i] != '\t' &&
		    body.data[i] != '\r')
			return false;
	return true;
}

static int write_body(FILE *out, const struct ingot_request *request)
{
	if (!request->source && request->body.size == 0)
		return 0;
	fputc('\n', out);
	if (request->is_secret_body) {
		fputs(SECRET "\n", out);
		return 0;
	}
	if (request->source || !is_text(request->body))
		return write_digest(out, request);
	(void)fwrite(request->body.data, 1, request->body.size, out);
	if (request->body.data[request->body.size - 1] != '\n')
		fputc('\n', out);
	return 0;
}

static int write_request(FILE *out, const struct ingot_request *request)
{
	const char *query = strchr(request->url, '?');

	if (request->is_secret_query && query)
		fprintf(out, "%s %.*s?" SECRET "\n", request->method, (int)(query - request->url),
			request->url);
	else
		fprintf(out, "%s %s\n", request->method, request->url);
	for (size_t i = 0; i < request->header_count; i++) {
		const struct ingot_header *header = &request->headers[i];

		fprintf(out, "%s: %s\n", header->name, header->is_secret ? SECRET : header->value);
	}
	if (request->sigv4)
		fprintf(out, "Authorization: AWS4-HMAC-SHA256 (%s/%s, secret)\n",
			request->sigv4->region, request->sigv4->service);
	return write_body(out, request);
}

int ingot_request_text(const struct ingot_request *request, char **ret_text)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int r;

	if (!out)
		return -ENOMEM;
	r = write_request(out, request);
	if (fclose(out) != 0 && r == 0)
		r = -ENOMEM;
	if (r < 0)
		return r;
	*ret_text = text;
	text = NULL;
	return 0;
}

struct ingot_bytes ingot_answer_bytes(const struct ingot_answer *answer)
{
	return (struct ingot_bytes){ answer->body, answer->body_size };
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct ingot_bytes trim(struct ingot_bytes text)
{
	while (text.size > 0 && is_blank(text.data[0]))
		(void)ingot_bytes_skip(&text, 1);
	while (text.size > 0 && is_blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

static int copy_value(struct ingot_bytes value, size_t capacity, char *ret_value)
{
	if (value.size >= capacity)
		return -EFBIG;
	for (size_t i = 0; i < value.size; i++)
		if (value.data[i] < ' ' || value.data[i] > '~')
			return -EBADMSG;
	if (value.size > 0)
		memcpy(ret_value, value.data, value.size);
	ret_value[value.size] = '\0';
	return 0;
}

int ingot_answer_header(const struct ingot_answer *answer, const char *name, size_t capacity,
			char *ret_value)
{
	struct ingot_bytes rest = { (const uint8_t *)answer->headers, answer->headers_size };

	while (rest.size > 0) {
		struct ingot_bytes line;
		struct ingot_bytes key;

		(void)ingot_bytes_take_until(&rest, '\n', &line);
		if (ingot_bytes_take_until(&line, ':', &key) == 1 &&
		    ingot_bytes_equal_text(key, name))
			return copy_value(trim(line), capacity, ret_value);
	}
	return -ENOENT;
}

void ingot_answer_words(const struct ingot_answer *answer, size_t capacity, char *ret_words)
{
	const struct ingot_bytes body = ingot_answer_bytes(answer);
	size_t length = 0;

	for (size_t i = 0; i < body.size && length + 1 < capacity; i++) {
		const uint8_t c = body.data[i];
		const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');

		if (is_space && (length == 0 || ret_words[length - 1] == ' '))
			continue;
		ret_words[length++] = is_space ? ' ' : c > ' ' && c <= '~' ? (char)c : '?';
	}
	while (length > 0 && ret_words[length - 1] == ' ')
		length--;
	ret_words[length] = '\0';
}

void ingot_answer_drop(struct ingot_answer *answer)
{
	free(answer->body);
	free(answer->headers);
	*answer = (struct ingot_answer){ 0 };
}
