/* SPDX-License-Identifier: Apache-2.0 */
/* Texts out of XML answers; expat is seen here alone. */
#include "upload/xml.h"

#include <errno.h>
#include <expat.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define STEP_SIZE 64

/* struct step - one name of a path. @index: which of them beside each other; -1: any. */
struct step {
	char name[STEP_SIZE];
	long index;
	long seen; /* elements that fit the name, in the element that is open around it */
};

/**
 * struct child - what a walk wants of the element that is open
 * @open:  which of its names is open now; -1: none
 * @text, @size, @has: of those that were there
 */
struct child {
	int open;
	char text[INGOT_XML_NAMES_MAX][INGOT_XML_TEXT_MAX + 1];
	size_t size[INGOT_XML_NAMES_MAX];
	bool has[INGOT_XML_NAMES_MAX];
};

/**
 * struct search - a document while it is read
 * @depth:   elements that are open
 * @matched: how many of them, from the root on, fit the path's first steps
 * @count:   elements that fit the whole path
 * @text:    of the first of them; @size bytes, no limit but the document's
 */
struct search {
	XML_Parser parser;
	struct step steps[INGOT_XML_DEPTH_MAX];
	size_t step_count;
	size_t depth;
	size_t matched;
	size_t count;
	char *text;
	size_t size;
	const struct ingot_xml_walk *walk;
	struct child child;
	int error;
};

static const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static void stop(struct search *search, int error)
{
	search->error = error;
	(void)XML_StopParser(search->parser, XML_FALSE);
}

/* The first of a name counts. */
static void open_child(struct search *search, const char *name)
{
	struct child *child = &search->child;

	child->open = -1;
	for (size_t i = 0; i < search->walk->count && child->open < 0; i++)
		if (!child->has[i] && strcmp(local_name(name), search->walk->names[i]) == 0)
			child->open = (int)i;
	if (child->open >= 0)
		child->has[child->open] = true;
}

static bool is_in_child(const struct search *search)
{
	return search->walk && search->matched == search->step_count &&
	       search->depth == search->step_count + 1;
}

