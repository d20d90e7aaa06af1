/* SPDX-License-Identifier: Apache-2.0 */
/* What each stream has been seen to say. */
#include "cli/seen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "command/record.h"
#include "measurements/timestamp.h"

void ingot_seen_drop(struct ingot_seen *seen)
{
	free(seen->streams);
	*seen = (struct ingot_seen){ 0 };
}

static struct ingot_seen_stream *find(const struct ingot_seen *seen, const struct ingot_digest *key,
				      const struct ingot_publication_head *head)
{
	for (size_t i = 0; i < seen->count; i++) {
		struct ingot_seen_stream *stream = &seen->streams[i];

		if (ingot_digest_equal(&stream->key, key) && strcmp(stream->ref, head->ref) == 0 &&
		    strcmp(stream->stream, head->stream) == 0)
			return stream;
	}
	return NULL;
}

static int read_stream(const struct ingot_json *object, struct ingot_seen_stream *stream)
{
	static const char *const known[] = { "key",    "ref",   "stream", "version",
					     "issued", "floor", NULL };
	const char *key;

	if (ingot_json_unknown_key(object, known) || ingot_json_get_text(object, "key", &key) < 0 ||
	    ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(key), &stream->key) < 0 ||
	    ingot_publication_get_name(object, "ref", stream->ref) < 0 ||
	    ingot_publication_get_name(object, "stream", stream->stream) < 0 ||
	    ingot_publication_get_version(object, "version", &stream->version) < 0 ||
	    ingot_publication_get_version(object, "floor", &stream->floor) < 0 ||
	    ingot_publication_get_time(object, "issued", &stream->issued) < 0)
		return -EBADMSG;
	return 0;
}

static int read_streams(const struct ingot_json *root, struct ingot_seen *seen)
{
	static const char *const known[] = { "schema", "streams", NULL };
	const struct ingot_json *list;
	const char *schema;
	size_t count;

	if (ingot_json_unknown_key(root, known) ||
	    ingot_json_get_text(root, "schema", &schema) < 0 ||
	    strcmp(schema, INGOT_SEEN_SCHEMA) != 0 ||
	    ingot_json_get(root, "streams", INGOT_JSON_ARRAY, &list) < 0)
		return -EBADMSG;
	count = ingot_json_count(list);
	if (count > INGOT_SEEN_COUNT_MAX)
		return -EFBIG;
	seen->streams = calloc(count + 1, sizeof(*seen->streams)); /* never of size 0 */
	if (!seen->streams)
		return -ENOMEM;
	for (; seen->count < count; seen->count++) {
		int r = read_stream(ingot_json_at(list, seen->count), &seen->streams[seen->count]);

		if (r < 0)
			return r;
	}
	return 0;
}

int ingot_seen_read(const char *path, struct ingot_reason *reason, struct ingot_seen *ret_seen)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	ingot_scoped(ingot_seen_drop) struct ingot_seen seen = { 0 };
	int r = ingot_file_read(path, INGOT_SEEN_SIZE_MAX, &file);

	if (r == -ENOENT) {
		*ret_seen = seen;
		return 0;
	}
	if (r < 0)
		return ingot_refuse(reason, r, "%s", strerror(-r));
	r = ingot_json_parse(ingot_file_bytes(&file), NULL, &root);
	if (r == 0)
		r = read_streams(root, &seen);
	if (r < 0)
		return ingot_refuse(reason, r,
				    "damaged; what was seen before is not known any more");
	*ret_seen = seen;
	seen = (struct ingot_seen){ 0 };
	return 0;
}

int ingot_seen_check(const struct ingot_seen *seen, const struct ingot_digest *key,
		     const struct ingot_publication *publication, bool older,
		     struct ingot_reason *reason)
{
	const struct ingot_publication_head *head = &publication->head;
	const struct ingot_seen_stream *stream = find(seen, key, head);
	char was[INGOT_TIMESTAMP_SIZE] = "";
	int newer;

	if (!stream)
		return 0;
	newer = ingot_version_compare(&head->version, &stream->version);
	if (ingot_version_compare(&head->version, &stream->floor) < 0)
		return ingot_refuse(
			reason, -EKEYREJECTED,
			"version %s is below %s, which was seen to be the oldest allowed",
			head->version.text, stream->floor.text);
	if (newer < 0 && !older)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "version %s is older than %s, which was seen before",
				    head->version.text, stream->version.text);
	(void)ingot_timestamp_write(stream->issued, was);
	if (newer == 0 && head->issued < stream->issued)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "issued before the index of %s that was seen before", was);
	return 0;
}

static int add(struct ingot_seen *seen, struct ingot_seen_stream **ret_stream)
{
	struct ingot_seen_stream *longer;

	if (seen->count == INGOT_SEEN_COUNT_MAX)
		return -EFBIG;
	longer = reallocarray(seen->streams, seen->count + 1, sizeof(*longer));
	if (!longer)
		return -ENOMEM;
	seen->streams = longer;
	*ret_stream = &longer[seen->count++];
	return 0;
}

int ingot_seen_note(struct ingot_seen *seen, const struct ingot_digest *key,
		    const struct ingot_publication *publication)
{
	const struct ingot_publication_head *head = &publication->head;
	struct ingot_seen_stream *stream = find(seen, key, head);
	int newer;

	if (!stream) {
		int r = add(seen, &stream);

		if (r < 0)
			return r;
		*stream = (struct ingot_seen_stream){ .key = *key,
						      .version = head->version,
						      .floor = publication->floor,
						      .issued = head->issued };
		strcpy(stream->ref, head->ref);
		strcpy(stream->stream, head->stream);
		return 0;
	}
	newer = ingot_version_compare(&head->version, &stream->version);
	if (newer > 0 || (newer == 0 && head->issued > stream->issued))
		stream->issued = head->issued;
	if (newer > 0)
		stream->version = head->version;
	if (ingot_version_compare(&publication->floor, &stream->floor) > 0)
		stream->floor = publication->floor;
	return 0;
}

static void write_stream(const struct ingot_seen_stream *stream, struct ingot_record *list)
{
	ingot_scoped(ingot_record_drop) struct ingot_record object = ingot_record_object();
	char issued[INGOT_TIMESTAMP_SIZE] = "";

	(void)ingot_timestamp_write(stream->issued, issued);
	ingot_record_digest(&object, "key", &stream->key);
	ingot_record_text(&object, "ref", stream->ref);
	ingot_record_text(&object, "stream", stream->stream);
	ingot_record_text(&object, "version", stream->version.text);
	ingot_record_text(&object, "issued", issued);
	ingot_record_text(&object, "floor", stream->floor.text);
	ingot_record_give(list, NULL, &object);
}

int ingot_seen_write(const struct ingot_seen *seen, const char *path)
{
	ingot_scoped(ingot_record_drop) struct ingot_record root = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r;

	for (size_t i = 0; i < seen->count; i++)
		write_stream(&seen->streams[i], &list);
	ingot_record_text(&root, "schema", INGOT_SEEN_SCHEMA);
	ingot_record_give(&root, "streams", &list);
	if (root.error < 0)
		return root.error;
	r = ingot_json_write(root.json, INGOT_JSON_PRETTY, &text, &size);
	if (r < 0)
		return r;
	return ingot_file_write(path, (struct ingot_bytes){ (uint8_t *)text, size }, 0644);
}
