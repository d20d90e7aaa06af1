/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AZURE_PAGES_H
#define INGOT_UPLOAD_AZURE_PAGES_H

#include "upload/page_ranges.h"
#include "upload/upload.h"

/*
 * The fixed VHD of an image as the pages of a page blob, which a managed disk under upload is, too.
 * Pages that are never written are zeros, so only what holds data is sent, and the footer, up to 4
 * MiB a request and several requests at a time, straight from the image.
 *
 * With each goes its CRC-64, which Azure compares before it writes anything (400 if it differs: sent
 * again). What has been written is written right, then: a blob is of one content, which stands in
 * its metadata, and pages that are there are not sent again.
 *
 * Spec: Microsoft, "Put Page", "Get Page Ranges" (REST API of Azure Storage).
 */

#define INGOT_AZURE_PAGES_BLOCK ((uint64_t)4 << 20)
/* Of the storage service's interface. */
#define INGOT_AZURE_STORAGE_VERSION "2021-12-02"
#define INGOT_AZURE_DATE_SIZE       30

/**
 * struct ingot_azure_target - a page blob that may be written
 * @context: handed to @open
 * @open: how it is reached
 *        anew:   what it gave last has expired
 *        ret_url: its URL; with a query, that is a secret. Borrowed until it is asked for anew
 *        ret_authorization: value of that header, borrowed too; NULL: the URL is enough
 *        Returns 0; a negative errno, with the reason set
 */
struct ingot_azure_target {
	void *context;
	int (*open)(void *context, bool anew, struct ingot_reason *reason, const char **ret_url,
		    const char **ret_authorization);
};

/**
 * struct ingot_azure_pages - an upload of pages; begin with the first three, release with
 *                            ingot_azure_pages_drop()
 * @upload:   whose image, transport and progress it is
 * @target:   where to
 * @parallel: requests in flight, 1..INGOT_TRANSPORT_IN_FLIGHT_MAX
 * @there:    what has been written already
 * @sent:     bytes of pages that were sent, also of a run that failed
 * @is_blind: Azure does not tell what has been written
 */
struct ingot_azure_pages {
	struct ingot_upload *upload;
	const struct ingot_azure_target *target;
	unsigned parallel;
	struct ingot_page_ranges there;
	uint64_t sent;
	bool is_blind;
};

/** ingot_azure_vhd_size - bytes of the image's VHD: the disk up to whole MiB, and the footer. */
uint64_t ingot_azure_vhd_size(const struct ingot_disk *disk);

/**
 * ingot_azure_pages_look - ask which pages have been written, where the image has data
 *
 * Where access to write does not come with leave to ask (403), none are taken to be there.
 *
 * Returns 0; -EIO if it is refused; -EBADMSG; -EFBIG; as ingot_transport_call().
 */
int ingot_azure_pages_look(struct ingot_azure_pages *pages, struct ingot_reason *reason);

/**
 * ingot_azure_pages_put - write what has not been written
 *
 * Of what has expired (401, 403) another is asked for, but not twice with nothing written between.
 *
 * Returns 0; -EIO if it is refused, or the image cannot be read; as ingot_transport_run().
 */
int ingot_azure_pages_put(struct ingot_azure_pages *pages, struct ingot_reason *reason);

/**
 * ingot_azure_pages_check - are all pages there that have data? Asked after all have been written.
 *
 * Returns 0, also where Azure does not tell; -EIO with @reason if one is not; as
 * ingot_azure_pages_look().
 */
int ingot_azure_pages_check(struct ingot_azure_pages *pages, struct ingot_reason *reason);

/** ingot_azure_pages_drop - release it; for ingot_scoped() too. */
void ingot_azure_pages_drop(struct ingot_azure_pages *pages);

/** ingot_azure_date - now, as the header x-ms-date has it: "Sun, 22 Nov 2026 14:00:00 GMT". */
void ingot_azure_date(char ret_date[INGOT_AZURE_DATE_SIZE]);

#endif