static void take_child_text(struct search *search, const char *text, size_t length)
{
	struct child *child = &search->child;

	if (child->open < 0)
		return;
	if (length > INGOT_XML_TEXT_MAX - child->size[child->open]) {
		stop(search, -EFBIG);
		return;
	}
	memcpy(&child->text[child->open][child->size[child->open]], text, length);
	child->size[child->open] += length;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The element is closed: what it had goes out. */
static void give_out(struct search *search)
{
	const char *texts[INGOT_XML_NAMES_MAX];
	struct child *child = &search->child;
	int r;

	for (size_t i = 0; i < search->walk->count; i++) {
		char *text = child->text[i];

		while (child->size[i] > 0 && is_blank(text[child->size[i] - 1]))
			child->size[i]--;
		text[child->size[i]] = '\0';
		while (is_blank(*text))
			text++;
		texts[i] = child->has[i] ? text : NULL;
	}
	r = search->walk->element(search->walk->context, texts);
	if (r < 0)
		stop(search, r);
	search->child = (struct child){ .open = -1 };
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct search *search = context;
	struct step *step;

	(void)attributes;
	if (++search->depth > INGOT_XML_DEPTH_MAX) {
		stop(search, -EFBIG);
		return;
	}
	if (is_in_child(search))
		open_child(search, name);
	if (search->matched + 1 != search->depth || search->matched == search->step_count)
		return;
	step = &search->steps[search->matched];
	if (strcmp(local_name(name), step->name) != 0)
		return;
	if (step->seen++ != step->index && step->index >= 0)
		return;
	search->matched++;
	if (search->matched == search->step_count)
		search->count++;
	else
		search->steps[search->matched].seen = 0;
}

static void on_end(void *context, const XML_Char *name)
{
	struct search *search = context;

	(void)name;
	if (is_in_child(search))
		search->child.open = -1;
	if (search->walk && search->matched == search->step_count &&
	    search->depth == search->step_count)
		give_out(search);
	if (search->matched == search->depth)
		search->matched--;
	search->depth--;
}

static void on_text(void *context, const XML_Char *text, int length)
{
	struct search *search = context;
	char *longer;

	if (is_in_child(search))
		take_child_text(search, text, (size_t)length);
	if (search->walk || search->count != 1 || search->matched != search->step_count ||
	    search->depth != search->step_count)
		return;
	longer = realloc(search->text, search->size + (size_t)length);
	if (!longer) {
		stop(search, -ENOMEM);
		return;
	}
	memcpy(&longer[search->size], text, (size_t)length);
	search->text = longer;
	search->size += (size_t)length;
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system,
		       const XML_Char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(context, -EBADMSG);
}

static int read_step(struct ingot_bytes text, struct step *step)
{
	struct ingot_bytes name;
	struct ingot_bytes colon;
	bool has_index = ingot_bytes_take_until(&text, '[', &name) == 1;

	if (ingot_bytes_take_until(&name, ':', &colon) == 0)
		name = colon;
	if (name.size == 0 || name.size >= STEP_SIZE)
		return -EINVAL;
	memcpy(step->name, name.data, name.size);
	step->name[name.size] = '\0';
	step->index = has_index ? 0 : -1;
	if (!has_index)
		return 0;
	if (text.size < 2 || text.size > 7 || text.data[text.size - 1] != ']')
		return -EINVAL;
	for (size_t i = 0; i + 1 < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return -EINVAL;
		step->index = step->index * 10 + (text.data[i] - '0');
	}
	return 0;
}

static int read_path(struct search *search, const char *path)
{
	struct ingot_bytes rest = ingot_bytes_of_text(path);
	int more = 1;

	while (more) {
		struct ingot_bytes step;

		more = ingot_bytes_take_until(&rest, '/', &step);
		if (search->step_count == INGOT_XML_DEPTH_MAX ||
		    read_step(step, &search->steps[search->step_count]) < 0)
			return -EINVAL;
		search->step_count++;
	}
	return 0;
}

static int run(struct search *search, struct ingot_bytes document, const char *path)
{
	enum XML_Status status;
	int r = read_path(search, path);

	if (r < 0)
		return r;
	if (document.size > INGOT_XML_SIZE_MAX)
		return -EFBIG;
	search->parser = XML_ParserCreate("UTF-8");
	if (!search->parser)
		return -ENOMEM;
	XML_SetUserData(search->parser, search);
	XML_SetElementHandler(search->parser, on_start, on_end);
	XML_SetCharacterDataHandler(search->parser, on_text);
	XML_SetStartDoctypeDeclHandler(search->parser, on_doctype);
	status = XML_Parse(search->parser, (const char *)document.data, (int)document.size, 1);
	if (status != XML_STATUS_OK && search->error == 0)
		search->error = XML_GetErrorCode(search->parser) == XML_ERROR_NO_MEMORY ? -ENOMEM
											: -EBADMSG;
	XML_ParserFree(search->parser);
	return search->error;
}

static int copy_text(const struct search *search, size_t capacity, char *ret_text)
{
	size_t first = 0;
	size_t end = search->size;

	while (first < end && is_blank(search->text[first]))
		first++;
	while (end > first && is_blank(search->text[end - 1]))
		end--;
	if (end - first >= capacity)
		return -EFBIG;
	if (end > first)
		memcpy(ret_text, &search->text[first], end - first);
	ret_text[end - first] = '\0';
	return 0;
}

int ingot_xml_text(struct ingot_bytes document, const char *path, size_t capacity, char *ret_text)
{
	struct search search = { 0 };
	int r = run(&search, document, path);

	if (r == 0)
		r = search.count > 0 ? copy_text(&search, capacity, ret_text) : -ENOENT;
	free(search.text);
	return r;
}

int ingot_xml_count(struct ingot_bytes document, const char *path, size_t *ret_count)
{
	struct search search = { 0 };
	int r = run(&search, document, path);

	free(search.text);
	if (r == 0)
		*ret_count = search.count;
	return r;
}

int ingot_xml_walk_run(struct ingot_bytes document, const char *path,
		       const struct ingot_xml_walk *walk)
{
	struct search *search;
	int r;

	if (walk->count == 0 || walk->count > INGOT_XML_NAMES_MAX)
		return -EINVAL;
	search = calloc(1, sizeof(*search));
	if (!search)
		return -ENOMEM;
	search->walk = walk;
	search->child.open = -1;
	r = run(search, document, path);
	free(search);
	return r;
}
