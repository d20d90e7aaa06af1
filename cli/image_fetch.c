/* SPDX-License-Identifier: Apache-2.0 */
/* A disk image from a source into a file, verified in between. */
#include "cli/image_fetch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "cli/image_check.h"
#include "cli/part.h"

#define IMAGES "images"
/* Bytes a second below which a whole image is too slow; a run that ended so is gone on with. */
#define SLOWEST ((uint64_t)64 << 10)

/* struct coming - an image while it comes. */
struct coming {
	const struct ingot_image_fetch *fetch;
	struct ingot_listed_image image;
	char path[INGOT_PUBLICATION_PATH_SIZE +
		  INGOT_PUBLICATION_NAME_SIZE]; /* within the source */
	char *output;
	struct ingot_part part;
	bool resumed; /* what is there may be of another run */
	int error;    /* of the file */
};

static void coming_drop(struct coming *coming)
{
	free(coming->output);
	ingot_part_close(&coming->part);
}

void ingot_fetched_image_drop(struct ingot_fetched_image *image)
{
	free(image->path);
	*image = (struct ingot_fetched_image){ 0 };
}

static int on_begin(void *context, uint64_t offset, const char *validator)
{
	struct coming *coming = context;

	coming->resumed = offset > 0;
	coming->error = ingot_part_begin(&coming->part, offset, validator);
	return coming->error;
}

static int on_data(void *context, uint64_t offset, struct ingot_bytes data)
{
	struct coming *coming = context;
	const struct ingot_image_fetch *fetch = coming->fetch;

	coming->error = offset == coming->part.size ? ingot_part_add(&coming->part, data) : -EIO;
	if (coming->error == 0 && fetch->progress)
		fetch->progress(fetch->context, coming->part.size, coming->image.size);
	return coming->error;
}

static int ask(struct coming *coming, struct ingot_reason *reason)
{
	const struct ingot_source_part ask = {
		.path = ingot_http_is_url(coming->image.location) ? coming->image.location
								  : coming->path,
		.size_max = coming->image.size,
		.offset = coming->part.size,
		.validator = coming->part.validator,
		.sink = { coming, on_data, on_begin },
	};
	struct ingot_source source = *coming->fetch->source;
	uint64_t seconds = source.limits.total_seconds + coming->image.size / SLOWEST;
	struct ingot_http_answer answer;
	struct ingot_reason why = { .text = "" };
	int r;

	source.limits.total_seconds = seconds < INT32_MAX ? (unsigned)seconds : INT32_MAX;
	r = ingot_source_get(&source, &ask, &why, &answer);
	if (coming->error < 0)
		return ingot_refuse(reason, coming->error, "%s: %s", coming->part.path,
				    strerror(-coming->error));
	if (r == -EFBIG)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s: has more than the %" PRIu64 " bytes that were signed",
				    ask.path, coming->image.size);
	if (r < 0 && coming->part.size > 0)
		return ingot_refuse(reason, r,
				    "%s; %" PRIu64 " of %" PRIu64 " bytes are kept to go on with",
				    why.text, coming->part.size, coming->image.size);
	return r < 0 ? ingot_refuse(reason, r, "%s", why.text) : 0;
}

/* All of it, with the digest that was signed. */
static int receive(struct coming *coming, struct ingot_reason *reason)
{
	const struct ingot_listed_image *image = &coming->image;
	struct ingot_digest digest;
	int r = 0;

	if (coming->part.size < image->size)
		r = ask(coming, reason);
	if (r < 0)
		return r;
	if (coming->part.size != image->size)
		return ingot_refuse(reason, -EKEYREJECTED,
				    "%s: has %" PRIu64 " bytes, %" PRIu64 " were signed",
				    image->location, coming->part.size, image->size);
	r = ingot_part_digest(&coming->part, &digest);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: cannot be hashed", image->location);
	if (!ingot_digest_equal(&digest, &image->digest))
		return ingot_refuse(reason, -EKEYREJECTED, "%s: is not the image that was signed",
				    image->location);
	return 0;
}

/*
 * Bytes of two runs may not belong together, though neither server lied: the whole is then asked for
 * once more.
 */
