/* SPDX-License-Identifier: Apache-2.0 */
/* Which releases a store has. */
#include "cli/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"

/* releases/<ref>/<stream>/<version> */
#define LEVELS 3

/* struct walk - where in the tree of releases we are. */
struct walk {
	struct ingot_catalog catalog;
	struct ingot_reason *reason;
};

void ingot_catalog_drop(struct ingot_catalog *catalog)
{
	free(catalog->entries);
	*catalog = (struct ingot_catalog){ 0 };
}

static void scoped_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

static int add(struct walk *walk, const struct ingot_publication *publication)
{
	struct ingot_catalog *catalog = &walk->catalog;
	struct ingot_catalog_entry *longer;

	if (catalog->count == INGOT_CATALOG_COUNT_MAX)
		return ingot_refuse(walk->reason, -EFBIG, "more than %d releases",
				    INGOT_CATALOG_COUNT_MAX);
	longer = reallocarray(catalog->entries, catalog->count + 1, sizeof(*longer));
	if (!longer)
		return ingot_refuse(walk->reason, -ENOMEM, "out of memory");
	catalog->entries = longer;
	longer[catalog->count++] =
		(struct ingot_catalog_entry){ publication->head, publication->floor,
					      publication->file_count };
	return 0;
}

static int read_release(struct walk *walk, const char *folder)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) struct ingot_publication *publication =
		malloc(sizeof(*publication));
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r;

	if (!publication || asprintf(&path, "%s/" INGOT_PUBLICATION_INDEX, folder) < 0)
		return ingot_refuse(walk->reason, -ENOMEM, "out of memory");
	r = ingot_file_read(path, INGOT_PUBLICATION_SIZE_MAX, &file);
	if (r < 0)
		return ingot_refuse(walk->reason, r, "%s: %s", path, strerror(-r));
	r = ingot_publication_read(ingot_file_bytes(&file), NULL, publication);
	if (r < 0)
		return ingot_refuse(walk->reason, r, "%s: damaged", path);
	return add(walk, publication);
}

static int read_folder(struct walk *walk, const char *path, unsigned level)
{
	ingot_scoped(scoped_folder) DIR *folder = NULL;

	if (level == LEVELS)
		return read_release(walk, path);
	folder = opendir(path);
	if (!folder && errno == ENOENT)
		return 0;
	if (!folder)
		return ingot_refuse(walk->reason, -errno, "%s: %s", path, strerror(errno));
	for (const struct dirent *entry; (entry = readdir(folder));) {
		ingot_scoped(ingot_scoped_free) char *below = NULL;
		int r;

		if (ingot_publication_name_check(entry->d_name) < 0)
			continue;
		if (asprintf(&below, "%s/%s", path, entry->d_name) < 0)
			return ingot_refuse(walk->reason, -ENOMEM, "out of memory");
		r = read_folder(walk, below, level + 1);
		if (r < 0)
			return r;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct ingot_publication_head *one = &((const struct ingot_catalog_entry *)a)->head;
	const struct ingot_publication_head *two = &((const struct ingot_catalog_entry *)b)->head;
	int order = strcmp(one->ref, two->ref);

	if (order == 0)
		order = strcmp(one->stream, two->stream);
	return order ? order : ingot_version_compare(&one->version, &two->version);
}

int ingot_catalog_read(const struct ingot_store *store, struct ingot_reason *reason,
		       struct ingot_catalog *ret_catalog)
{
	ingot_scoped(ingot_scoped_free) char *path = ingot_store_path(store, INGOT_STORE_RELEASES);
	struct walk walk = { .reason = reason };
	int r = path ? read_folder(&walk, path, 0) : ingot_refuse(reason, -ENOMEM, "out of memory");

	if (r < 0) {
		ingot_catalog_drop(&walk.catalog);
		return r;
	}
	if (walk.catalog.count > 0)
		qsort(walk.catalog.entries, walk.catalog.count, sizeof(*walk.catalog.entries),
		      compare);
	*ret_catalog = walk.catalog;
	return 0;
}

const struct ingot_catalog_entry *ingot_catalog_latest(const struct ingot_catalog *catalog,
						       const char *ref, const char *stream)
{
	const struct ingot_catalog_entry *latest = NULL;

	for (size_t i = 0; i < catalog->count; i++)
		if (strcmp(catalog->entries[i].head.ref, ref) == 0 &&
		    strcmp(catalog->entries[i].head.stream, stream) == 0)
			latest = &catalog->entries[i];
	return latest;
}
