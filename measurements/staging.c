/* SPDX-License-Identifier: Apache-2.0 */
/* A release in the making. */
#include "measurements/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/scoped.h"
#include "command/report.h"
#include "measurements/detached_writer.h"
#include "measurements/folder.h"
#include "measurements/publication_writer.h"
#include "measurements/release.h"
#include "measurements/stream.h"

#define STAGING       ".staging"
#define STAGING_IMAGE STAGING "/image"

int ingot_staging_clear(const struct ingot_stream *stream)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r = ingot_folder_join(stream->path, STAGING, &path);

	if (r == 0)
		r = ingot_folder_remove(path);
	return r < 0 ? ingot_cmd_fail(path ? path : stream->path, r, NULL) : INGOT_EXIT_OK;
}

int ingot_staging_begin(const struct ingot_stream *stream)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r = ingot_staging_clear(stream);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_folder_join(stream->path, STAGING_IMAGE, &path);
	if (r == 0)
		r = ingot_folder_make(path);
	return r < 0 ? ingot_cmd_fail(path ? path : stream->path, r, NULL) : INGOT_EXIT_OK;
}

static int path_of(const struct ingot_stream *stream, const char *name, char **ret_path)
{
	char *path;

	if (asprintf(&path, "%s/" STAGING_IMAGE "/%s", stream->path, name) < 0)
		return ingot_cmd_fail(stream->path, -ENOMEM, NULL);
	*ret_path = path;
	return INGOT_EXIT_OK;
}

int ingot_staging_add(const struct ingot_stream *stream, const char *name,
		      struct ingot_bytes content)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r = path_of(stream, name, &path);

	return r == INGOT_EXIT_OK ? ingot_cmd_emit(path, content) : r;
}

int ingot_staging_add_signed(const struct ingot_stream *stream, const char *name,
			     struct ingot_bytes content, const struct ingot_signer *signer)
{
	char signature[INGOT_DETACHED_TEXT_SIZE_MAX + 1];
	char beside[INGOT_PUBLICATION_NAME_SIZE + sizeof(INGOT_DETACHED_SUFFIX)];
	struct ingot_reason reason = { 0 };
	int r = ingot_staging_add(stream, name, content);

	if (r != INGOT_EXIT_OK)
		return r;
	if (ingot_detached_make(signer, content, &reason, signature) < 0)
		return ingot_cmd_refuse(name, "%s", reason.text);
	(void)snprintf(beside, sizeof(beside), "%s" INGOT_DETACHED_SUFFIX, name);
	return ingot_staging_add(stream, beside, ingot_bytes_of_text(signature));
}

int ingot_staging_add_image(const struct ingot_stream *stream, const struct ingot_raw_image *image)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r = path_of(stream, image->name, &path);

	return r == INGOT_EXIT_OK ? ingot_raw_image_copy(image, path) : r;
}

/* Made anew with each index. */
static bool is_of_index(const char *name)
{
	return strcmp(name, INGOT_PUBLICATION_INDEX) == 0 ||
	       strcmp(name, INGOT_PUBLICATION_INDEX INGOT_DETACHED_SUFFIX) == 0;
}

static int take_over(const struct ingot_stream *stream, const char *folder, const char *name)
{
	ingot_scoped(ingot_scoped_free) char *from = NULL;
	ingot_scoped(ingot_scoped_free) char *to = NULL;
	int r = path_of(stream, name, &to);

	if (r != INGOT_EXIT_OK)
		return r;
	if (ingot_folder_join(folder, name, &from) < 0)
		return ingot_cmd_fail(folder, -ENOMEM, NULL);
	return link(from, to) < 0 ? ingot_cmd_fail(from, -errno, NULL) : INGOT_EXIT_OK;
}

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

