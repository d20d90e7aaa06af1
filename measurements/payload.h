/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PAYLOAD_H
#define INGOT_MEASUREMENTS_PAYLOAD_H

#include <stddef.h>

#include "base/file.h"
#include "measurements/publication.h"
#include "measurements/raw_image.h"

/*
 * The files of a release before it is published, in memory. Part of the program: failures are
 * reported where they are found, and the functions return exit codes.
 *
 *	measurements.json  as scripts/build left it; of the version, ref and stream to be published
 *	components.json    as scripts/build left it
 *	packages.lock      what the image was built from
 *	info.json          ingot.info/1: which images there are; made if there is none. What is in
 *	                   uploads.json (upload_list.h) is added
 *	sbom.spdx.json     made (sbom.h) if there is none
 *	report.html        the page for people, if there is one
 *
 * ingot.info/1: { "schema", "version", "ref", "stream", "images": [ objects that uploads add ] }.
 */

#define INGOT_PAYLOAD_COUNT_MAX 8
/* One file of it. */
#define INGOT_PAYLOAD_SIZE_MAX ((size_t)32 << 20)

/**
 * struct ingot_payload - files, each whole
 * @names: static; @count of them
 * @files: owned
 */
struct ingot_payload {
	const char *names[INGOT_PAYLOAD_COUNT_MAX];
	struct ingot_file files[INGOT_PAYLOAD_COUNT_MAX];
	size_t count;
};

/**
 * struct ingot_payload_source - where it comes from
 * @folder: as scripts/build leaves it
 * @lock: packages.lock; NULL: it is in @folder
 * @report: report.html; NULL: it is in @folder, or there is none
 * @uploads: uploads.json; NULL: it is in @folder, or there is none
 * @images: disk images beside the index, measured; @image_count of them. info.json gets to name them
 * @head: which release it has to be
 */
struct ingot_payload_source {
	const char *folder;
	const char *lock;
	const char *report;
	const char *uploads;
	const struct ingot_raw_image *images;
	size_t image_count;
	const struct ingot_publication_head *head;
};

/** ingot_payload_gather - read, make and check the files; drop @ret_payload also on failure. */
int ingot_payload_gather(const struct ingot_payload_source *source,
			 struct ingot_payload *ret_payload);

/** ingot_payload_find - one of them, inside @payload; NULL if there is none of that name. */
const struct ingot_file *ingot_payload_find(const struct ingot_payload *payload, const char *name);

/** ingot_payload_list - name them in an index, with their sizes and digests. */
int ingot_payload_list(const struct ingot_payload *payload, struct ingot_publication *publication);

/** ingot_payload_drop - release them; for ingot_scoped() too. */
void ingot_payload_drop(struct ingot_payload *payload);

#endif
