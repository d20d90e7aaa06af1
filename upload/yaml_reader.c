/* SPDX-License-Identifier: Apache-2.0 */
/* YAML files as JSON values, over libyaml's events. YAML 1.1, strictly less than all of it. */
#include "upload/yaml_reader.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <yaml.h>

#include "base/scoped.h"

/* struct reader - a file while it is read. */
struct reader {
	yaml_parser_t parser;
	struct ingot_reason *reason;
	unsigned value_count;
};

static int refuse(struct reader *reader, int error, const yaml_mark_t *mark, const char *rule)
{
	return ingot_refuse(reader->reason, error, "line %zu: %s", mark->line + 1, rule);
}

static int next(struct reader *reader, yaml_event_t *ret_event)
{
	if (yaml_parser_parse(&reader->parser, ret_event))
		return 0;
	if (reader->parser.error == YAML_MEMORY_ERROR)
		return ingot_refuse(reader->reason, -ENOMEM, "out of memory");
	/* the library's own words, which quote nothing of the file */
	return refuse(reader, -EBADMSG, &reader->parser.problem_mark,
		      reader->parser.problem ? reader->parser.problem : "YAML syntax");
}

static bool is_null(const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;

	return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       (text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
}

/* What no value may have, whatever it is. */
static int check_value(struct reader *reader, const yaml_event_t *event, unsigned depth)
{
	const yaml_char_t *anchor = NULL;
	const yaml_char_t *tag = NULL;

	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return refuse(reader, -ENOTSUP, &event->start_mark, "no aliases here");
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		if (strlen((const char *)event->data.scalar.value) != event->data.scalar.length)
			return refuse(reader, -EBADMSG, &event->start_mark, "NUL in a text");
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		break;
	default:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		break;
	}
	if (anchor || tag)
		return refuse(reader, -ENOTSUP, &event->start_mark, "no anchors and tags here");
	if (depth > INGOT_YAML_DEPTH_MAX)
		return refuse(reader, -EFBIG, &event->start_mark, "nested too deeply");
	if (++reader->value_count > INGOT_YAML_VALUES_MAX)
		return refuse(reader, -EFBIG, &event->start_mark, "too many values");
	return 0;
}

static int read_mapping(struct reader *reader, struct ingot_json *object, unsigned depth);
static int read_sequence(struct reader *reader, struct ingot_json *array, unsigned depth);

/* Into an object under @key, or, if that is NULL, to the end of an array. */
static int put(struct ingot_json *into, const char *key, struct ingot_json *value)
{
	return key ? ingot_json_set(into, key, value) : ingot_json_append(into, value);
}

static int put_scalar(struct reader *reader, const yaml_event_t *event, struct ingot_json *into,
		      const char *key)
{
	const char *text = (const char *)event->data.scalar.value;

	if (is_null(event) && !key)
		return refuse(reader, -ENOTSUP, &event->start_mark, "no null in a list here");
	if (is_null(event))
		return ingot_json_set_null(into, key);
	return key ? ingot_json_set_text(into, key, text) : ingot_json_append_text(into, text);
}

static int read_value(struct reader *reader, const yaml_event_t *event, struct ingot_json *into,
		      const char *key, unsigned depth)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *value = NULL;
	bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
	int r = check_value(reader, event, depth);

	if (r < 0)
		return r;
	if (event->type == YAML_SCALAR_EVENT)
		return put_scalar(reader, event, into, key);
	value = is_mapping ? ingot_json_new_object() : ingot_json_new_array();
	if (!value)
		return -ENOMEM;
	r = is_mapping ? read_mapping(reader, value, depth) : read_sequence(reader, value, depth);
	if (r == 0) {
		r = put(into, key, value);
		value = NULL;
	}
	return r;
}

static void scoped_event(yaml_event_t *event)
{
	yaml_event_delete(event);
}