int ingot_staging_take_over(const struct ingot_stream *stream, const struct ingot_version *version)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	ingot_scoped(close_folder) DIR *folder = NULL;
	const struct dirent *entry;
	int r = ingot_stream_folder(stream, version, &path);

	if (r != INGOT_EXIT_OK)
		return r;
	folder = opendir(path);
	if (!folder)
		return ingot_cmd_fail(path, -errno, NULL);
	for (errno = 0; r == INGOT_EXIT_OK && (entry = readdir(folder)); errno = 0)
		if (entry->d_name[0] != '.' && !is_of_index(entry->d_name))
			r = take_over(stream, path, entry->d_name);
	return r == INGOT_EXIT_OK && errno ? ingot_cmd_fail(path, -errno, NULL) : r;
}

int ingot_staging_add_index(const struct ingot_stream *stream,
			    const struct ingot_publication *publication,
			    const struct ingot_signer *signer)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r = ingot_publication_write(publication, &text, &size);

	if (r < 0)
		return ingot_cmd_fail(INGOT_PUBLICATION_INDEX, r, NULL);
	return ingot_staging_add_signed(stream, INGOT_PUBLICATION_INDEX, ingot_bytes_of_text(text),
					signer);
}

int ingot_staging_check(const struct ingot_stream *stream, const struct ingot_signer *signer)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	struct ingot_publication publication;
	int r;

	if (ingot_folder_join(stream->path, STAGING_IMAGE, &path) < 0)
		return ingot_cmd_fail(stream->path, -ENOMEM, NULL);
	r = ingot_release_read_index(path, ingot_signer_public(signer), &publication);
	if (r == INGOT_EXIT_OK)
		r = ingot_release_check(path, ingot_signer_public(signer), &publication);
	return r;
}

/* Everything that the rename shows has to be on the disk before the rename is. */
static int move(const struct ingot_stream *stream, const struct ingot_version *version,
		unsigned flags)
{
	ingot_scoped(ingot_scoped_free) char *image = NULL;
	ingot_scoped(ingot_scoped_free) char *from = NULL;
	ingot_scoped(ingot_scoped_free) char *to = NULL;
	int r = ingot_folder_join(stream->path, STAGING_IMAGE, &image);

	if (r == 0)
		r = ingot_folder_join(stream->path, STAGING, &from);
	if (r == 0)
		r = ingot_folder_join(stream->path, version->text, &to);
	if (r == 0)
		r = ingot_folder_flush(image);
	if (r == 0)
		r = ingot_folder_flush(from);
	if (r == 0 && renameat2(AT_FDCWD, from, AT_FDCWD, to, flags) < 0)
		r = -errno;
	if (r == -EINVAL)
		return ingot_cmd_refuse(stream->path,
					"this file system cannot exchange two folders in one step: "
					"write to a local one, and copy the tree");
	if (r == 0)
		r = ingot_folder_flush(stream->path);
	return r < 0 ? ingot_cmd_fail(to ? to : stream->path, r, NULL) : INGOT_EXIT_OK;
}

int ingot_staging_publish(const struct ingot_stream *stream, const struct ingot_version *version)
{
	return move(stream, version, RENAME_NOREPLACE);
}

int ingot_staging_show(const struct ingot_stream *stream, const char *name)
{
	ingot_scoped(ingot_scoped_free) char *from = NULL;
	ingot_scoped(ingot_scoped_free) char *to = NULL;
	int r = path_of(stream, name, &from);

	if (r != INGOT_EXIT_OK)
		return r;
	r = ingot_folder_join(stream->path, name, &to);
	if (r == 0 && rename(from, to) < 0)
		r = -errno;
	if (r == 0)
		r = ingot_folder_flush(stream->path);
	return r < 0 ? ingot_cmd_fail(to ? to : name, r, NULL) : INGOT_EXIT_OK;
}

int ingot_staging_exchange(const struct ingot_stream *stream, const struct ingot_version *version)
{
	int r = move(stream, version, RENAME_EXCHANGE);

	return r == INGOT_EXIT_OK ? ingot_staging_clear(stream) : r;
}
