/* SPDX-License-Identifier: Apache-2.0 */
/* The declarative update of a cluster's nodes. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/scoped.h"
#include "cli/export.h"
#include "measurements/timestamp.h"

#define KUBELET    "kubelet"
#define INDEX_SIZE 4

static struct ingot_record kubernetes_of(const struct ingot_component_list *list)
{
	const struct ingot_component *kubelet = ingot_component_find(list, KUBELET);
	struct ingot_record object = ingot_record_object();
	ingot_scoped(ingot_record_drop) struct ingot_record components = ingot_record_list();

	for (size_t i = 0; i < list->count; i++) {
		const struct ingot_component *component = &list->components[i];
		ingot_scoped(ingot_record_drop) struct ingot_record item = ingot_record_object();

		ingot_record_text(&item, "name", component->name);
		ingot_record_text(&item, "version", component->version);
		ingot_record_text(&item, "sha256", component->sha256);
		ingot_record_text(&item, "path", component->path);
		ingot_record_give(&components, NULL, &item);
	}
	if (kubelet)
		ingot_record_text(&object, "version", kubelet->version);
	ingot_record_give(&object, "components", &components);
	return object;
}

/* An image as it was published: what an upload may add are texts and numbers. */
static struct ingot_record image_of(const struct ingot_json *image)
{
	struct ingot_record object = ingot_record_object();

	for (struct ingot_json_member member = { 0 }; ingot_json_next(image, &member);) {
		int64_t integer;

		if (ingot_json_text(member.value))
			ingot_record_text(&object, member.key, ingot_json_text(member.value));
		else if (ingot_json_integer(member.value, (int64_t[]){ INT64_MIN, INT64_MAX },
					    &integer) == 0)
			ingot_record_integer(&object, member.key, integer);
	}
	return object;
}

static struct ingot_record images_of(const struct ingot_image_list *list, const char *csp)
{
	struct ingot_record images = ingot_record_list();

	for (size_t i = 0; i < ingot_json_count(list->images); i++) {
		const struct ingot_json *image = ingot_json_at(list->images, i);
		ingot_scoped(ingot_record_drop) struct ingot_record object = { 0 };
		const char *platform;

		if (ingot_json_get_text(image, "platform", &platform) < 0 ||
		    strcasecmp(platform, csp) != 0)
			continue;
		object = image_of(image);
		ingot_record_give(&images, NULL, &object);
	}
	return images;
}

static struct ingot_record values_of(const struct ingot_golden_bank *bank)
{
	struct ingot_digest values[INGOT_GOLDEN_VALUE_COUNT_MAX];
	struct ingot_record object = ingot_record_object();

	for (unsigned i = 0; i < INGOT_PCR_COUNT; i++) {
		ingot_scoped(ingot_record_drop) struct ingot_record list = { 0 };
		size_t count = ingot_export_values(bank, i, values);
		char key[INDEX_SIZE];

		if (count == 0)
			continue;
		list = ingot_record_list();
		for (size_t v = 0; v < count; v++)
			ingot_record_digest(&list, NULL, &values[v]);
		(void)snprintf(key, sizeof(key), "%u", i);
		ingot_record_give(&object, key, &list);
	}
	return object;
}

static struct ingot_record measurements_of(const struct ingot_golden_entry *entry)
{
	struct ingot_record object = ingot_record_object();

	for (size_t b = 0; b < entry->bank_count; b++) {
		ingot_scoped(ingot_record_drop) struct ingot_record values =
			values_of(&entry->bank[b]);

		ingot_record_give(&object, ingot_hash_name(entry->bank[b].hash), &values);
	}
	return object;
}

struct ingot_record ingot_export_write_node(const struct ingot_export *export)
{
	const struct ingot_publication *publication = export->source->publication;
	const struct ingot_golden_entry *entry = export->entry;
	ingot_scoped(ingot_record_drop) struct ingot_record kubernetes =
		kubernetes_of(&export->source->components);
	ingot_scoped(ingot_record_drop) struct ingot_record images =
		images_of(&export->source->images, entry->csp);
	ingot_scoped(ingot_record_drop) struct ingot_record measurements = measurements_of(entry);
	struct ingot_record root = ingot_record_object();
	char expires[INGOT_TIMESTAMP_SIZE] = "";

	(void)ingot_timestamp_write(publication->head.expires, expires);
	ingot_record_text(&root, "schema", INGOT_EXPORT_NODE_SCHEMA);
	ingot_record_text(&root, "version", publication->head.version.text);
	ingot_record_text(&root, "ref", publication->head.ref);
	ingot_record_text(&root, "stream", publication->head.stream);
	ingot_record_text(&root, "expires", expires);
	ingot_record_text(&root, "floor", publication->floor.text);
	ingot_record_text(&root, "csp", entry->csp);
	ingot_record_text(&root, "attestationVariant", entry->attestation_variant);
	ingot_record_give(&root, "kubernetes", &kubernetes);
	ingot_record_give(&root, "images", &images);
	ingot_record_give(&root, "measurements", &measurements);
	return root;
}
