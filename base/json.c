/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON values over jansson, RFC 8259 read strictly. A struct ingot_json is a json_t under another
 * name.
 */
#include "base/json.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/*
 * The library allows 2048 levels and only at its own compile time; ours must hold for any build of
 * it. It makes hundreds of bytes of an empty object, so values are counted before there is one: an
 * element is behind a bracket or a comma.
 */
static int check_shape(struct ingot_bytes text, struct ingot_fault *fault)
{
	size_t depth = 0, values = 1;
	bool in_string = false;

	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		if (in_string)
			continue;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth > 0)
			depth--;
		values += c == '{' || c == '[' || c == ',';
		if (depth > INGOT_JSON_DEPTH_MAX) {
			(void)ingot_fault_at(fault, i, "JSON is nested too deeply");
			return -EFBIG;
		}
		if (values > INGOT_JSON_VALUES_MAX) {
			(void)ingot_fault_at(fault, i, "JSON has too many values");
			return -EFBIG;
		}
	}
	return 0;
}

static const char *rule_of(enum json_error_code code)
{
	switch (code) {
	case json_error_premature_end_of_input:
		return "JSON ends too early";
	case json_error_end_of_input_expected:
		return "JSON is followed by something else";
	case json_error_duplicate_key:
		return "JSON object has the same key twice";
	case json_error_invalid_utf8:
		return "JSON is not UTF-8";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "JSON string holds a NUL character";
	case json_error_numeric_overflow:
		return "JSON number is too large";
	default:
		return "JSON syntax";
	}
}

int ingot_json_parse(struct ingot_bytes text, struct ingot_fault *fault,
		     struct ingot_json **ret_root)
{
	json_error_t error;
	json_t *root;
	int r;

	if (text.size > INGOT_JSON_SIZE_MAX) {
		(void)ingot_fault_at(fault, INGOT_JSON_SIZE_MAX, "JSON is too large");
		return -EFBIG;
	}
	r = check_shape(text, fault);
	if (r < 0)
		return r;
	root = json_loadb(text.size > 0 ? (const char *)text.data : "", text.size,
			  JSON_REJECT_DUPLICATES, &error);
	if (!root && json_error_code(&error) == json_error_out_of_memory)
		return -ENOMEM;
	if (!root)
		return ingot_fault_at(fault, error.position > 0 ? (uint64_t)error.position : 0,
				      rule_of(json_error_code(&error)));
	*ret_root = (struct ingot_json *)root;
	return 0;
}

static json_t *own(const struct ingot_json *value)
{
	return (json_t *)value;
}

void ingot_json_free(struct ingot_json *root)
{
	json_decref(own(root));
}

void ingot_json_scoped(struct ingot_json **root)
{
	ingot_json_free(*root);
}

enum ingot_json_type ingot_json_type_of(const struct ingot_json *value)
{
	switch (json_typeof(own(value))) {
	case JSON_OBJECT:
		return INGOT_JSON_OBJECT;
	case JSON_ARRAY:
		return INGOT_JSON_ARRAY;
	case JSON_STRING:
		return INGOT_JSON_TEXT;
	case JSON_INTEGER:
		return INGOT_JSON_INTEGER;
	case JSON_REAL:
		return INGOT_JSON_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return INGOT_JSON_BOOLEAN;
	default:
		return INGOT_JSON_NULL;
	}
}

int ingot_json_get(const struct ingot_json *object, const char *key, enum ingot_json_type type,
		   const struct ingot_json **ret_value)
{
	const struct ingot_json *value;

	if (!json_is_object(own(object)))
		return -EBADMSG;
	value = (const struct ingot_json *)json_object_get(own(object), key);
	if (!value)
		return -ENOENT;
	if (ingot_json_type_of(value) != type)
		return -EBADMSG;
	*ret_value = value;
	return 0;
}

int ingot_json_get_text(const struct ingot_json *object, const char *key, const char **ret_text)
{
	const struct ingot_json *value;
	int r = ingot_json_get(object, key, INGOT_JSON_TEXT, &value);

	if (r < 0)
		return r;
	*ret_text = json_string_value(own(value));
	return 0;
}

int ingot_json_get_integer(const struct ingot_json *object, const char *key, const int64_t range[2],
			   int64_t *ret_integer)
{
	const struct ingot_json *value;
	int r = ingot_json_get(object, key, INGOT_JSON_INTEGER, &value);

	return r < 0 ? r : ingot_json_integer(value, range, ret_integer);
}

int ingot_json_get_boolean(const struct ingot_json *object, const char *key, bool *ret_boolean)
{
	const struct ingot_json *value;
	int r = ingot_json_get(object, key, INGOT_JSON_BOOLEAN, &value);

	if (r < 0)
		return r;
	*ret_boolean = json_is_true(own(value));
	return 0;
}

const char *ingot_json_text(const struct ingot_json *value)
{
	return json_string_value(own(value));
}

