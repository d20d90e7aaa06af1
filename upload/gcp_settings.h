/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_GCP_SETTINGS_H
#define INGOT_UPLOAD_GCP_SETTINGS_H

#include <stdbool.h>

#include "upload/settings.h"

/*
 * The object "gcp" of the config file.
 *
 *	"gcp": {
 *	  "project": "my-project",
 *	  "bucket": "my-images",
 *	  "prefix": "ingot/",                    in front of the object's name
 *	  "keep_archive": false,                 the object stays in the bucket
 *	  "chunk_kib": 16384,                    KiB in one request: a multiple of 256, at most 1 GiB
 *	  "family": "ingot-stable",
 *	  "labels": { "team": "nodes" },
 *	  "storage_locations": [ "eu" ],
 *	  "guest_os_features": [ … ],            in place of ingot_gcp_features
 *	  "secure_boot": { "pk": "pk.crt", "kek": [ … ], "db": [ … ], "dbx": [ … ] },
 *	  "public": false,                       everybody with an account may use the image
 *	  "share_with": [ "group:nodes@example.com" ],
 *	  "endpoints": { "storage": "https://…", "compute": "https://…", "token": "https://…" }
 *	}
 *
 * All but project and bucket may be missing. Certificates are files, PEM or DER; what is neither is
 * handed over as it is (a list of EFI signatures).
 */

#define INGOT_GCP_STORAGE "https://storage.googleapis.com"
#define INGOT_GCP_COMPUTE "https://compute.googleapis.com"
#define INGOT_GCP_TOKEN   "https://oauth2.googleapis.com/token"

/* Names of what Compute Engine is asked for, ended by NULL. */
extern const char *const ingot_gcp_features[];

/**
 * struct ingot_gcp_settings - as above; texts and lists are borrowed from the settings
 * @prefix:   "" if there is none
 * @family, @labels, @storage_locations, @features, @share_with, @secure_boot: NULL if there is none
 * @chunk_size: bytes
 * @storage, @compute, @token: URLs without a '/' at the end
 * @token: NULL if the config file has none: then the credentials say where, or INGOT_GCP_TOKEN
 */
struct ingot_gcp_settings {
	const char *project;
	const char *bucket;
	const char *prefix;
	bool keep_archive;
	uint64_t chunk_size;
	const char *family;
	const struct ingot_json *labels;
	const struct ingot_json *storage_locations;
	const struct ingot_json *features;
	const struct ingot_json *share_with;
	const struct ingot_json *secure_boot;
	bool is_public;
	const char *storage;
	const char *compute;
	const char *token;
};

/**
 * ingot_gcp_settings_read - read the object strictly
 * @settings: the config file
 * @reason: set on failure
 * @ret_gcp: as long as @settings
 *
 * Names are checked as far as a URL is made of them; what else Google wants of them, it says.
 *
 * Returns 0; -EBADMSG.
 */
int ingot_gcp_settings_read(const struct ingot_settings *settings, struct ingot_reason *reason,
			    struct ingot_gcp_settings *ret_gcp);

/**
 * ingot_gcp_settings_is_label - text that Compute Engine takes as a label's key or value
 * @text: 0..63 characters of a-z, 0-9, '_' and '-'
 * @is_key: at least one, and the first a letter
 */
bool ingot_gcp_settings_is_label(const char *text, bool is_key);

#endif
