/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_UPLOAD_COMMAND_H
#define INGOT_UPLOAD_UPLOAD_COMMAND_H

#include "upload/upload.h"

/*
 * The verbs aws, azure, gcp and openstack, which differ in one function:
 *
 *	ingot-upload CLOUD IMAGE --config FILE [--dry-run] [--json] [--quiet] [--uploads FILE]
 *
 * This reads options, config file and image, makes the transport, calls the function, writes
 * uploads.json, and reports.
 */

/**
 * struct ingot_cloud - a cloud
 * @name: the verb, the member of the config file, and the platform of the image
 * @help: the whole help text; --help of the common options is part of it: INGOT_CLOUD_OPTIONS
 * @upload: does it. It may read the environment, being a verb's. Returns 0 and has called
 *          ingot_upload_add() for each image; a negative errno with @reason, exit 1, or 3 with
 *          @upload->differs
 */
struct ingot_cloud {
	const char *name;
	const char *help;
	int (*upload)(struct ingot_upload *upload, struct ingot_reason *reason);
};

/* For the end of a cloud's help. */
#define INGOT_CLOUD_OPTIONS                                                                 \
	"  --config FILE   where to and how: JSON, ingot.upload/1 (docs/upload.md)\n"       \
	"  --dry-run       print each request in order, without secrets; nothing is sent\n" \
	"  --uploads FILE  gets the ids (default: uploads.json beside IMAGE); what is in\n" \
	"                  it stays, and \"ingot-measure publish\" takes it\n"              \
	"  --quiet         no progress, and no line for each new try\n"                     \
	"  --json          one JSON object, ingot.uploaded/1\n"

/** ingot_upload_command - the verb. Returns an exit code. */
int ingot_upload_command(const struct ingot_cloud *cloud, int argc, char **argv);

#endif
