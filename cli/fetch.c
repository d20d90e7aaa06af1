/* SPDX-License-Identifier: Apache-2.0 */
/* From a source into the store, verified in between. */
#include "cli/fetch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "cli/origin.h"
#include "cli/seen.h"
#include "cli/signed_file.h"
#include "measurements/golden_reader.h"

/* struct fetched - a release while it is put together. */
struct fetched {
	const struct ingot_fetch *fetch;
	char path[INGOT_PUBLICATION_PATH_SIZE]; /* within the source */
	struct ingot_signed_file index;
	struct ingot_publication publication;
	char *stage;
};

static void fetched_drop(struct fetched *fetched)
{
	ingot_signed_file_drop(&fetched->index);
	free(fetched->stage);
}

static struct ingot_signed_file_question question(const struct ingot_fetch *fetch)
{
	return (struct ingot_signed_file_question){ fetch->source, fetch->keys,
						    INGOT_FETCH_ATTEMPTS };
}

static int read_latest(const struct ingot_fetch *fetch, struct ingot_reason *reason,
		       struct ingot_version *ret_version)
{
	ingot_scoped(ingot_signed_file_drop) struct ingot_signed_file file = { 0 };
	const struct ingot_signed_file_question ask = question(fetch);
	const struct ingot_publication_wanted wanted = { NULL, fetch->ref, fetch->stream,
							 fetch->now };
	char stream[INGOT_PUBLICATION_PATH_SIZE];
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	struct ingot_publication_head head;
	struct ingot_fault fault = { 0 };
	struct ingot_reason why = { .text = "" };
	int r = ingot_publication_stream_path(fetch->ref, fetch->stream, stream);

	if (r < 0 || asprintf(&path, "%s/" INGOT_PUBLICATION_LATEST, stream) < 0)
		return ingot_refuse(reason, r < 0 ? r : -ENOMEM, "no such ref or stream");
	r = ingot_signed_file_read(&ask, path, INGOT_PUBLICATION_SIZE_MAX, reason, &file);
	if (r < 0)
		return r;
	r = ingot_publication_read_latest(ingot_file_bytes(&file.content), &fault, &head);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path,
				    fault.rule ? fault.rule : strerror(-r));
	r = ingot_publication_head_check(&head, &wanted, &why);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, why.text);
	*ret_version = head.version;
	return 0;
}

static int read_index(struct fetched *fetched, const struct ingot_version *version,
		      struct ingot_reason *reason)
{
	const struct ingot_fetch *fetch = fetched->fetch;
	const struct ingot_signed_file_question ask = question(fetch);
	const struct ingot_publication_wanted wanted = { version, fetch->ref, fetch->stream,
							 fetch->now };
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	struct ingot_fault fault = { 0 };
	struct ingot_reason why = { .text = "" };
	int r = ingot_publication_path(fetch->ref, fetch->stream, version, fetched->path);

	if (r < 0 || asprintf(&path, "%s/" INGOT_PUBLICATION_INDEX, fetched->path) < 0)
		return ingot_refuse(reason, r < 0 ? r : -ENOMEM, "no such ref or stream");
	r = ingot_signed_file_read(&ask, path, INGOT_PUBLICATION_SIZE_MAX, reason, &fetched->index);
	if (r < 0)
		return r;
	r = ingot_publication_read(ingot_file_bytes(&fetched->index.content), &fault,
				   &fetched->publication);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path,
				    fault.rule ? fault.rule : strerror(-r));
	r = ingot_publication_check(&fetched->publication, &wanted, &why);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path, why.text) : 0;
}

static int stage(const struct fetched *fetched, const char *name, struct ingot_bytes content,
		 struct ingot_reason *reason)
{
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r;

	if (asprintf(&path, "%s/%s", fetched->stage, name) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_file_write(path, content, 0644);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", path, strerror(-r)) : 0;
}

static int stage_signed(const struct fetched *fetched, const char *name,
			const struct ingot_signed_file *file, struct ingot_reason *reason)
{
	char beside[INGOT_PUBLICATION_NAME_SIZE + sizeof(INGOT_DETACHED_SUFFIX)];
	int r = stage(fetched, name, ingot_file_bytes(&file->content), reason);

	if (r < 0)
		return r;
	(void)snprintf(beside, sizeof(beside), "%s" INGOT_DETACHED_SUFFIX, name);
	return stage(fetched, beside, ingot_file_bytes(&file->signature), reason);
}

static int check_file(const struct ingot_publication_file *file, struct ingot_bytes content,
		      struct ingot_reason *reason)
{
	struct ingot_digest digest;
	int r = ingot_digest_of(INGOT_HASH_SHA256, content, &digest);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: cannot be hashed", file->name);
	if (content.size != file->size)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s: has %zu bytes, the signed index says %" PRIu64, file->name,
				    content.size, file->size);
	if (!ingot_digest_equal(&digest, &file->digest))
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s: is not the file that the signed index names", file->name);
	return 0;
}

