/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_UPLOADED_H
#define INGOT_MEASUREMENTS_UPLOADED_H

#include "command/record.h"
#include "measurements/golden.h"
#include "measurements/publication.h"
#include "measurements/upload_list.h"

/*
 * Images that uploads put into clouds, on their way into info.json: references that a signature
 * will bind to the release. So each has to be of the release, and to start the UKI whose measurements
 * are published with it. Part of the program: failures are reported where they are found, and the
 * functions return exit codes.
 */

/**
 * struct ingot_uploaded - what uploads made; release with ingot_uploaded_drop()
 * @path:   of the file; NULL: there is none, and no image
 * @root:   ingot.uploads/1; owned
 * @images: its images; borrowed
 */
struct ingot_uploaded {
	char *path;
	struct ingot_json *root;
	const struct ingot_json *images;
};

/**
 * ingot_uploaded_read - read uploads.json
 * @path:   NULL: the one in @folder, which may be missing
 * @ret_uploaded: drop also on failure
 */
int ingot_uploaded_read(const char *folder, const char *path, struct ingot_uploaded *ret_uploaded);

/**
 * ingot_uploaded_check - is each of this release?
 *
 * Version and stream have to be the release's, one platform's images all of one content, and among
 * what @golden says that PCR 4 takes on that platform has to be the image's UKI.
 */
int ingot_uploaded_check(const struct ingot_uploaded *uploaded,
			 const struct ingot_publication_head *head,
			 const struct ingot_golden *golden);

/** ingot_uploaded_has - an image of the same platform, region and id is among them. */
bool ingot_uploaded_has(const struct ingot_uploaded *uploaded, const struct ingot_json *image);

/** ingot_uploaded_add - put all of them at the end of a list; its error sticks there. */
void ingot_uploaded_add(const struct ingot_uploaded *uploaded, struct ingot_record *list);

/** ingot_uploaded_drop - release them; for ingot_scoped() too. */
void ingot_uploaded_drop(struct ingot_uploaded *uploaded);

#endif