int ingot_json_integer(const struct ingot_json *value, const int64_t range[2], int64_t *ret_integer)
{
	int64_t integer = json_integer_value(own(value));

	if (!json_is_integer(own(value)) || integer < range[0] || integer > range[1])
		return -EBADMSG;
	*ret_integer = integer;
	return 0;
}

size_t ingot_json_count(const struct ingot_json *value)
{
	return json_is_array(own(value)) ? json_array_size(own(value))
					 : json_object_size(own(value));
}

const struct ingot_json *ingot_json_at(const struct ingot_json *array, size_t index)
{
	return (const struct ingot_json *)json_array_get(own(array), index);
}

bool ingot_json_next(const struct ingot_json *object, struct ingot_json_member *member)
{
	void *place = member->place ? json_object_iter_next(own(object), member->place)
				    : json_object_iter(own(object));

	if (!place)
		return false;
	*member = (struct ingot_json_member){
		.key = json_object_iter_key(place),
		.value = (const struct ingot_json *)json_object_iter_value(place),
		.place = place,
	};
	return true;
}

const char *ingot_json_unknown_key(const struct ingot_json *object, const char *const *known)
{
	struct ingot_json_member member = { 0 };

	while (ingot_json_next(object, &member)) {
		size_t i = 0;

		while (known[i] && strcmp(known[i], member.key) != 0)
			i++;
		if (!known[i])
			return member.key;
	}
	return NULL;
}

struct ingot_json *ingot_json_new_object(void)
{
	return (struct ingot_json *)json_object();
}

struct ingot_json *ingot_json_new_array(void)
{
	return (struct ingot_json *)json_array();
}

int ingot_json_set(struct ingot_json *object, const char *key, struct ingot_json *value)
{
	json_t *checked_key;

	if (!value)
		return -ENOMEM;
	/* the library does not say whether memory was out or the key was bad */
	checked_key = json_string(key);
	if (!json_is_object(own(object)) || !checked_key) {
		json_decref(checked_key);
		json_decref(own(value));
		return -EINVAL;
	}
	json_decref(checked_key);
	return json_object_set_new_nocheck(own(object), key, own(value)) < 0 ? -ENOMEM : 0;
}

int ingot_json_set_within(struct ingot_json *object, const char *key,
			  struct ingot_json **ret_within)
{
	const struct ingot_json *within;
	int r = ingot_json_get(object, key, INGOT_JSON_OBJECT, &within);

	if (r == -ENOENT)
		r = ingot_json_set(object, key, ingot_json_new_object());
	if (r < 0)
		return r;
	*ret_within = (struct ingot_json *)json_object_get(own(object), key);
	return 0;
}

int ingot_json_set_text(struct ingot_json *object, const char *key, const char *text)
{
	json_t *value = json_string(text);

	return value ? ingot_json_set(object, key, (struct ingot_json *)value) : -EINVAL;
}

int ingot_json_set_integer(struct ingot_json *object, const char *key, int64_t integer)
{
	return ingot_json_set(object, key, (struct ingot_json *)json_integer(integer));
}

int ingot_json_set_boolean(struct ingot_json *object, const char *key, bool boolean)
{
	return ingot_json_set(object, key, (struct ingot_json *)json_boolean(boolean));
}

int ingot_json_set_null(struct ingot_json *object, const char *key)
{
	return ingot_json_set(object, key, (struct ingot_json *)json_null());
}

int ingot_json_append(struct ingot_json *array, struct ingot_json *value)
{
	if (!value)
		return -ENOMEM;
	if (!json_is_array(own(array))) {
		json_decref(own(value));
		return -EINVAL;
	}
	return json_array_append_new(own(array), own(value)) < 0 ? -ENOMEM : 0;
}

int ingot_json_append_text(struct ingot_json *array, const char *text)
{
	json_t *value = json_string(text);

	return value ? ingot_json_append(array, (struct ingot_json *)value) : -EINVAL;
}

int ingot_json_append_integer(struct ingot_json *array, int64_t integer)
{
	return ingot_json_append(array, (struct ingot_json *)json_integer(integer));
}

int ingot_json_write(const struct ingot_json *root, enum ingot_json_layout layout, char **ret_text,
		     size_t *ret_size)
{
	size_t flags = layout == INGOT_JSON_PRETTY ? JSON_INDENT(2) : JSON_COMPACT;
	size_t size;
	char *text;

	if (!json_is_object(own(root)) && !json_is_array(own(root)))
		return -EINVAL;
	size = json_dumpb(own(root), NULL, 0, flags);
	text = size > 0 ? malloc(size + 2) : NULL;
	if (!text)
		return -ENOMEM;
	(void)json_dumpb(own(root), text, size, flags); /* the same walk again: it fits */
	if (layout == INGOT_JSON_PRETTY)
		text[size++] = '\n';
	text[size] = '\0';
	*ret_text = text;
	*ret_size = size;
	return 0;
}
