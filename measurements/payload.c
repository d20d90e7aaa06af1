/* SPDX-License-Identifier: Apache-2.0 */
/* Gathers the files of a release. */
#include "measurements/payload.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "command/record.h"
#include "command/report.h"
#include "measurements/folder.h"
#include "measurements/golden_file.h"
#include "measurements/platform.h"
#include "measurements/sbom.h"
#include "measurements/uploaded.h"

#define INFO_SCHEMA "ingot.info/1"

void ingot_payload_drop(struct ingot_payload *payload)
{
	for (size_t i = 0; i < payload->count; i++)
		ingot_file_close(&payload->files[i]);
	payload->count = 0;
}

const struct ingot_file *ingot_payload_find(const struct ingot_payload *payload, const char *name)
{
	for (size_t i = 0; i < payload->count; i++)
		if (strcmp(payload->names[i], name) == 0)
			return &payload->files[i];
	return NULL;
}

static void add(struct ingot_payload *payload, const char *name, struct ingot_file *file)
{
	payload->names[payload->count] = name;
	payload->files[payload->count++] = *file;
	*file = (struct ingot_file){ 0 };
}

static void add_text(struct ingot_payload *payload, const char *name, char *text, size_t size)
{
	struct ingot_file file = { .data = (uint8_t *)text, .size = size };

	add(payload, name, &file);
}

/* 0 where it is absent and may be. */
static int add_read(struct ingot_payload *payload, const char *name, const char *path,
		    bool may_lack)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read(path, INGOT_PAYLOAD_SIZE_MAX, &file);

	if (r == -ENOENT && may_lack)
		return INGOT_EXIT_OK;
	if (r < 0)
		return ingot_cmd_fail(path, r, NULL);
	add(payload, name, &file);
	return INGOT_EXIT_OK;
}

static int add_from(struct ingot_payload *payload, const char *folder, const char *name,
		    bool may_lack)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r = ingot_folder_join(folder, name, &path);

	return r < 0 ? ingot_cmd_fail(folder, r, NULL) : add_read(payload, name, path, may_lack);
}

/* Text of a member that has to be there. */
static int check_member(const char *name, const struct ingot_json *root, const char *key,
			const char *want)
{
	const char *text;

	if (ingot_json_get_text(root, key, &text) < 0)
		return ingot_cmd_refuse(name, "has no %s", key);
	if (strcmp(text, want) != 0)
		return ingot_cmd_refuse(name, "is of %s %s, not %s", key, text, want);
	return INGOT_EXIT_OK;
}

static int check_release(const char *name, const struct ingot_json *root,
			 const struct ingot_publication_head *head)
{
	int r = check_member(name, root, "version", head->version.text);

	if (r == INGOT_EXIT_OK)
		r = check_member(name, root, "ref", head->ref);
	if (r == INGOT_EXIT_OK)
		r = check_member(name, root, "stream", head->stream);
	return r;
}

static int parse(const struct ingot_payload *payload, const char *name,
		 struct ingot_json **ret_root)
{
	const struct ingot_file *file = ingot_payload_find(payload, name);
	struct ingot_fault fault = { 0 };
	int r = ingot_json_parse(ingot_file_bytes(file), &fault, ret_root);

	return r < 0 ? ingot_cmd_fail(name, r, &fault) : INGOT_EXIT_OK;
}

static int make_info(struct ingot_payload *payload, const struct ingot_publication_head *head)
{
	ingot_scoped(ingot_record_drop) struct ingot_record info = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record images = ingot_record_list();
	char *text;
	size_t size;
	int r;

	ingot_record_text(&info, "schema", INFO_SCHEMA);
	ingot_record_text(&info, "version", head->version.text);
	ingot_record_text(&info, "ref", head->ref);
	ingot_record_text(&info, "stream", head->stream);
	ingot_record_give(&info, "images", &images);
	r = info.error;
	if (r == 0)
		r = ingot_json_write(info.json, INGOT_JSON_PRETTY, &text, &size);
	if (r < 0)
		return ingot_cmd_fail("info.json", r, NULL);
	add_text(payload, "info.json", text, size);
	return INGOT_EXIT_OK;
}

static int check_info(const struct ingot_payload *payload,
		      const struct ingot_publication_head *head)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	const struct ingot_json *images;
	int r = parse(payload, "info.json", &root);

	if (r == INGOT_EXIT_OK)
		r = check_member("info.json", root, "schema", INFO_SCHEMA);
	if (r == INGOT_EXIT_OK)
		r = check_release("info.json", root, head);
	if (r == INGOT_EXIT_OK && ingot_json_get(root, "images", INGOT_JSON_ARRAY, &images) < 0)
		r = ingot_cmd_refuse("info.json", "has no list of images");
	return r;
}

