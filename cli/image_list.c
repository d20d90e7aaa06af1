/* SPDX-License-Identifier: Apache-2.0 */
/* The disk images that info.json names. */
#include "cli/image_list.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "cli/http.h"

void ingot_image_list_drop(struct ingot_image_list *list)
{
	ingot_json_free(list->root);
	*list = (struct ingot_image_list){ 0 };
}

static bool member_is(const struct ingot_json *object, const char *key, const char *want)
{
	const char *text;

	return ingot_json_get_text(object, key, &text) == 0 && strcmp(text, want) == 0;
}

static int check(const struct ingot_json *root, const struct ingot_publication_head *head,
		 struct ingot_reason *reason, const struct ingot_json **ret_images)
{
	if (!member_is(root, "schema", INGOT_IMAGE_LIST_SCHEMA))
		return ingot_refuse(reason, -EBADMSG, INGOT_IMAGE_LIST_FILE ": is no %s",
				    INGOT_IMAGE_LIST_SCHEMA);
	if (!member_is(root, "version", head->version.text) || !member_is(root, "ref", head->ref) ||
	    !member_is(root, "stream", head->stream))
		return ingot_refuse(reason, -EKEYREJECTED,
				    INGOT_IMAGE_LIST_FILE ": is of another release");
	if (ingot_json_get(root, "images", INGOT_JSON_ARRAY, ret_images) < 0)
		return ingot_refuse(reason, -EBADMSG,
				    INGOT_IMAGE_LIST_FILE ": has no list of images");
	return 0;
}

int ingot_image_list_read(struct ingot_bytes text, const struct ingot_publication_head *head,
			  struct ingot_reason *reason, struct ingot_image_list *ret_list)
{
	ingot_scoped(ingot_image_list_drop) struct ingot_image_list list = { 0 };
	struct ingot_fault fault = { 0 };
	int r = text.size > INGOT_IMAGE_LIST_SIZE_MAX ? -EFBIG
						      : ingot_json_parse(text, &fault, &list.root);

	if (r < 0)
		return ingot_refuse(reason, r, INGOT_IMAGE_LIST_FILE ": %s",
				    fault.rule ? fault.rule : strerror(-r));
	r = check(list.root, head, reason, &list.images);
	if (r < 0)
		return r;
	*ret_list = list;
	list = (struct ingot_image_list){ 0 };
	return 0;
}

/* What is wrong with an image that is to be fetched; NULL: nothing. */
static const char *take_image(const struct ingot_json *object, struct ingot_listed_image *image)
{
	static const int64_t sizes[] = { 1, INGOT_LISTED_SIZE_MAX };
	const char *text;
	int64_t size;

	if (ingot_json_get_integer(object, "size", sizes, &size) < 0)
		return "its size is not a number of bytes";
	if (ingot_json_get_text(object, "sha256", &text) < 0 ||
	    ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(text), &image->digest) < 0)
		return "its sha256 is not 64 hexadecimal digits";
	if (ingot_json_get_text(object, "location", &image->location) < 0 ||
	    (ingot_publication_name_check(image->location) < 0 &&
	     !ingot_http_is_url(image->location)))
		return "its location is neither a plain name nor a URL";
	image->size = (uint64_t)size;
	return NULL;
}

int ingot_image_list_find(const struct ingot_image_list *list, const char *platform,
			  struct ingot_reason *reason, struct ingot_listed_image *ret_image)
{
	struct ingot_listed_image image = { .platform = platform };
	const struct ingot_json *found = NULL;
	const struct ingot_json *location;
	const char *fault;

	for (size_t i = 0; i < ingot_json_count(list->images); i++) {
		const struct ingot_json *object = ingot_json_at(list->images, i);

		if (!member_is(object, "platform", platform) ||
		    !member_is(object, "format", "raw") ||
		    ingot_json_get(object, "location", INGOT_JSON_TEXT, &location) == -ENOENT)
			continue;
		if (found)
			return ingot_refuse(reason, -EBADMSG,
					    INGOT_IMAGE_LIST_FILE ": several images for %s",
					    platform);
		found = object;
	}
	if (!found)
		return ingot_refuse(reason, -ENOENT,
				    "the release names no disk image for %s that can be fetched",
				    platform);
	fault = take_image(found, &image);
	if (fault)
		return ingot_refuse(reason, -EBADMSG, INGOT_IMAGE_LIST_FILE ": image for %s: %s",
				    platform, fault);
	*ret_image = image;
	return 0;
}
