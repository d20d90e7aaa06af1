/* SPDX-License-Identifier: Apache-2.0 */
/* What uploads made, ingot.uploads/1. */
#include "measurements/upload_list.h"

#include <errno.h>
#include <string.h>

#include "base/digest.h"
#include "base/scoped.h"

static int check_image(const struct ingot_json *image, size_t index, struct ingot_reason *reason)
{
	static const char *const needed[] = { "platform",      "region", "id",  "name",
					      "image_version", "stream", "uki", "content" };
	struct ingot_json_member member = { 0 };
	struct ingot_digest content;
	const char *text = NULL;

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (ingot_json_get_text(image, needed[i], &text) < 0 || text[0] == '\0')
			return ingot_refuse(reason, -EBADMSG,
					    "images[%zu].%s: missing or no string", index,
					    needed[i]);
	if (ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(text), &content) < 0)
		return ingot_refuse(reason, -EBADMSG, "images[%zu].content: not 64 digits", index);
	while (ingot_json_next(image, &member))
		if (!ingot_json_text(member.value))
			return ingot_refuse(reason, -EBADMSG, "images[%zu].%.64s: no string", index,
					    member.key);
	/* such an image would be one to be fetched */
	if (ingot_json_get_text(image, "location", &text) == 0)
		return ingot_refuse(reason, -EBADMSG, "images[%zu].location: unknown member",
				    index);
	return 0;
}

static bool has_same(const struct ingot_json *a, const struct ingot_json *b, const char *key)
{
	const char *text_a = NULL;
	const char *text_b = NULL;

	return ingot_json_get_text(a, key, &text_a) == 0 &&
	       ingot_json_get_text(b, key, &text_b) == 0 && strcmp(text_a, text_b) == 0;
}

bool ingot_upload_list_is_same(const struct ingot_json *a, const struct ingot_json *b)
{
	return has_same(a, b, "platform") && has_same(a, b, "region") && has_same(a, b, "id");
}

static int check_images(const struct ingot_json *images, struct ingot_reason *reason)
{
	const size_t count = ingot_json_count(images);

	if (count > INGOT_UPLOAD_LIST_COUNT_MAX)
		return ingot_refuse(reason, -EFBIG, "more than %d images",
				    INGOT_UPLOAD_LIST_COUNT_MAX);
	for (size_t i = 0; i < count; i++) {
		int r = check_image(ingot_json_at(images, i), i, reason);

		if (r < 0)
			return r;
		for (size_t k = 0; k < i; k++)
			if (ingot_upload_list_is_same(ingot_json_at(images, i),
						      ingot_json_at(images, k)))
				return ingot_refuse(reason, -EBADMSG, "images[%zu]: there twice",
						    i);
	}
	return 0;
}

static int check(const struct ingot_json *root, struct ingot_reason *reason)
{
	static const char *const known[] = { "version", "images", NULL };
	const struct ingot_json *images;
	const char *text = NULL;
	const char *key;

	if (ingot_json_get_text(root, "version", &text) < 0)
		return ingot_refuse(reason, -EBADMSG, "version: missing or no string");
	if (strcmp(text, INGOT_UPLOAD_LIST_VERSION) != 0)
		return ingot_refuse(reason, -ENOTSUP, "version: not " INGOT_UPLOAD_LIST_VERSION);
	key = ingot_json_unknown_key(root, known);
	if (key)
		return ingot_refuse(reason, -EBADMSG, "%.64s: unknown member", key);
	if (ingot_json_get(root, "images", INGOT_JSON_ARRAY, &images) < 0)
		return ingot_refuse(reason, -EBADMSG, "images: missing or no list");
	return check_images(images, reason);
}

int ingot_upload_list_read(struct ingot_bytes text, struct ingot_reason *reason,
			   struct ingot_json **ret_root)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_fault fault = { 0, "cannot be read" };
	int r;

	if (text.size > INGOT_UPLOAD_LIST_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "larger than %zu bytes",
				    INGOT_UPLOAD_LIST_SIZE_MAX);
	r = ingot_json_parse(text, &fault, &root);
	if (r < 0)
		return ingot_refuse(reason, r, "offset %llu: %s", (unsigned long long)fault.offset,
				    fault.rule);
	r = check(root, reason);
	if (r < 0)
		return r;
	*ret_root = root;
	root = NULL;
	return 0;
}
