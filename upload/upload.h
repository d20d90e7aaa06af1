/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_UPLOAD_H
#define INGOT_UPLOAD_UPLOAD_H

#include "upload/disk.h"
#include "upload/journal.h"
#include "upload/settings.h"
#include "upload/transport.h"

/*
 * One run of "ingot-upload <cloud>", as the cloud's part sees it: image, settings and transport are
 * ready, results are handed back. A cloud is a struct ingot_cloud (upload_command.h).
 */

/**
 * struct ingot_upload - a run; the cloud's part calls the functions below and changes no member but
 *                       @was_there, @differs, @skipped and @total
 * @disk:      the image, checked
 * @settings:  the config file
 * @transport: for all requests; a dry run sends nothing
 * @state_folder: for ingot_journal_place.folder; NULL in a dry run
 * @content:   64 digits that name what is on the disk
 * @was_there: nothing had to be made: all was there and finished
 * @differs:   set before a negative errno is returned: what the cloud has does not match (exit 3)
 * @total:     bytes of data that have to get there, for the progress
 * @skipped:   bytes of the image that were not sent: zeros, or there already; at the end
 * @images:    private: array for uploads.json
 * @context, @progress: private
 */
struct ingot_upload {
	const struct ingot_disk *disk;
	const struct ingot_settings *settings;
	struct ingot_transport *transport;
	const char *state_folder;
	char content[INGOT_DIGEST_TEXT_SIZE];
	bool was_there;
	bool differs;
	uint64_t total;
	uint64_t skipped;
	struct ingot_json *images;
	void *context;
	void (*progress)(void *context, uint64_t done, uint64_t total);
};

/** ingot_upload_show - @done of @upload->total bytes of data are there. */
void ingot_upload_show(struct ingot_upload *upload, uint64_t done);

/**
 * struct ingot_upload_image - an image that the cloud has
 * @region: or what it has in its place: project, cloud's name; never empty
 * @id:     by which one starts machines from it
 * @name:   its name there
 * @more:   members of strings to go with it into uploads.json; taken over, also on failure; NULL: none
 */
struct ingot_upload_image {
	const char *region;
	const char *id;
	const char *name;
	struct ingot_json *more;
};

/**
 * ingot_upload_add - name an image that is there and finished: for stdout and uploads.json
 *
 * In a dry run ids that are not known are "{image-id}" and the like, and nothing is written.
 *
 * Returns 0; -EINVAL for a member of @more that is no string; -ENOMEM.
 */
int ingot_upload_add(struct ingot_upload *upload, const struct ingot_upload_image *image);

/**
 * ingot_upload_refused - a refusal of the cloud as a reason: "what: HTTP 403: words of the answer"
 * @what: "RegisterImage"
 * @words: what the cloud's own error document says; NULL: the start of the answer as it is
 *
 * Returns -EIO.
 */
int ingot_upload_refused(struct ingot_reason *reason, const char *what,
			 const struct ingot_answer *answer, const char *words);

#endif
