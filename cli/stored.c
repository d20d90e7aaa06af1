/* SPDX-License-Identifier: Apache-2.0 */
/* The golden values that a user names. */
#include "cli/stored.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/catalog.h"
#include "measurements/golden_reader.h"

void ingot_stored_drop(struct ingot_stored *stored)
{
	free(stored->path);
	ingot_golden_free(stored->golden);
	*stored = (struct ingot_stored){ 0 };
}

static int find_latest(const struct ingot_store *store, const struct ingot_stored_name *name,
		       struct ingot_reason *reason, struct ingot_version *ret_version)
{
	ingot_scoped(ingot_catalog_drop) struct ingot_catalog catalog = { 0 };
	const struct ingot_catalog_entry *latest;
	int r = ingot_catalog_read(store, reason, &catalog);

	if (r < 0)
		return r;
	latest = ingot_catalog_latest(&catalog, name->ref, name->stream);
	if (!latest)
		return ingot_refuse(reason, -ENOENT, "%s: no release of stream %s, ref %s",
				    store->root, name->stream, name->ref);
	*ret_version = latest->head.version;
	return 0;
}

int ingot_stored_path(const struct ingot_store *store, const struct ingot_stored_name *name,
		      const char *file, struct ingot_reason *reason, char **ret_path)
{
	ingot_scoped(ingot_scoped_free) char *folder = NULL;
	struct ingot_publication_head head = { .issued = 0 };
	char *path = NULL;
	int r = 0;

	if (ingot_publication_name_check(name->ref) < 0 ||
	    ingot_publication_name_check(name->stream) < 0)
		return ingot_refuse(reason, -EINVAL, "no such ref or stream can be");
	strcpy(head.ref, name->ref);
	strcpy(head.stream, name->stream);
	if (strcmp(name->text, "latest") == 0)
		r = find_latest(store, name, reason, &head.version);
	else if (ingot_version_read(ingot_bytes_of_text(name->text), &head.version) < 0)
		r = ingot_refuse(reason, -EINVAL, "%s: neither a version nor a path with a '/'",
				 name->text);
	if (r < 0)
		return r;
	if (ingot_store_release(store, &head, &folder) < 0 ||
	    asprintf(&path, "%s/%s", folder, file) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	*ret_path = path;
	return 0;
}

int ingot_stored_read(const struct ingot_store *store, const struct ingot_stored_name *name,
		      struct ingot_reason *reason, struct ingot_stored *ret_stored)
{
	ingot_scoped(ingot_stored_drop) struct ingot_stored stored = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_fault fault = { 0 };
	int r = 0;

	if (strchr(name->text, '/'))
		stored.path = strdup(name->text);
	else
		r = ingot_stored_path(store, name, INGOT_PUBLICATION_MEASUREMENTS, reason,
				      &stored.path);
	if (r < 0)
		return r;
	if (!stored.path)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_file_read(stored.path, INGOT_JSON_SIZE_MAX, &file);
	if (r == -ENOENT && !strchr(name->text, '/'))
		return ingot_refuse(reason, r, "%s: no release %s of stream %s, ref %s",
				    store->root, name->text, name->stream, name->ref);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", stored.path,
				    r == -EFBIG ? "too large" : strerror(-r));
	r = ingot_golden_read(ingot_file_bytes(&file), &fault, &stored.golden);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", stored.path,
				    fault.rule ? fault.rule : strerror(-r));
	*ret_stored = stored;
	stored = (struct ingot_stored){ 0 };
	return 0;
}
