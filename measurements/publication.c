/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reader of index.json and latest.json; publication.h is the specification. */
#include "measurements/publication.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "measurements/timestamp.h"

static int broken(const char **rule, const char *text)
{
	*rule = text;
	return -EBADMSG;
}

int ingot_publication_name_check(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";
	size_t length = strlen(name);

	if (length == 0 || length >= INGOT_PUBLICATION_NAME_SIZE || name[0] == '.' ||
	    strspn(name, allowed) != length)
		return -EBADMSG;
	return 0;
}

int ingot_publication_get_name(const struct ingot_json *object, const char *key,
			       char ret_name[INGOT_PUBLICATION_NAME_SIZE])
{
	const char *text;

	if (ingot_json_get_text(object, key, &text) < 0 || ingot_publication_name_check(text) < 0)
		return -EBADMSG;
	memcpy(ret_name, text, strlen(text) + 1);
	return 0;
}

int ingot_publication_get_version(const struct ingot_json *object, const char *key,
				  struct ingot_version *ret_version)
{
	const char *text;

	if (ingot_json_get_text(object, key, &text) < 0)
		return -EBADMSG;
	return ingot_version_read(ingot_bytes_of_text(text), ret_version);
}

int ingot_publication_get_time(const struct ingot_json *object, const char *key,
			       int64_t *ret_seconds)
{
	const char *text;

	if (ingot_json_get_text(object, key, &text) < 0)
		return -EBADMSG;
	return ingot_timestamp_read(ingot_bytes_of_text(text), ret_seconds);
}

static int read_head(const struct ingot_json *root, const char *schema,
		     struct ingot_publication_head *head, const char **rule)
{
	const char *text;

	if (ingot_json_get_text(root, "schema", &text) < 0)
		return broken(rule, "file has no schema");
	if (strcmp(text, schema) != 0)
		return broken(rule, "schema is another one");
	if (ingot_publication_get_version(root, "version", &head->version) < 0)
		return broken(rule, "version is not a semantic version");
	if (ingot_publication_get_name(root, "ref", head->ref) < 0 ||
	    ingot_publication_get_name(root, "stream", head->stream) < 0)
		return broken(rule, "ref or stream is not a plain name");
	if (ingot_publication_get_time(root, "issued", &head->issued) < 0 ||
	    ingot_publication_get_time(root, "expires", &head->expires) < 0)
		return broken(rule, "issued or expires is not YYYY-MM-DDThh:mm:ssZ");
	if (head->issued >= head->expires)
		return broken(rule, "expires is not after issued");
	return 0;
}

static int read_file(const struct ingot_json *object, struct ingot_publication_file *file,
		     const char **rule)
{
	static const char *const keys[] = { "name", "size", "sha256", NULL };
	static const int64_t sizes[] = { 0, INGOT_PUBLICATION_FILE_SIZE_MAX };
	const char *text;
	int64_t size;

	if (ingot_json_type_of(object) != INGOT_JSON_OBJECT)
		return broken(rule, "file is not an object");
	if (ingot_json_unknown_key(object, keys))
		return broken(rule, "file has an unknown key");
	if (ingot_publication_get_name(object, "name", file->name) < 0)
		return broken(rule, "file's name is not a plain one");
	if (ingot_json_get_integer(object, "size", sizes, &size) < 0)
		return broken(rule, "file's size is not a number of bytes");
	if (ingot_json_get_text(object, "sha256", &text) < 0 ||
	    ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(text), &file->digest) < 0)
		return broken(rule, "file's sha256 is not 64 hexadecimal digits");
	file->size = (uint64_t)size;
	return 0;
}

static int is_index(const char *name)
{
	return strcmp(name, INGOT_PUBLICATION_INDEX) == 0 ||
	       strcmp(name, INGOT_PUBLICATION_INDEX ".sig") == 0 ||
	       strcmp(name, INGOT_PUBLICATION_MEASUREMENTS ".sig") == 0;
}

static int read_files(const struct ingot_json *root, struct ingot_publication *publication,
		      const char **rule)
{
	const struct ingot_json *files;
	size_t count;

	if (ingot_json_get(root, "files", INGOT_JSON_ARRAY, &files) < 0)
		return broken(rule, "file has no list of files");
	count = ingot_json_count(files);
	if (count > INGOT_PUBLICATION_FILE_COUNT_MAX) {
		*rule = "more than 64 files";
		return -EFBIG;
	}
	for (size_t i = 0; i < count; i++) {
		struct ingot_publication_file *file = &publication->files[i];

		if (read_file(ingot_json_at(files, i), file, rule) < 0)
			return -EBADMSG;
		if (is_index(file->name))
			return broken(rule, "the list names an index or a signature");
		if (i > 0 && strcmp(publication->files[i - 1].name, file->name) >= 0)
			return broken(rule, "files are not in the order of their names, each once");
	}
	publication->file_count = count;
	if (!ingot_publication_find(publication, INGOT_PUBLICATION_MEASUREMENTS))
		return broken(rule, "the list lacks measurements.json");
	return 0;
}

