/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CLI_FETCH_REPORT_H
#define INGOT_CLI_FETCH_REPORT_H

#include <stdbool.h>

#include "cli/fetch.h"
#include "cli/image_fetch.h"

/*
 * What a fetch led to, `ingot.fetch/1`:
 *
 *	{
 *	  "schema": "ingot.fetch/1",
 *	  "changed": true,                       false: the store had exactly that
 *	  "ref": "-", "stream": "stable", "version": "1.2.0",
 *	  "issued": "…", "expires": "…", "floor": "1.1.0",
 *	  "files": 6,
 *	  "path": "/var/lib/ingot/releases/-/stable/1.2.0",
 *	  "image": {                             if one was asked for
 *	    "platform": "qemu", "changed": true, "size": 640684032, "sha256": "<64 digits>",
 *	    "path": "/var/lib/ingot/images/qemu-<64 digits>.raw"
 *	  }
 *	}
 */

#define INGOT_FETCH_REPORT_SCHEMA "ingot.fetch/1"

/**
 * struct ingot_fetch_report - what was asked, and what is in the store now
 * @platform: whose image was asked for; NULL: none
 * @image:    that image; owned, release with ingot_fetched_image_drop()
 */
struct ingot_fetch_report {
	const struct ingot_fetch *fetch;
	struct ingot_publication publication;
	bool is_new;
	const char *platform;
	struct ingot_fetched_image image;
};

/** ingot_fetch_report_emit - give it out on stdout, as JSON or as text. Returns an exit code. */
int ingot_fetch_report_emit(const struct ingot_fetch_report *report, bool json);

#endif
