/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_COMMAND_RECORD_H
#define INGOT_COMMAND_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/json.h"

/*
 * A JSON object or list under construction, as the verbs write their results. The first error
 * sticks, later calls do nothing: whoever builds one checks once, at the end. In a list, keys are
 * NULL.
 */

/**
 * struct ingot_record - what is built so far
 * @json:  owned; NULL if memory was out from the start
 * @error: 0, or a negative errno
 */
struct ingot_record {
	struct ingot_json *json;
	int error;
};

/** ingot_record_object - begin an object; release with ingot_record_drop() or hand it over. */
struct ingot_record ingot_record_object(void);

/** ingot_record_list - begin a list; as above. */
struct ingot_record ingot_record_list(void);

/** ingot_record_drop - release what was built; for ingot_scoped() too. */
void ingot_record_drop(struct ingot_record *record);

/** ingot_record_text - add a string, UTF-8, copied; NULL adds nothing. */
void ingot_record_text(struct ingot_record *record, const char *key, const char *text);

/** ingot_record_integer - add a member that is an integer; objects only. */
void ingot_record_integer(struct ingot_record *record, const char *key, int64_t integer);

/** ingot_record_boolean - add a member that is true or false; objects only. */
void ingot_record_boolean(struct ingot_record *record, const char *key, bool boolean);

/** ingot_record_digest - add a digest in hexadecimal; NULL adds nothing. */
void ingot_record_digest(struct ingot_record *record, const char *key,
			 const struct ingot_digest *digest);

/** ingot_record_digests - add an object with @count digests, each under its algorithm's name. */
void ingot_record_digests(struct ingot_record *record, const char *key,
			  const struct ingot_digest *digests, size_t count);

/** ingot_record_give - add a finished record; it is empty afterwards, its error sticks here. */
void ingot_record_give(struct ingot_record *record, const char *key, struct ingot_record *child);

/**
 * ingot_record_json - add a JSON value
 * @error: of making it; sticks if negative
 * @value: taken over; may be NULL only if @error is negative
 */
void ingot_record_json(struct ingot_record *record, const char *key, int error,
		       struct ingot_json *value);

#endif
