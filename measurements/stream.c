/* SPDX-License-Identifier: Apache-2.0 */
/* A stream of a publication tree that is written to. */
#include "measurements/stream.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "base/file.h"
#include "base/scoped.h"
#include "command/report.h"
#include "measurements/detached_writer.h"
#include "measurements/folder.h"
#include "measurements/publication_writer.h"
#include "measurements/release.h"
#include "measurements/staging.h"

#define VERSION_COUNT_MAX 65536

int ingot_stream_open(const char *tree, bool may_make, struct ingot_stream *stream)
{
	char within[INGOT_PUBLICATION_PATH_SIZE];
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	ingot_scoped(ingot_scoped_close) int lock = -1;
	int r;

	if (ingot_publication_stream_path(stream->ref, stream->name, within) < 0)
		return ingot_cmd_refuse(tree,
					"ref and stream are [A-Za-z0-9._-], without a dot at the "
					"start, 128 characters at most");
	r = ingot_folder_join(tree, within, &path);
	if (r == 0 && may_make)
		r = ingot_folder_make(path);
	if (r < 0)
		return ingot_cmd_fail(path ? path : tree, r, NULL);
	lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX) < 0)
		return ingot_cmd_fail(path, -errno, NULL);
	stream->path = path;
	path = NULL;
	stream->lock = lock;
	lock = -1;
	return ingot_staging_clear(stream);
}

void ingot_stream_close(struct ingot_stream *stream)
{
	free(stream->path);
	ingot_scoped_close(&stream->lock);
	*stream = (struct ingot_stream)INGOT_STREAM_NONE;
}

int ingot_stream_folder(const struct ingot_stream *stream, const struct ingot_version *version,
			char **ret_folder)
{
	char *folder;

	if (asprintf(&folder, "%s/%s/image", stream->path, version->text) < 0)
		return ingot_cmd_fail(stream->path, -ENOMEM, NULL);
	*ret_folder = folder;
	return INGOT_EXIT_OK;
}

bool ingot_stream_has(const struct ingot_stream *stream, const struct ingot_version *version)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;

	return ingot_folder_join(stream->path, version->text, &path) == 0 &&
	       ingot_folder_exists(path);
}

int ingot_stream_read(const struct ingot_stream *stream, const struct ingot_version *version,
		      const struct ingot_public_key *key, struct ingot_publication *ret_publication)
{
	ingot_scoped(ingot_scoped_free) char *folder = NULL;
	struct ingot_publication publication;
	int r = ingot_stream_folder(stream, version, &folder);

	if (r == INGOT_EXIT_OK)
		r = ingot_release_read_index(folder, key, &publication);
	if (r != INGOT_EXIT_OK)
		return r;
	if (ingot_version_compare(&publication.head.version, version) != 0 ||
	    strcmp(publication.head.ref, stream->ref) != 0 ||
	    strcmp(publication.head.stream, stream->name) != 0) {
		(void)ingot_cmd_refuse(folder, "its index is of version %s, ref %s, stream %s",
				       publication.head.version.text, publication.head.ref,
				       publication.head.stream);
		return INGOT_EXIT_UNTRUSTED;
	}
	*ret_publication = publication;
	return INGOT_EXIT_OK;
}

static int by_age(const void *a, const void *b)
{
	return ingot_version_compare(a, b);
}

static void close_directory(DIR **directory)
{
	if (*directory)
		(void)closedir(*directory);
}

static int add_version(const char *name, struct ingot_version **versions, size_t *count)
{
	struct ingot_version version;
	struct ingot_version *more;

	if (ingot_version_read(ingot_bytes_of_text(name), &version) < 0)
		return 0;
	if (*count == VERSION_COUNT_MAX)
		return -EFBIG;
	more = reallocarray(*versions, *count + 1, sizeof(version));
	if (!more)
		return -ENOMEM;
	more[(*count)++] = version;
	*versions = more;
	return 0;
}

int ingot_stream_versions(const struct ingot_stream *stream, struct ingot_version **ret_versions,
			  size_t *ret_count)
{
	ingot_scoped(close_directory) DIR *directory = opendir(stream->path);
	ingot_scoped(ingot_scoped_free) struct ingot_version *versions = NULL;
	const struct dirent *entry;
	size_t count = 0;
	int r = directory ? 0 : -errno;

	while (r == 0) {
		errno = 0;
		entry = readdir(directory);
		if (!entry) {
			r = -errno;
			break;
		}
		r = add_version(entry->d_name, &versions, &count);
	}
	if (r < 0)
		return ingot_cmd_fail(stream->path, r, NULL);
	if (count > 0)
		qsort(versions, count, sizeof(versions[0]), by_age);
	*ret_versions = versions;
	versions = NULL;
	*ret_count = count;
	return INGOT_EXIT_OK;
}

/* latest.json and its signature are those already. */
static bool is_latest(const char *path, struct ingot_bytes text, const struct ingot_public_key *key)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file signature = { 0 };
	ingot_scoped(ingot_scoped_free) char *beside = NULL;
	struct ingot_reason reason = { 0 };

	if (asprintf(&beside, "%s" INGOT_DETACHED_SUFFIX, path) < 0) {
		beside = NULL;
		return false;
	}
	return ingot_file_read(path, INGOT_PUBLICATION_SIZE_MAX, &file) == 0 &&
	       ingot_file_read(beside, INGOT_DETACHED_TEXT_SIZE_MAX, &signature) == 0 &&
	       ingot_bytes_equal(ingot_file_bytes(&file), text) &&
	       ingot_detached_check(key, text, ingot_file_bytes(&signature), &reason) == 0;
}

static int write_latest(const struct ingot_stream *stream, struct ingot_bytes text,
			const struct ingot_signer *signer)
{
	int r = ingot_staging_begin(stream);

	if (r == INGOT_EXIT_OK)
		r = ingot_staging_add_signed(stream, INGOT_PUBLICATION_LATEST, text, signer);
	if (r == INGOT_EXIT_OK)
		r = ingot_staging_show(stream, INGOT_PUBLICATION_LATEST INGOT_DETACHED_SUFFIX);
	if (r == INGOT_EXIT_OK)
		r = ingot_staging_show(stream, INGOT_PUBLICATION_LATEST);
	return r == INGOT_EXIT_OK ? ingot_staging_clear(stream) : r;
}

int ingot_stream_update_latest(const struct ingot_stream *stream, const struct ingot_signer *signer,
			       bool *ret_changed)
{
	ingot_scoped(ingot_scoped_free) struct ingot_version *versions = NULL;
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_publication newest;
	size_t count, size;
	int r = ingot_stream_versions(stream, &versions, &count);

	*ret_changed = false;
	if (r != INGOT_EXIT_OK || count == 0)
		return r;
	r = ingot_stream_read(stream, &versions[count - 1], ingot_signer_public(signer), &newest);
	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_folder_join(stream->path, INGOT_PUBLICATION_LATEST, &path);
	if (r == 0)
		r = ingot_publication_write_latest(&newest.head, &text, &size);
	if (r < 0)
		return ingot_cmd_fail(path ? path : stream->path, r, NULL);
	if (is_latest(path, ingot_bytes_of_text(text), ingot_signer_public(signer)))
		return INGOT_EXIT_OK;
	*ret_changed = true;
	return write_latest(stream, ingot_bytes_of_text(text), signer);
}
