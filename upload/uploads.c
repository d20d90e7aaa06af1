/* SPDX-License-Identifier: Apache-2.0 */
/* uploads.json: what was made is put beside what is there. */
#include "upload/uploads.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"

#define MODE 0644

static int copy_texts(const struct ingot_json *image, struct ingot_json **ret_copy)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *copy = ingot_json_new_object();
	struct ingot_json_member member = { 0 };
	int r = copy ? 0 : -ENOMEM;

	while (r == 0 && ingot_json_next(image, &member))
		r = ingot_json_set_text(copy, member.key, ingot_json_text(member.value));
	if (r < 0)
		return r;
	*ret_copy = copy;
	copy = NULL;
	return 0;
}

static const struct ingot_json *find_same(const struct ingot_json *images,
					  const struct ingot_json *image)
{
	for (size_t i = 0; i < ingot_json_count(images); i++)
		if (ingot_upload_list_is_same(ingot_json_at(images, i), image))
			return ingot_json_at(images, i);
	return NULL;
}

static int add_copy(struct ingot_json *merged, const struct ingot_json *image)
{
	struct ingot_json *copy = NULL;
	int r = copy_texts(image, &copy);

	return r < 0 ? r : ingot_json_append(merged, copy);
}

/* What is there keeps its place, in the new shape where it was made again; the rest follows. */
static int merge(const struct ingot_json *there, const struct ingot_json *images,
		 struct ingot_json *merged)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ingot_json_count(there); i++) {
		const struct ingot_json *old = ingot_json_at(there, i);
		const struct ingot_json *same = find_same(images, old);

		r = add_copy(merged, same ? same : old);
	}
	for (size_t i = 0; r == 0 && i < ingot_json_count(images); i++) {
		const struct ingot_json *image = ingot_json_at(images, i);

		if (!find_same(merged, image))
			r = add_copy(merged, image);
	}
	return r;
}

/* A file that is not there is an empty list. */
static int read_there(const char *path, struct ingot_reason *reason, struct ingot_json **ret_root)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, INGOT_UPLOAD_LIST_SIZE_MAX, &file);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return ingot_refuse(reason, r, "%s", r == -EFBIG ? "too large" : strerror(-r));
	return ingot_upload_list_read(ingot_file_bytes(&file), reason, ret_root);
}

static int write_merged(const char *path, struct ingot_json **images, struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = ingot_json_new_object();
	ingot_scoped(ingot_json_scoped) struct ingot_json *checked = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_bytes bytes;
	size_t size = 0;
	int r = root ? ingot_json_set_text(root, "version", INGOT_UPLOAD_LIST_VERSION) : -ENOMEM;

	if (r == 0) {
		r = ingot_json_set(root, "images", *images);
		*images = NULL;
	}
	if (r == 0)
		r = ingot_json_write(root, INGOT_JSON_PRETTY, &text, &size);
	if (r < 0)
		return ingot_refuse(reason, r, "%s", strerror(-r));
	bytes = (struct ingot_bytes){ (const uint8_t *)text, size };
	/* what a reader would refuse is not written */
	r = ingot_upload_list_read(bytes, reason, &checked);
	if (r < 0)
		return r;
	r = ingot_file_write(path, bytes, MODE);
	return r < 0 ? ingot_refuse(reason, r, "%s", strerror(-r)) : 0;
}

int ingot_uploads_merge(const char *path, const struct ingot_json *images,
			struct ingot_reason *reason)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *merged = ingot_json_new_array();
	const struct ingot_json *there = NULL;
	int r = read_there(path, reason, &root);

	if (r < 0)
		return r;
	if (root)
		(void)ingot_json_get(root, "images", INGOT_JSON_ARRAY, &there);
	r = merged ? merge(there, images, merged) : -ENOMEM;
	if (r < 0)
		return ingot_refuse(reason, r, "%s", strerror(-r));
	return write_merged(path, &merged, reason);
}
