/* SPDX-License-Identifier: Apache-2.0 */
/* Cloud images of a release, out of uploads.json. */
#include "measurements/uploaded.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/report.h"
#include "measurements/folder.h"
#include "measurements/platform.h"

#define UPLOADS_NAME  "uploads.json"
#define BOOT_CODE_PCR 4

int ingot_uploaded_read(const char *folder, const char *path, struct ingot_uploaded *ret_uploaded)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_reason reason = { .text = "" };
	int r;

	r = path ? (ret_uploaded->path = strdup(path)) ? 0 : -ENOMEM
		 : ingot_folder_join(folder, UPLOADS_NAME, &ret_uploaded->path);
	if (r < 0)
		return ingot_cmd_fail(UPLOADS_NAME, r, NULL);
	r = ingot_file_read(ret_uploaded->path, INGOT_UPLOAD_LIST_SIZE_MAX, &file);
	if (r == -ENOENT && !path) {
		ingot_uploaded_drop(ret_uploaded);
		return INGOT_EXIT_OK;
	}
	if (r < 0)
		return ingot_cmd_fail(ret_uploaded->path, r, NULL);
	r = ingot_upload_list_read(ingot_file_bytes(&file), &reason, &ret_uploaded->root);
	if (r < 0)
		return ingot_cmd_refuse(ret_uploaded->path, "%s", reason.text);
	(void)ingot_json_get(ret_uploaded->root, "images", INGOT_JSON_ARRAY, &ret_uploaded->images);
	return INGOT_EXIT_OK;
}

static const char *text_of(const struct ingot_json *image, const char *key)
{
	const char *text = "";

	(void)ingot_json_get_text(image, key, &text);
	return text;
}

/* Does anything that PCR 4 takes have this digest? */
static bool is_started(const struct ingot_golden_entry *entry, const char *digits)
{
	struct ingot_digest uki;

	if (ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(digits), &uki) < 0)
		return false;
	for (size_t i = 0; i < entry->events->count; i++) {
		const struct ingot_event *event = &entry->events->events[i];

		if (event->pcr == BOOT_CODE_PCR &&
		    (event->digests.hashes & 1U << INGOT_HASH_SHA256) &&
		    ingot_digest_equal(&event->digests.digest[INGOT_HASH_SHA256], &uki))
			return true;
	}
	return false;
}

static int check_image(const struct ingot_uploaded *uploaded, const struct ingot_json *image,
		       const struct ingot_publication_head *head, const struct ingot_golden *golden)
{
	const struct ingot_platform *platform = ingot_platform_find(text_of(image, "platform"));
	const struct ingot_golden_entry *entry =
		platform ? ingot_golden_find(golden, platform->csp, NULL) : NULL;
	const char *id = text_of(image, "id");

	if (strcmp(text_of(image, "image_version"), head->version.text) != 0 ||
	    strcmp(text_of(image, "stream"), head->stream) != 0)
		return ingot_cmd_refuse(uploaded->path, "%s is of version %s, stream %s", id,
					text_of(image, "image_version"), text_of(image, "stream"));
	if (!entry)
		return ingot_cmd_refuse(uploaded->path,
					"%s: measurements.json does not say what an image of %s "
					"measures to",
					id, text_of(image, "platform"));
	if (!is_started(entry, text_of(image, "uki")))
		return ingot_cmd_refuse(uploaded->path,
					"%s starts another UKI than measurements.json is of", id);
	return INGOT_EXIT_OK;
}

/* Regions of one platform have the same image. */
static int check_content(const struct ingot_uploaded *uploaded, size_t index)
{
	const struct ingot_json *image = ingot_json_at(uploaded->images, index);

	for (size_t i = 0; i < index; i++) {
		const struct ingot_json *other = ingot_json_at(uploaded->images, i);

		if (strcmp(text_of(image, "platform"), text_of(other, "platform")) == 0 &&
		    strcmp(text_of(image, "content"), text_of(other, "content")) != 0)
			return ingot_cmd_refuse(uploaded->path,
						"%s and %s are of %s and differ in content",
						text_of(other, "id"), text_of(image, "id"),
						text_of(image, "platform"));
	}
	return INGOT_EXIT_OK;
}

int ingot_uploaded_check(const struct ingot_uploaded *uploaded,
			 const struct ingot_publication_head *head,
			 const struct ingot_golden *golden)
{
	int r = INGOT_EXIT_OK;

	for (size_t i = 0; i < ingot_json_count(uploaded->images) && r == INGOT_EXIT_OK; i++) {
		r = check_image(uploaded, ingot_json_at(uploaded->images, i), head, golden);
		if (r == INGOT_EXIT_OK)
			r = check_content(uploaded, i);
	}
	return r;
}

bool ingot_uploaded_has(const struct ingot_uploaded *uploaded, const struct ingot_json *image)
{
	for (size_t i = 0; i < ingot_json_count(uploaded->images); i++)
		if (ingot_upload_list_is_same(ingot_json_at(uploaded->images, i), image))
			return true;
	return false;
}

void ingot_uploaded_add(const struct ingot_uploaded *uploaded, struct ingot_record *list)
{
	for (size_t i = 0; i < ingot_json_count(uploaded->images); i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record entry = ingot_record_object();
		struct ingot_json_member member = { 0 };

		while (ingot_json_next(ingot_json_at(uploaded->images, i), &member))
			ingot_record_text(&entry, member.key, ingot_json_text(member.value));
		ingot_record_give(list, NULL, &entry);
	}
}

void ingot_uploaded_drop(struct ingot_uploaded *uploaded)
{
	ingot_json_free(uploaded->root);
	free(uploaded->path);
	*uploaded = (struct ingot_uploaded){ 0 };
}