static int receive_whole(struct coming *coming, struct ingot_reason *reason)
{
	int r;

	coming->resumed = coming->part.size > 0;
	r = receive(coming, reason);
	if (r != -EKEYREJECTED || ingot_part_discard(&coming->part) < 0 || !coming->resumed)
		return r;
	r = receive(coming, reason);
	if (r == -EKEYREJECTED)
		(void)ingot_part_discard(&coming->part);
	return r;
}

static int finish(struct coming *coming, struct ingot_reason *reason)
{
	struct ingot_reason why = { .text = "" };
	int r = ingot_image_check(coming->part.path, &why);

	if (r < 0) {
		if (r == -EBADMSG)
			(void)ingot_part_discard(&coming->part);
		return ingot_refuse(reason, r, "%s: %s", coming->image.location, why.text);
	}
	r = ingot_part_commit(&coming->part);
	return r < 0 ? ingot_refuse(reason, r, "%s: %s", coming->output, strerror(-r)) : 0;
}

static int read_list(const struct ingot_image_fetch *fetch, struct ingot_reason *reason,
		     struct ingot_image_list *ret_list)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *folder = NULL;
	ingot_scoped(ingot_scoped_free) char *path = NULL;
	int r = ingot_store_release(fetch->store, fetch->head, &folder);

	if (r < 0 || asprintf(&path, "%s/" INGOT_IMAGE_LIST_FILE, folder) < 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = ingot_file_read(path, INGOT_IMAGE_LIST_SIZE_MAX, &file);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", path, strerror(-r));
	return ingot_image_list_read(ingot_file_bytes(&file), fetch->head, reason, ret_list);
}

/* Where it comes from, and where it goes. */
static int place(struct coming *coming, struct ingot_reason *reason)
{
	const struct ingot_image_fetch *fetch = coming->fetch;
	const struct ingot_publication_head *head = fetch->head;
	char folder[INGOT_PUBLICATION_PATH_SIZE];
	char digest[INGOT_DIGEST_TEXT_SIZE];
	int r = ingot_publication_path(head->ref, head->stream, &head->version, folder);

	if (r < 0)
		return ingot_refuse(reason, r, "no such release can be");
	(void)snprintf(coming->path, sizeof(coming->path), "%s/%s", folder, coming->image.location);
	if (fetch->output) {
		coming->output = strdup(fetch->output);
		return coming->output ? 0 : ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	ingot_digest_text(&coming->image.digest, digest);
	r = ingot_store_folder(fetch->store, IMAGES);
	if (r < 0)
		return ingot_refuse(reason, r, "%s/" IMAGES ": %s", fetch->store->root,
				    strerror(-r));
	if (asprintf(&coming->output, "%s/" IMAGES "/%s-%s.raw", fetch->store->root,
		     fetch->platform, digest) < 0) {
		coming->output = NULL;
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	return 0;
}

static int fetch_image(struct coming *coming, struct ingot_reason *reason)
{
	int r = ingot_part_open(coming->output, coming->image.size, reason, &coming->part);

	if (r == 0)
		r = receive_whole(coming, reason);
	return r == 0 ? finish(coming, reason) : r;
}

int ingot_image_fetch(const struct ingot_image_fetch *fetch, struct ingot_reason *reason,
		      struct ingot_fetched_image *ret_image)
{
	ingot_scoped(coming_drop) struct coming coming = { .fetch = fetch, .part = { .fd = -1 } };
	ingot_scoped(ingot_image_list_drop) struct ingot_image_list list = { 0 };
	int there = 0;
	int r = read_list(fetch, reason, &list);

	if (r == 0)
		r = ingot_image_list_find(&list, fetch->platform, reason, &coming.image);
	if (r == 0)
		r = place(&coming, reason);
	if (r == 0)
		r = there = ingot_part_is_done(coming.output, &coming.image.digest, reason);
	if (r == 0)
		r = fetch_image(&coming, reason);
	if (r < 0)
		return r;
	*ret_image = (struct ingot_fetched_image){ coming.output, coming.image.size,
						   coming.image.digest, there == 0 };
	coming.output = NULL;
	return 0;
}
