/* SPDX-License-Identifier: Apache-2.0 */
/* PEM blocks, RFC 7468, read without OpenSSL so that what it would tolerate is refused. */
#include "base/pem.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/scoped.h"

#define WRITTEN_LINE_SIZE 64

static const char begin_mark[] = "-----BEGIN ";
static const char end_mark[] = "-----END ";
static const char dashes[] = "-----";

static void skip_white_space(struct ingot_bytes *rest)
{
	while (rest->size > 0 && memchr(" \t\r\n", rest->data[0], 4))
		(void)ingot_bytes_skip(rest, 1);
}

/* A line without its end. */
static struct ingot_bytes take_line(struct ingot_bytes *rest)
{
	struct ingot_bytes line;

	(void)ingot_bytes_take_until(rest, '\n', &line);
	if (line.size > 0 && line.data[line.size - 1] == '\r')
		line.size--;
	return line;
}

static bool is_label(struct ingot_bytes label)
{
	if (label.size == 0 || label.size > INGOT_PEM_LABEL_SIZE_MAX ||
	    label.data[label.size - 1] == ' ')
		return false;
	for (size_t i = 0; i < label.size; i++) {
		uint8_t c = label.data[i];

		if (c == ' ' && (i == 0 || label.data[i - 1] == ' '))
			return false;
		if (c != ' ' && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return true;
}

/* The label of a line that has this mark before it and five dashes behind. */
static int take_label(struct ingot_bytes line, const char *mark, struct ingot_bytes *ret_label)
{
	struct ingot_bytes label;
	size_t dash_count = sizeof(dashes) - 1;

	if (!ingot_bytes_take_prefix(&line, ingot_bytes_of_text(mark)) || line.size < dash_count ||
	    ingot_bytes_take(&line, line.size - dash_count, &label) < 0 ||
	    !ingot_bytes_equal_text(line, dashes) || !is_label(label))
		return -EBADMSG;
	*ret_label = label;
	return 0;
}

/* Takes lines up to and with the END line; @block's text ends where that one does. */
static int take_body(struct ingot_bytes *at, struct ingot_pem *block)
{
	struct ingot_bytes start = *at;
	struct ingot_bytes label;

	while (at->size > 0) {
		size_t offset = start.size - at->size;
		struct ingot_bytes line = take_line(at);
		struct ingot_bytes mark = line;

		if (!ingot_bytes_take_prefix(&mark, ingot_bytes_of_text(dashes)))
			continue;
		if (take_label(line, end_mark, &label) < 0 ||
		    !ingot_bytes_equal(label, block->label))
			return -EBADMSG;
		block->body = (struct ingot_bytes){ start.data, offset };
		block->text.size = block->text.size - start.size + offset + line.size;
		return 0;
	}
	return -EBADMSG;
}

int ingot_pem_take(struct ingot_bytes *rest, struct ingot_pem *ret_block)
{
	struct ingot_bytes at = *rest;
	struct ingot_pem block = { 0 };

	skip_white_space(&at);
	if (at.size == 0) {
		*rest = at;
		return 0;
	}
	block.text = at;
	if (take_label(take_line(&at), begin_mark, &block.label) < 0 || take_body(&at, &block) < 0)
		return -EBADMSG;
	*rest = at;
	*ret_block = block;
	return 1;
}

int ingot_pem_take_only(struct ingot_bytes text, const char *label, struct ingot_pem *ret_block)
{
	struct ingot_pem block;
	struct ingot_pem more;

	if (ingot_pem_take(&text, &block) != 1 || !ingot_bytes_equal_text(block.label, label) ||
	    ingot_pem_take(&text, &more) != 0)
		return -EBADMSG;
	*ret_block = block;
	return 0;
}

/* The base64 characters of all lines, one after another, at @text, which has room for the body. */
static int join_lines(struct ingot_bytes body, uint8_t *text, size_t *ret_size)
{
	size_t size = 0;

	while (body.size > 0) {
		struct ingot_bytes line = take_line(&body);

		if (line.size == 0 || line.size > INGOT_PEM_LINE_SIZE_MAX)
			return -EBADMSG;
		memcpy(&text[size], line.data, line.size);
		size += line.size;
	}
	*ret_size = size;
	return 0;
}

int ingot_pem_decode(const struct ingot_pem *block, uint8_t **ret_data, size_t *ret_size)
{
	ingot_scoped(ingot_scoped_free) uint8_t *text = malloc(block->body.size + 1);
	ingot_scoped(ingot_scoped_free) uint8_t *data = malloc(block->body.size + 1);
	size_t text_size;
	size_t size;

	if (!text || !data)
		return -ENOMEM;
	if (join_lines(block->body, text, &text_size) < 0 || text_size == 0 ||
	    ingot_base64_decode((struct ingot_bytes){ text, text_size }, block->body.size, data,
				&size) < 0)
		return -EBADMSG;
	*ret_data = data;
	data = NULL;
	*ret_size = size;
	return 0;
}

int ingot_pem_write(const char *label, struct ingot_bytes data, char **ret_text)
{
	size_t text_size = ingot_base64_text_size(data.size);
	ingot_scoped(ingot_scoped_free) char *base64 = malloc(text_size + 1);
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	FILE *out;

	if (!is_label(ingot_bytes_of_text(label)) || data.size == 0)
		return -EINVAL;
	out = base64 ? open_memstream(&text, &size) : NULL;
	if (!out)
		return -ENOMEM;
	(void)ingot_base64_encode(data, text_size + 1, base64); /* always fits */
	fprintf(out, "%s%s%s\n", begin_mark, label, dashes);
	for (size_t i = 0; i < text_size; i += WRITTEN_LINE_SIZE)
		fprintf(out, "%.*s\n", WRITTEN_LINE_SIZE, &base64[i]);
	fprintf(out, "%s%s%s\n", end_mark, label, dashes);
	if (fclose(out) == EOF)
		return -ENOMEM;
	*ret_text = text;
	text = NULL;
	return 0;
}
