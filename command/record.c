/* SPDX-License-Identifier: Apache-2.0 */
/* JSON values under construction, with one error for all. */
#include "command/record.h"

#include <errno.h>

#include "base/scoped.h"

static struct ingot_record record_of(struct ingot_json *json)
{
	return (struct ingot_record){ json, json ? 0 : -ENOMEM };
}

struct ingot_record ingot_record_object(void)
{
	return record_of(ingot_json_new_object());
}

struct ingot_record ingot_record_list(void)
{
	return record_of(ingot_json_new_array());
}

void ingot_record_drop(struct ingot_record *record)
{
	ingot_json_free(record->json);
	record->json = NULL;
}

void ingot_record_text(struct ingot_record *record, const char *key, const char *text)
{
	if (record->error == 0 && text)
		record->error = key ? ingot_json_set_text(record->json, key, text)
				    : ingot_json_append_text(record->json, text);
}

void ingot_record_integer(struct ingot_record *record, const char *key, int64_t integer)
{
	if (record->error == 0)
		record->error = ingot_json_set_integer(record->json, key, integer);
}

void ingot_record_boolean(struct ingot_record *record, const char *key, bool boolean)
{
	if (record->error == 0)
		record->error = ingot_json_set_boolean(record->json, key, boolean);
}

void ingot_record_digest(struct ingot_record *record, const char *key,
			 const struct ingot_digest *digest)
{
	char text[INGOT_DIGEST_TEXT_SIZE];

	if (!digest)
		return;
	ingot_digest_text(digest, text);
	ingot_record_text(record, key, text);
}

void ingot_record_digests(struct ingot_record *record, const char *key,
			  const struct ingot_digest *digests, size_t count)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();

	for (size_t i = 0; i < count; i++)
		ingot_record_digest(&object, ingot_hash_name(digests[i].hash), &digests[i]);
	ingot_record_give(record, key, &object);
}

void ingot_record_give(struct ingot_record *record, const char *key, struct ingot_record *child)
{
	struct ingot_json *json = child->json;

	child->json = NULL;
	ingot_record_json(record, key, child->error, json);
}

void ingot_record_json(struct ingot_record *record, const char *key, int error,
		       struct ingot_json *value)
{
	if (record->error == 0)
		record->error = error;
	if (record->error < 0) {
		ingot_json_free(value);
		return;
	}
	record->error = key ? ingot_json_set(record->json, key, value)
			    : ingot_json_append(record->json, value);
}