static int read_index(const struct ingot_json *root, struct ingot_publication *publication,
		      const char **rule)
{
	static const char *const keys[] = { "schema",  "version", "ref",   "stream", "issued",
					    "expires", "floor",   "files", NULL };

	if (ingot_json_type_of(root) != INGOT_JSON_OBJECT || ingot_json_unknown_key(root, keys))
		return broken(rule, "file has an unknown key");
	if (read_head(root, INGOT_PUBLICATION_INDEX_SCHEMA, &publication->head, rule) < 0)
		return -EBADMSG;
	if (ingot_publication_get_version(root, "floor", &publication->floor) < 0)
		return broken(rule, "floor is not a semantic version");
	return read_files(root, publication, rule);
}

static int read_latest(const struct ingot_json *root, struct ingot_publication_head *head,
		       const char **rule)
{
	static const char *const keys[] = { "schema", "version", "ref", "stream",
					    "issued", "expires", NULL };

	if (ingot_json_type_of(root) != INGOT_JSON_OBJECT || ingot_json_unknown_key(root, keys))
		return broken(rule, "file has an unknown key");
	return read_head(root, INGOT_PUBLICATION_LATEST_SCHEMA, head, rule);
}

static int parse(struct ingot_bytes text, struct ingot_fault *fault, struct ingot_json **ret_root)
{
	if (text.size > INGOT_PUBLICATION_SIZE_MAX) {
		(void)ingot_fault_at(fault, 0, "larger than 64 KiB");
		return -EFBIG;
	}
	return ingot_json_parse(text, fault, ret_root);
}

int ingot_publication_read(struct ingot_bytes text, struct ingot_fault *fault,
			   struct ingot_publication *ret_publication)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_publication publication = { .file_count = 0 };
	const char *rule = NULL;
	int r = parse(text, fault, &root);

	if (r < 0)
		return r;
	r = read_index(root, &publication, &rule);
	if (rule)
		(void)ingot_fault_at(fault, 0, rule);
	if (r == 0)
		*ret_publication = publication;
	return r;
}

int ingot_publication_read_latest(struct ingot_bytes text, struct ingot_fault *fault,
				  struct ingot_publication_head *ret_head)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_publication_head head = { .issued = 0 };
	const char *rule = NULL;
	int r = parse(text, fault, &root);

	if (r < 0)
		return r;
	r = read_latest(root, &head, &rule);
	if (rule)
		(void)ingot_fault_at(fault, 0, rule);
	if (r == 0)
		*ret_head = head;
	return r;
}

int ingot_publication_head_check(const struct ingot_publication_head *head,
				 const struct ingot_publication_wanted *wanted,
				 struct ingot_reason *reason)
{
	char time[INGOT_TIMESTAMP_SIZE] = "";

	if (wanted->version && ingot_version_compare(&head->version, wanted->version) != 0)
		return ingot_refuse(reason, -EKEYREJECTED, "is of version %s, not %s",
				    head->version.text, wanted->version->text);
	if (strcmp(head->ref, wanted->ref) != 0)
		return ingot_refuse(reason, -EKEYREJECTED, "is of ref %s, not %s", head->ref,
				    wanted->ref);
	if (strcmp(head->stream, wanted->stream) != 0)
		return ingot_refuse(reason, -EKEYREJECTED, "is of stream %s, not %s", head->stream,
				    wanted->stream);
	if (head->expires <= wanted->now) {
		(void)ingot_timestamp_write(head->expires, time);
		return ingot_refuse(reason, -EKEYREJECTED, "expired at %s", time);
	}
	if (head->issued - INGOT_PUBLICATION_CLOCK_SLACK > wanted->now) {
		(void)ingot_timestamp_write(head->issued, time);
		return ingot_refuse(reason, -EKEYREJECTED,
				    "is issued in the future, at %s: is this clock right?", time);
	}
	return 0;
}

int ingot_publication_check(const struct ingot_publication *publication,
			    const struct ingot_publication_wanted *wanted,
			    struct ingot_reason *reason)
{
	int r = ingot_publication_head_check(&publication->head, wanted, reason);

	if (r < 0)
		return r;
	if (ingot_version_compare(&publication->head.version, &publication->floor) < 0)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "version %s is withdrawn: the oldest one allowed is %s",
				    publication->head.version.text, publication->floor.text);
	return 0;
}

const struct ingot_publication_file *ingot_publication_find(
	const struct ingot_publication *publication, const char *name)
{
	for (size_t i = 0; i < publication->file_count; i++)
		if (strcmp(publication->files[i].name, name) == 0)
			return &publication->files[i];
	return NULL;
}

int ingot_publication_stream_path(const char *ref, const char *stream,
				  char ret_path[INGOT_PUBLICATION_PATH_SIZE])
{
	if (ingot_publication_name_check(ref) < 0 || ingot_publication_name_check(stream) < 0)
		return -EINVAL;
	/* two names and a few words: always fits */
	(void)snprintf(ret_path, INGOT_PUBLICATION_PATH_SIZE, "v2/ref/%s/stream/%s", ref, stream);
	return 0;
}

int ingot_publication_path(const char *ref, const char *stream, const struct ingot_version *version,
			   char ret_path[INGOT_PUBLICATION_PATH_SIZE])
{
	if (ingot_publication_name_check(ref) < 0 || ingot_publication_name_check(stream) < 0)
		return -EINVAL;
	(void)snprintf(ret_path, INGOT_PUBLICATION_PATH_SIZE, "v2/ref/%s/stream/%s/%s/image", ref,
		       stream, version->text);
	return 0;
}