/* struct additions - what info.json gets to name. */
struct additions {
	const struct ingot_payload_source *source;
	struct ingot_uploaded uploaded;
};

static void drop_additions(struct additions *additions)
{
	ingot_uploaded_drop(&additions->uploaded);
}

/* What info.json names already; a file of the same platform would be a second one. */
static int keep_images(const struct additions *additions, const struct ingot_json *root,
		       struct ingot_record *list)
{
	const struct ingot_payload_source *source = additions->source;
	const struct ingot_json *old;
	int r = ingot_json_get(root, "images", INGOT_JSON_ARRAY, &old);

	for (size_t i = 0; r == 0 && i < ingot_json_count(old); i++) {
		const struct ingot_json *image = ingot_json_at(old, i);
		ingot_scoped(ingot_scoped_free) char *text = NULL;
		struct ingot_json *copy = NULL;
		const char *platform, *location;
		size_t size;

		if (ingot_uploaded_has(&additions->uploaded, image))
			continue;
		for (size_t k = 0; k < source->image_count; k++)
			if (ingot_json_get_text(image, "platform", &platform) == 0 &&
			    ingot_json_get_text(image, "location", &location) == 0 &&
			    strcmp(platform, source->images[k].platform) == 0)
				return ingot_cmd_refuse("info.json", "names an image of %s already",
							platform);
		r = ingot_json_write(image, INGOT_JSON_COMPACT, &text, &size);
		if (r == 0)
			r = ingot_json_parse((struct ingot_bytes){ (uint8_t *)text, size }, NULL,
					     &copy);
		ingot_record_json(list, NULL, r, copy);
	}
	return r < 0 ? ingot_cmd_fail("info.json", r, NULL) : INGOT_EXIT_OK;
}

static void add_image(const struct ingot_raw_image *image, struct ingot_record *list)
{
	ingot_scoped(ingot_record_drop) struct ingot_record entry = ingot_record_object();

	ingot_record_text(&entry, "platform", image->platform);
	ingot_record_text(&entry, "format", "raw");
	ingot_record_integer(&entry, "size", (int64_t)image->size);
	ingot_record_digest(&entry, "sha256", &image->digest);
	ingot_record_text(&entry, "location", image->name);
	ingot_record_give(list, NULL, &entry);
}

/* info.json once more, with the images that lie beside the index, and those in clouds. */
static int name_images(struct ingot_payload *payload, const struct additions *additions)
{
	const struct ingot_payload_source *source = additions->source;
	ingot_scoped(ingot_record_drop) struct ingot_record list = ingot_record_list();
	ingot_scoped(ingot_json_scoped) struct ingot_json *root = NULL;
	struct ingot_file *file;
	char *text;
	size_t size;
	int r = parse(payload, "info.json", &root);

	if (r == INGOT_EXIT_OK)
		r = keep_images(additions, root, &list);
	if (r != INGOT_EXIT_OK)
		return r;
	for (size_t i = 0; i < source->image_count; i++)
		add_image(&source->images[i], &list);
	ingot_uploaded_add(&additions->uploaded, &list);
	r = list.error;
	if (r == 0) {
		r = ingot_json_set(root, "images", list.json);
		list.json = NULL;
	}
	if (r == 0)
		r = ingot_json_write(root, INGOT_JSON_PRETTY, &text, &size);
	if (r < 0)
		return ingot_cmd_fail("info.json", r, NULL);
	for (size_t i = 0; i < payload->count; i++)
		if (strcmp(payload->names[i], "info.json") == 0) {
			file = &payload->files[i];
			ingot_file_close(file);
			*file = (struct ingot_file){ .data = (uint8_t *)text, .size = size };
		}
	return INGOT_EXIT_OK;
}

