/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_JSON_H
#define INGOT_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * JSON values: strict reading, building, canonical writing. The only door to the JSON library.
 *
 * A tree is owned through its root: free the root with ingot_json_free(). Everything that a getter
 * returns is borrowed from the tree and lives as long as it.
 */

/* Larger texts, deeper trees and more values are refused before anything is allocated for them. */
#define INGOT_JSON_SIZE_MAX   ((size_t)32 << 20)
#define INGOT_JSON_DEPTH_MAX  32
#define INGOT_JSON_VALUES_MAX ((size_t)1 << 17)

/* One value of a tree. Opaque. */
struct ingot_json;

/**
 * enum ingot_json_type - what a value is. Integers are those written without fraction and exponent.
 */
enum ingot_json_type {
	INGOT_JSON_OBJECT,
	INGOT_JSON_ARRAY,
	INGOT_JSON_TEXT,
	INGOT_JSON_INTEGER,
	INGOT_JSON_REAL,
	INGOT_JSON_BOOLEAN,
	INGOT_JSON_NULL
};

/**
 * enum ingot_json_layout - how a tree is written; both are canonical: members in the order they
 * were set.
 */
enum ingot_json_layout {
	INGOT_JSON_COMPACT, /* one line, no white space, no newline at the end */
	INGOT_JSON_PRETTY   /* two spaces per level, a newline at the end */
};

/**
 * struct ingot_json_member - cursor over an object's members; start with an all-zero one
 * @key:   name of the current member, UTF-8, borrowed
 * @value: its value, borrowed
 * @place: private
 */
struct ingot_json_member {
	const char *key;
	const struct ingot_json *value;
	void *place;
};

/**
 * ingot_json_parse - read one JSON text, strictly (RFC 8259)
 * @text:  the whole text, UTF-8, at most INGOT_JSON_SIZE_MAX; its root is an object or an array
 * @fault: on -EBADMSG and -EFBIG the place and the rule; may be NULL
 * @ret_root: free with ingot_json_free()
 *
 * Refuses duplicate keys, anything but white space after the value, invalid UTF-8, NUL characters
 * in strings, integers beyond 64 bits, reals beyond a double.
 *
 * Returns 0; -EBADMSG; -EFBIG if too large, too deep or of too many values; -ENOMEM.
 */
int ingot_json_parse(struct ingot_bytes text, struct ingot_fault *fault,
		     struct ingot_json **ret_root);

/** ingot_json_free - release a whole tree by its root; NULL is fine. */
void ingot_json_free(struct ingot_json *root);

/** ingot_json_scoped - for ingot_scoped(): frees the tree that the variable holds. */
void ingot_json_scoped(struct ingot_json **root);

/** ingot_json_type_of - what @value is. */
enum ingot_json_type ingot_json_type_of(const struct ingot_json *value);

/**
 * ingot_json_get - member of an object, of a given type
 * @object: value to look in
 * @key:  member's name
 * @type: what it has to be
 * @ret_value: borrowed
 *
 * Returns 0; -ENOENT if there is no such member; -EBADMSG if @object is no object or the member of
 * another type.
 */
int ingot_json_get(const struct ingot_json *object, const char *key, enum ingot_json_type type,
		   const struct ingot_json **ret_value);

/**
 * ingot_json_get_text - like ingot_json_get() for a string; @ret_text is UTF-8 without NUL inside,
 * borrowed.
 */
int ingot_json_get_text(const struct ingot_json *object, const char *key, const char **ret_text);

/**
 * ingot_json_get_integer - like ingot_json_get() for an integer within a range; -EBADMSG outside
 * @min..@max.
 */
int ingot_json_get_integer(const struct ingot_json *object, const char *key, const int64_t range[2],
			   int64_t *ret_integer);

/** ingot_json_get_boolean - like ingot_json_get() for true and false. */
int ingot_json_get_boolean(const struct ingot_json *object, const char *key, bool *ret_boolean);

