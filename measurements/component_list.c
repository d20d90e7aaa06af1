/* SPDX-License-Identifier: Apache-2.0 */
/* components.json: what of Kubernetes is in a root file system. */
#include "measurements/component_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/scoped.h"
#include "measurements/text.h"

static const char *const file_keys[] = { "schema", "set", "components", NULL };
static const char *const component_keys[] = { "name", "version", "sha256", "path", "source", NULL };

static bool read_line(const struct ingot_json *object, const char *key, const char **ret_line)
{
	return ingot_json_get_text(object, key, ret_line) == 0 && ingot_text_is_line(*ret_line);
}

static bool read_component(const struct ingot_json *object, struct ingot_component *component)
{
	struct ingot_digest digest;

	return read_line(object, "name", &component->name) &&
	       read_line(object, "version", &component->version) &&
	       read_line(object, "sha256", &component->sha256) &&
	       read_line(object, "path", &component->path) &&
	       read_line(object, "source", &component->source) &&
	       !ingot_json_unknown_key(object, component_keys) &&
	       ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(component->sha256),
				     &digest) == 0;
}

static int read_all(const struct ingot_json *array, struct ingot_fault *fault,
		    struct ingot_component_list *list)
{
	size_t count = ingot_json_count(array);

	if (count > INGOT_COMPONENT_COUNT_MAX) {
		(void)ingot_fault_at(fault, 0, "more components than a release has");
		return -EFBIG;
	}
	list->components = calloc(count + 1, sizeof(*list->components));
	if (!list->components)
		return -ENOMEM;
	for (; list->count < count; list->count++)
		if (!read_component(ingot_json_at(array, list->count),
				    &list->components[list->count]))
			return ingot_fault_at(fault, 0,
					      "a component that is not name, version, sha256, "
					      "path and source");
	return 0;
}

int ingot_component_list_read(struct ingot_bytes text, struct ingot_fault *fault,
			      struct ingot_component_list *ret_list)
{
	ingot_scoped(ingot_component_list_drop) struct ingot_component_list list = { 0 };
	const struct ingot_json *array;
	const char *schema;
	int r = ingot_json_parse(text, fault, &list.root);

	if (r < 0)
		return r;
	if (ingot_json_get_text(list.root, "schema", &schema) < 0 ||
	    strcmp(schema, INGOT_COMPONENTS_SCHEMA) != 0)
		return ingot_fault_at(fault, 0, "schema is not " INGOT_COMPONENTS_SCHEMA);
	if (ingot_json_unknown_key(list.root, file_keys))
		return ingot_fault_at(fault, 0, "a key that the schema does not have");
	r = ingot_json_get_text(list.root, "set", &list.set);
	if (r == -EBADMSG || (r == 0 && !ingot_text_is_line(list.set)))
		return ingot_fault_at(fault, 0, "set is no line of text");
	if (ingot_json_get(list.root, "components", INGOT_JSON_ARRAY, &array) < 0)
		return ingot_fault_at(fault, 0, "no list of components");
	r = read_all(array, fault, &list);
	if (r < 0)
		return r;
	*ret_list = list;
	list = (struct ingot_component_list){ 0 };
	return 0;
}

const struct ingot_component *ingot_component_find(const struct ingot_component_list *list,
						   const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->components[i].name, name) == 0)
			return &list->components[i];
	return NULL;
}

void ingot_component_list_drop(struct ingot_component_list *list)
{
	free(list->components);
	ingot_json_free(list->root);
	*list = (struct ingot_component_list){ 0 };
}
