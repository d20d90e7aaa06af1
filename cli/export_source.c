/* SPDX-License-Identifier: Apache-2.0 */
/* What of a release is exported beside its golden values. */
#include "cli/export_source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"

#define COMPONENTS "components.json"

void ingot_export_source_drop(struct ingot_export_source *source)
{
	free(source->publication);
	ingot_component_list_drop(&source->components);
	ingot_image_list_drop(&source->images);
	*source = (struct ingot_export_source){ 0 };
}

/* A file of the release, and in @reason its path where that fails. */
static int read_file(const struct ingot_store *store, const struct ingot_stored_name *name,
		     const char *file, struct ingot_reason *reason, struct ingot_file *ret_file)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r = ingot_stored_path(store, name, file, reason, &path);

	if (r < 0)
		return r;
	r = ingot_file_read(path, INGOT_IMAGE_LIST_SIZE_MAX, ret_file);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path, strerror(-r)) : 0;
}

static int refuse(struct ingot_reason *reason, int error, const char *file,
		  const struct ingot_fault *fault)
{
	return ingot_refuse(reason, error, "%s: %s", file,
			    fault->rule ? fault->rule : strerror(-error));
}

int ingot_export_source_read_index(const struct ingot_store *store,
				   const struct ingot_stored_name *name,
				   struct ingot_reason *reason, struct ingot_export_source *source)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	int r = read_file(store, name, INGOT_PUBLICATION_INDEX, reason, &file);

	if (r < 0)
		return r;
	source->publication = calloc(1, sizeof(*source->publication));
	if (!source->publication)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_publication_read(ingot_file_bytes(&file), &fault, source->publication);
	return r < 0 ? refuse(reason, r, INGOT_PUBLICATION_INDEX, &fault) : 0;
}

int ingot_export_source_read_rest(const struct ingot_store *store,
				  const struct ingot_stored_name *name, struct ingot_reason *reason,
				  struct ingot_export_source *source)
{
	ingot_scoped(ingot_file_close) struct ingot_file components = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file images = { 0 };
	struct ingot_fault fault = { 0 };
	int r = read_file(store, name, COMPONENTS, reason, &components);

	if (r < 0)
		return r;
	r = ingot_component_list_read(ingot_file_bytes(&components), &fault, &source->components);
	if (r < 0)
		return refuse(reason, r, COMPONENTS, &fault);
	r = read_file(store, name, INGOT_IMAGE_LIST_FILE, reason, &images);
	if (r < 0)
		return r;
	return ingot_image_list_read(ingot_file_bytes(&images), &source->publication->head, reason,
				     &source->images);
}
