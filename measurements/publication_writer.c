/* SPDX-License-Identifier: Apache-2.0 */
/* Writer of index.json and latest.json; publication.h is the specification. */
#include "measurements/publication_writer.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/scoped.h"
#include "measurements/timestamp.h"

static int set_head(struct ingot_json *root, const char *schema,
		    const struct ingot_publication_head *head)
{
	char issued[INGOT_TIMESTAMP_SIZE], expires[INGOT_TIMESTAMP_SIZE];
	const struct {
		const char *key, *text;
	} members[] = {
		{ "schema", schema }, { "version", head->version.text },
		{ "ref", head->ref }, { "stream", head->stream },
		{ "issued", issued }, { "expires", expires },
	};
	int r = 0;

	if (ingot_timestamp_write(head->issued, issued) < 0 ||
	    ingot_timestamp_write(head->expires, expires) < 0)
		return -EINVAL;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]) && r == 0; i++)
		r = ingot_json_set_text(root, members[i].key, members[i].text);
	return r;
}

static int add_file(struct ingot_json *files, const struct ingot_publication_file *file)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *object = ingot_json_new_object();
	char digest[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_json *added;
	int r = object ? ingot_json_set_text(object, "name", file->name) : -ENOMEM;

	ingot_digest_text(&file->digest, digest);
	if (r == 0)
		r = ingot_json_set_integer(object, "size", (int64_t)file->size);
	if (r == 0)
		r = ingot_json_set_text(object, "sha256", digest);
	if (r < 0)
		return r;
	added = object;
	object = NULL;
	return ingot_json_append(files, added);
}

static int by_name(const void *a, const void *b)
{
	const struct ingot_publication_file *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static int set_files(struct ingot_json *root, const struct ingot_publication *publication)
{
	const struct ingot_publication_file *files[INGOT_PUBLICATION_FILE_COUNT_MAX];
	ingot_scoped(ingot_json_scoped) struct ingot_json *list = ingot_json_new_array();
	struct ingot_json *set;
	int r = list ? 0 : -ENOMEM;

	if (publication->file_count > INGOT_PUBLICATION_FILE_COUNT_MAX)
		return -EFBIG;
	for (size_t i = 0; i < publication->file_count; i++)
		files[i] = &publication->files[i];
	qsort(files, publication->file_count, sizeof(files[0]), by_name);
	for (size_t i = 0; i < publication->file_count && r == 0; i++)
		r = add_file(list, files[i]);
	if (r < 0)
		return r;
	set = list;
	list = NULL;
	return ingot_json_set(root, "files", set);
}

int ingot_publication_write(const struct ingot_publication *publication, char **ret_text,
			    size_t *ret_size)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_publication again;
	size_t size;
	int r = root ? set_head(root, INGOT_PUBLICATION_INDEX_SCHEMA, &publication->head) : -ENOMEM;

	if (r == 0)
		r = ingot_json_set_text(root, "floor", publication->floor.text);
	if (r == 0)
		r = set_files(root, publication);
	if (r == 0)
		r = ingot_json_write(root, INGOT_JSON_PRETTY, &text, &size);
	if (r == 0)
		r = ingot_publication_read(ingot_bytes_of_text(text), NULL, &again);
	if (r < 0)
		return r == -EBADMSG ? -EINVAL : r;
	*ret_text = text;
	text = NULL;
	*ret_size = size;
	return 0;
}

int ingot_publication_write_latest(const struct ingot_publication_head *head, char **ret_text,
				   size_t *ret_size)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_publication_head again;
	size_t size;
	int r = root ? set_head(root, INGOT_PUBLICATION_LATEST_SCHEMA, head) : -ENOMEM;

	if (r == 0)
		r = ingot_json_write(root, INGOT_JSON_PRETTY, &text, &size);
	if (r == 0)
		r = ingot_publication_read_latest(ingot_bytes_of_text(text), NULL, &again);
	if (r < 0)
		return r == -EBADMSG ? -EINVAL : r;
	*ret_text = text;
	text = NULL;
	*ret_size = size;
	return 0;
}