static int make_sbom(struct ingot_payload *payload, const struct ingot_payload_source *source)
{
	ingot_scoped(ingot_json_scoped) struct ingot_json *packages = NULL;
	ingot_scoped(ingot_json_scoped) struct ingot_json *components = NULL;
	ingot_scoped(ingot_payload_drop) struct ingot_payload beside = { .count = 0 };
	const struct ingot_sbom_source known = {
		.head = source->head,
		.lock = ingot_file_bytes(ingot_payload_find(payload, "packages.lock")),
	};
	struct ingot_sbom_source sbom = known;
	struct ingot_reason reason = { 0 };
	char *text;
	size_t size;
	int r = parse(payload, "components.json", &components);

	if (r == INGOT_EXIT_OK)
		r = add_from(&beside, source->folder, "packages.json", true);
	if (r == INGOT_EXIT_OK && beside.count > 0)
		r = parse(&beside, "packages.json", &packages);
	if (r != INGOT_EXIT_OK)
		return r;
	sbom.packages = packages;
	sbom.components = components;
	if (ingot_sbom_make(&sbom, &reason, &text, &size) < 0)
		return ingot_cmd_refuse("sbom.spdx.json", "%s", reason.text);
	add_text(payload, "sbom.spdx.json", text, size);
	return INGOT_EXIT_OK;
}

static int check_golden(const struct additions *additions)
{
	const struct ingot_payload_source *source = additions->source;
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	const struct ingot_publication_head *head = source->head;
	int r = ingot_folder_join(source->folder, INGOT_PUBLICATION_MEASUREMENTS, &path);

	if (r < 0)
		return ingot_cmd_fail(source->folder, r, NULL);
	r = ingot_golden_file_read(path, &golden);
	if (r != INGOT_EXIT_OK)
		return r;
	if (strcmp(golden->version, head->version.text) != 0 ||
	    strcmp(golden->ref, head->ref) != 0 || strcmp(golden->stream, head->stream) != 0)
		return ingot_cmd_refuse(path, "is of version %s, ref %s, stream %s",
					golden->version, golden->ref, golden->stream);
	for (size_t i = 0; i < source->image_count; i++)
		if (!ingot_golden_find(golden, ingot_platform_find(source->images[i].platform)->csp,
				       NULL))
			return ingot_cmd_refuse(path,
						"does not say what an image of %s measures to",
						source->images[i].platform);
	return ingot_uploaded_check(&additions->uploaded, head, golden);
}

static int read_all(const struct ingot_payload_source *source, struct ingot_payload *payload)
{
	int r = add_from(payload, source->folder, INGOT_PUBLICATION_MEASUREMENTS, false);

	if (r == INGOT_EXIT_OK)
		r = add_from(payload, source->folder, "components.json", false);
	if (r == INGOT_EXIT_OK)
		r = source->lock ? add_read(payload, "packages.lock", source->lock, false)
				 : add_from(payload, source->folder, "packages.lock", false);
	if (r == INGOT_EXIT_OK)
		r = add_from(payload, source->folder, "info.json", true);
	if (r == INGOT_EXIT_OK)
		r = add_from(payload, source->folder, "sbom.spdx.json", true);
	if (r == INGOT_EXIT_OK)
		r = source->report ? add_read(payload, "report.html", source->report, false)
				   : add_from(payload, source->folder, "report.html", true);
	return r;
}

int ingot_payload_gather(const struct ingot_payload_source *source,
			 struct ingot_payload *ret_payload)
{
	ingot_scoped(drop_additions) struct additions additions = { .source = source };
	int r = ingot_uploaded_read(source->folder, source->uploads, &additions.uploaded);

	if (r == INGOT_EXIT_OK)
		r = check_golden(&additions);
	if (r == INGOT_EXIT_OK)
		r = read_all(source, ret_payload);
	if (r == INGOT_EXIT_OK && !ingot_payload_find(ret_payload, "info.json"))
		r = make_info(ret_payload, source->head);
	if (r == INGOT_EXIT_OK)
		r = check_info(ret_payload, source->head);
	if (r == INGOT_EXIT_OK && (source->image_count > 0 || additions.uploaded.path))
		r = name_images(ret_payload, &additions);
	if (r == INGOT_EXIT_OK && !ingot_payload_find(ret_payload, "sbom.spdx.json"))
		r = make_sbom(ret_payload, source);
	return r;
}

int ingot_payload_list(const struct ingot_payload *payload, struct ingot_publication *publication)
{
	for (size_t i = 0; i < payload->count; i++) {
		struct ingot_publication_file file = { .size = payload->files[i].size };
		int r = ingot_digest_of(INGOT_HASH_SHA256, ingot_file_bytes(&payload->files[i]),
					&file.digest);

		if (r < 0)
			return ingot_cmd_fail(payload->names[i], r, NULL);
		memcpy(file.name, payload->names[i], strlen(payload->names[i]) + 1);
		publication->files[i] = file;
	}
	publication->file_count = payload->count;
	return INGOT_EXIT_OK;
}