static int fetch_file(const struct fetched *fetched, const struct ingot_publication_file *file,
		      struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file content = { 0 };
	char path[INGOT_PUBLICATION_PATH_SIZE + INGOT_PUBLICATION_NAME_SIZE];
	int r;

	(void)snprintf(path, sizeof(path), "%s/%s", fetched->path, file->name);
	/* one byte more than there should be tells that there is more */
	r = ingot_source_read(fetched->fetch->source, path, (size_t)file->size + 1, reason,
			      &content);
	if (r == -EFBIG)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s: has more than the %" PRIu64 " bytes of the signed index",
				    file->name, file->size);
	if (r == 0)
		r = check_file(file, ingot_file_bytes(&content), reason);
	return r < 0 ? r : stage(fetched, file->name, ingot_file_bytes(&content), reason);
}

static int check_sizes(const struct ingot_publication *publication, struct ingot_reason *reason)
{
	uint64_t total = 0;

	for (size_t i = 0; i < publication->file_count; i++) {
		const struct ingot_publication_file *file = &publication->files[i];

		if (file->size > INGOT_FETCH_FILE_SIZE_MAX ||
		    file->size > INGOT_FETCH_TOTAL_SIZE_MAX - total)
			return ingot_refuse(reason, -EFBIG, "%s: %" PRIu64 " bytes are too many",
					    file->name, file->size);
		total += file->size;
	}
	return 0;
}

/* What measurements.json says of itself has to be what the index says of it. */
static int check_golden(const struct ingot_publication_head *head, struct ingot_bytes text,
			struct ingot_reason *reason)
{
	ingot_scoped(ingot_golden_scoped) struct ingot_golden *golden = NULL;
	struct ingot_fault fault = { 0 };
	int r = ingot_golden_read(text, &fault, &golden);

	if (r < 0)
		return ingot_refuse(reason, r, INGOT_PUBLICATION_MEASUREMENTS ": %s",
				    fault.rule ? fault.rule : strerror(-r));
	if (strcmp(golden->version, head->version.text) != 0 ||
	    strcmp(golden->ref, head->ref) != 0 || strcmp(golden->stream, head->stream) != 0)
		return ingot_refuse(reason, -EKEYREJECTED,
				    INGOT_PUBLICATION_MEASUREMENTS
				    ": is of version %s, ref %s, stream %s",
				    golden->version, golden->ref, golden->stream);
	return 0;
}

static int fetch_measurements(const struct fetched *fetched, struct ingot_reason *reason)
{
	ingot_scoped(ingot_signed_file_drop) struct ingot_signed_file file = { 0 };
	const struct ingot_publication_file *named =
		ingot_publication_find(&fetched->publication, INGOT_PUBLICATION_MEASUREMENTS);
	const struct ingot_signed_file_question ask = question(fetched->fetch);
	char path[INGOT_PUBLICATION_PATH_SIZE + INGOT_PUBLICATION_NAME_SIZE];
	int r;

	(void)snprintf(path, sizeof(path), "%s/%s", fetched->path, named->name);
	r = ingot_signed_file_read(&ask, path, (size_t)named->size + 1, reason, &file);
	if (r == 0)
		r = check_file(named, ingot_file_bytes(&file.content), reason);
	if (r == 0)
		r = check_golden(&fetched->publication.head, ingot_file_bytes(&file.content),
				 reason);
	return r < 0 ? r : stage_signed(fetched, named->name, &file, reason);
}

static int fetch_files(struct fetched *fetched, struct ingot_reason *reason)
{
	const struct ingot_publication *publication = &fetched->publication;
	int r = ingot_store_stage(fetched->fetch->store, &fetched->stage);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", fetched->fetch->store->root, strerror(-r));
	r = stage_signed(fetched, INGOT_PUBLICATION_INDEX, &fetched->index, reason);
	if (r == 0)
		r = fetch_measurements(fetched, reason);
	for (size_t i = 0; i < publication->file_count && r == 0; i++)
		if (strcmp(publication->files[i].name, INGOT_PUBLICATION_MEASUREMENTS) != 0)
			r = fetch_file(fetched, &publication->files[i], reason);
	return r;
}