/** ingot_json_text - the string that @value is; NULL if it is none. */
const char *ingot_json_text(const struct ingot_json *value);

/**
 * ingot_json_integer - the integer that @value is, within a range; -EBADMSG if it is none or outside
 * @range[0]..@range[1].
 */
int ingot_json_integer(const struct ingot_json *value, const int64_t range[2],
		       int64_t *ret_integer);

/** ingot_json_count - members of an object or elements of an array; 0 for anything else. */
size_t ingot_json_count(const struct ingot_json *value);

/**
 * ingot_json_at - element of an array, borrowed; NULL if @array is none or @index is beyond its
 * end.
 */
const struct ingot_json *ingot_json_at(const struct ingot_json *array, size_t index);

/**
 * ingot_json_next - step to the next member of an object, in the order of the text
 * @object: object; not changed while walking it
 * @member: cursor; its key and value are set on true
 *
 * Returns true; false at the end, or if @object is no object.
 */
bool ingot_json_next(const struct ingot_json *object, struct ingot_json_member *member);

/**
 * ingot_json_unknown_key - first member whose name a schema does not know
 * @object: object to check
 * @known:  names, ended by NULL
 *
 * Returns the name, borrowed; NULL if all are known.
 */
const char *ingot_json_unknown_key(const struct ingot_json *object, const char *const *known);

/**
 * ingot_json_new_object - empty object; NULL if memory is out. Owned by the caller until set into
 * another.
 */
struct ingot_json *ingot_json_new_object(void);

/** ingot_json_new_array - empty array; as above. */
struct ingot_json *ingot_json_new_array(void);

/**
 * ingot_json_set - put a value into an object, at its end, or in the place of a member with that
 * name
 * @object: object to change
 * @key:    UTF-8
 * @value:  taken over, also on failure; NULL (memory was out when it was made) gives -ENOMEM
 *
 * Returns 0; -ENOMEM; -EINVAL if @object is none or @key is not UTF-8.
 */
int ingot_json_set(struct ingot_json *object, const char *key, struct ingot_json *value);

/**
 * ingot_json_set_within - a member that is an object, to be changed; made, empty, if it is not there
 * @object: object that has it
 * @key:    UTF-8
 * @ret_within: inside @object
 *
 * Returns 0; -EBADMSG if @object is none or the member is something else; -ENOMEM; -EINVAL.
 */
int ingot_json_set_within(struct ingot_json *object, const char *key,
			  struct ingot_json **ret_within);

/** ingot_json_set_text - the same with a string, copied; -EINVAL if @text is not UTF-8. */
int ingot_json_set_text(struct ingot_json *object, const char *key, const char *text);

/** ingot_json_set_integer - the same with an integer. */
int ingot_json_set_integer(struct ingot_json *object, const char *key, int64_t integer);

/** ingot_json_set_boolean - the same with true or false. */
int ingot_json_set_boolean(struct ingot_json *object, const char *key, bool boolean);

/** ingot_json_set_null - the same with null. */
int ingot_json_set_null(struct ingot_json *object, const char *key);

/**
 * ingot_json_append - put a value at the end of an array; @value is taken over as by
 * ingot_json_set().
 */
int ingot_json_append(struct ingot_json *array, struct ingot_json *value);

/** ingot_json_append_text - put a copy of a string at the end of an array. */
int ingot_json_append_text(struct ingot_json *array, const char *text);

/** ingot_json_append_integer - put an integer at the end of an array. */
int ingot_json_append_integer(struct ingot_json *array, int64_t integer);

/**
 * ingot_json_write - write a tree as text; the same tree gives the same bytes, always
 * @root:   object or array
 * @layout: compact or pretty
 * @ret_text: UTF-8 and a NUL; a heap block, release with free()
 * @ret_size: bytes without the NUL
 *
 * Returns 0; -EINVAL if @root is neither object nor array; -ENOMEM.
 */
int ingot_json_write(const struct ingot_json *root, enum ingot_json_layout layout, char **ret_text,
		     size_t *ret_size);

#endif