static int check_key(struct reader *reader, const yaml_event_t *event,
		     const struct ingot_json *object, unsigned depth)
{
	const struct ingot_json *other;
	const char *key;
	int r;

	if (event->type != YAML_SCALAR_EVENT)
		return refuse(reader, -ENOTSUP, &event->start_mark, "a key that is no text");
	r = check_value(reader, event, depth);
	if (r < 0)
		return r;
	key = (const char *)event->data.scalar.value;
	if (strcmp(key, "<<") == 0)
		return refuse(reader, -ENOTSUP, &event->start_mark, "no merge keys here");
	if (ingot_json_get(object, key, INGOT_JSON_NULL, &other) != -ENOENT)
		return refuse(reader, -EBADMSG, &event->start_mark, "the same key twice");
	return 0;
}

static int read_mapping(struct reader *reader, struct ingot_json *object, unsigned depth)
{
	for (;;) {
		ingot_scoped(scoped_event) yaml_event_t key = { 0 };
		ingot_scoped(scoped_event) yaml_event_t value = { 0 };
		int r = next(reader, &key);

		if (r < 0 || key.type == YAML_MAPPING_END_EVENT)
			return r;
		r = check_key(reader, &key, object, depth);
		if (r == 0)
			r = next(reader, &value);
		if (r == 0)
			r = read_value(reader, &value, object, (const char *)key.data.scalar.value,
				       depth + 1);
		if (r < 0)
			return r;
	}
}

static int read_sequence(struct reader *reader, struct ingot_json *array, unsigned depth)
{
	for (;;) {
		ingot_scoped(scoped_event) yaml_event_t value = { 0 };
		int r = next(reader, &value);

		if (r < 0 || value.type == YAML_SEQUENCE_END_EVENT)
			return r;
		r = read_value(reader, &value, array, NULL, depth + 1);
		if (r < 0)
			return r;
	}
}

/* The events around a document: whatever is not the one that is wanted is an end too early. */
static int expect(struct reader *reader, yaml_event_type_t type, const char *rule)
{
	ingot_scoped(scoped_event) yaml_event_t event = { 0 };
	int r = next(reader, &event);

	if (r < 0)
		return r;
	return event.type == type ? 0 : refuse(reader, -EBADMSG, &event.start_mark, rule);
}

static int read_document(struct reader *reader, struct ingot_json *root)
{
	ingot_scoped(scoped_event) yaml_event_t event = { 0 };
	int r = next(reader, &event);

	if (r < 0)
		return r;
	if (event.type == YAML_SCALAR_EVENT && is_null(&event))
		r = check_value(reader, &event, 0);
	else if (event.type != YAML_MAPPING_START_EVENT)
		r = refuse(reader, -EBADMSG, &event.start_mark, "not a mapping");
	else
		r = check_value(reader, &event, 0);
	if (r == 0 && event.type == YAML_MAPPING_START_EVENT)
		r = read_mapping(reader, root, 1);
	if (r == 0)
		r = expect(reader, YAML_DOCUMENT_END_EVENT, "more than one value");
	return r;
}

static int read_stream(struct reader *reader, struct ingot_json *root)
{
	ingot_scoped(scoped_event) yaml_event_t event = { 0 };
	int r = expect(reader, YAML_STREAM_START_EVENT, "no beginning");

	if (r == 0)
		r = next(reader, &event);
	if (r < 0 || event.type == YAML_STREAM_END_EVENT)
		return r;
	r = read_document(reader, root);
	if (r == 0)
		r = expect(reader, YAML_STREAM_END_EVENT, "more than one document");
	return r;
}

int ingot_yaml_parse(struct ingot_bytes text, struct ingot_reason *reason,
		     struct ingot_json **ret_root)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	struct reader reader = { .reason = reason };
	int r;

	if (text.size > INGOT_YAML_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "larger than %zu KiB",
				    INGOT_YAML_SIZE_MAX >> 10);
	if (!root || !yaml_parser_initialize(&reader.parser))
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
		&reader.parser, text.size > 0 ? text.data : (const yaml_char_t *)"", text.size);
	r = read_stream(&reader, root);
	yaml_parser_delete(&reader.parser);
	if (r == -ENOMEM)
		return ingot_refuse(reason, r, "out of memory");
	if (r == -EINVAL)
		return ingot_refuse(reason, -EBADMSG, "not UTF-8");
	if (r < 0)
		return r;
	*ret_root = root;
	root = NULL;
	return 0;
}
