/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AWS_SETTINGS_H
#define INGOT_UPLOAD_AWS_SETTINGS_H

#include <stdbool.h>

#include "upload/settings.h"

/*
 * The object "aws" of the config file:
 *
 *	"aws": {
 *	  "region": "eu-central-1",             where the snapshot and the image are made
 *	  "copy_to": ["us-east-1"],             optional: regions that get a copy of the image
 *	  "tags": { "team": "nodes" },          optional: beside our own, on image and snapshot
 *	  "share_with": ["123456789012"],       optional: accounts that may start machines from it
 *	  "public": true,                       optional: everybody may
 *	  "uefi_data": "uefi.txt",              optional: file with UEFI variables, for Secure Boot
 *	  "in_flight": 16,                      optional: blocks on their way at a time, 1..64
 *	  "endpoints": { "ec2": "https://…", "ebs": "https://…" }   optional: for all regions
 *	}
 */

#define INGOT_AWS_IN_FLIGHT_DEFAULT 16
/* Of 50 that a resource may have, less our own. */
#define INGOT_AWS_TAGS_MAX 40

/**
 * struct ingot_aws_settings - as above; all borrowed from the ingot_settings
 * @copy_to, @tags, @share_with: NULL if there are none
 * @uefi_data: NULL, or a path
 * @ec2, @ebs: NULL, or a URL without '/' at its end
 */
struct ingot_aws_settings {
	const char *region;
	const struct ingot_json *copy_to;
	const struct ingot_json *tags;
	const struct ingot_json *share_with;
	bool is_public;
	const char *uefi_data;
	unsigned in_flight;
	const char *ec2;
	const char *ebs;
};

/**
 * ingot_aws_settings_read - read and check the object
 * @reason: set on failure; names the member
 *
 * Returns 0; -EBADMSG.
 */
int ingot_aws_settings_read(const struct ingot_settings *settings, struct ingot_reason *reason,
			    struct ingot_aws_settings *ret_settings);

#endif