static bool same_files(const struct ingot_publication *a, const struct ingot_publication *b)
{
	if (a->file_count != b->file_count)
		return false;
	for (size_t i = 0; i < a->file_count; i++)
		if (strcmp(a->files[i].name, b->files[i].name) != 0 ||
		    a->files[i].size != b->files[i].size ||
		    !ingot_digest_equal(&a->files[i].digest, &b->files[i].digest))
			return false;
	return true;
}

/* Returns 1 if exactly this index is in the store; 0 if not, or another one of the same files. */
static int compare_stored(const struct fetched *fetched, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *folder = NULL;
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	ingot_scoped(ingot_scoped_free) struct ingot_publication *stored = malloc(sizeof(*stored));
	int r = ingot_store_release(fetched->fetch->store, &fetched->publication.head, &folder);

	if (r < 0 || !stored || asprintf(&path, "%s/" INGOT_PUBLICATION_INDEX, folder) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_file_read(path, INGOT_PUBLICATION_SIZE_MAX, &file);
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = ingot_publication_read(ingot_file_bytes(&file), NULL, stored);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: damaged: remove %s to fetch it anew", path,
				    folder);
	if (!same_files(stored, &fetched->publication))
		return ingot_refuse(reason, -EKEYREJECTED,
				    "version %s was published before with other files",
				    fetched->publication.head.version.text);
	return ingot_bytes_equal(ingot_file_bytes(&file),
				 ingot_file_bytes(&fetched->index.content));
}

static int commit(const struct fetched *fetched, struct ingot_seen *seen,
		  const struct ingot_digest *key, struct ingot_reason *reason)
{
	const struct ingot_fetch *fetch = fetched->fetch;
	const struct ingot_origin origin = { fetch->source->location, *key, fetch->now };
	ingot_scoped(ingot_scoped_free) char *origin_path = NULL;
	ingot_scoped(ingot_scoped_free) char *seen_path = NULL;
	int r;

	if (asprintf(&origin_path, "%s/" INGOT_STORE_ORIGIN, fetched->stage) < 0 ||
	    asprintf(&seen_path, "%s-" INGOT_STORE_SEEN, fetched->stage) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_origin_write(&origin, origin_path);
	if (r == 0)
		r = ingot_seen_note(seen, key, &fetched->publication);
	if (r == 0)
		r = ingot_seen_write(seen, seen_path);
	if (r == 0)
		r = ingot_store_commit(fetch->store, fetched->stage, &fetched->publication.head,
				       seen_path);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", fetch->store->root, strerror(-r)) : 1;
}

static int fetch_checked(struct fetched *fetched, struct ingot_seen *seen,
			 struct ingot_reason *reason)
{
	const struct ingot_fetch *fetch = fetched->fetch;
	struct ingot_reason why = { .text = "" };
	struct ingot_digest key;
	int r = ingot_digest_of(INGOT_HASH_SHA256, ingot_public_key_der(&fetched->index.key), &key);

	if (r < 0)
		return ingot_refuse(reason, r, "a key cannot be hashed");
	r = ingot_seen_check(seen, &key, &fetched->publication, fetch->older && fetch->version,
			     &why);
	if (r < 0)
		return ingot_refuse(reason, r, "%s/" INGOT_PUBLICATION_INDEX ": %s", fetched->path,
				    why.text);
	r = check_sizes(&fetched->publication, reason);
	if (r == 0)
		r = compare_stored(fetched, reason);
	if (r != 0)
		return r < 0 ? r : 0;
	r = fetch_files(fetched, reason);
	return r < 0 ? r : commit(fetched, seen, &key, reason);
}

int ingot_fetch_release(const struct ingot_fetch *fetch, struct ingot_reason *reason,
			struct ingot_publication *ret_publication)
{
	ingot_scoped(fetched_drop) struct fetched fetched = { .fetch = fetch };
	ingot_scoped(ingot_seen_drop) struct ingot_seen seen = { 0 };
	ingot_scoped(ingot_scoped_free) char *seen_path =
		ingot_store_path(fetch->store, INGOT_STORE_SEEN);
	struct ingot_reason why = { .text = "" };
	struct ingot_version version;
	int r;

	if (!seen_path)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_seen_read(seen_path, &why, &seen);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", seen_path, why.text);
	if (fetch->version)
		version = *fetch->version;
	else
		r = read_latest(fetch, reason, &version);
	if (r == 0)
		r = read_index(&fetched, &version, reason);
	if (r == 0)
		r = fetch_checked(&fetched, &seen, reason);
	if (r >= 0)
		*ret_publication = fetched.publication;
	return r;
}
