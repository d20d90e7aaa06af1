/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_AZURE_SETTINGS_H
#define INGOT_UPLOAD_AZURE_SETTINGS_H

#include <stdbool.h>

#include "upload/settings.h"

/*
 * The member "azure" of the config file.
 *
 *	{
 *	  "subscription": "<GUID>", "resource_group": "images", "location": "westeurope",
 *	  "via": "disk",                       or "blob"
 *	  "storage_account": "…", "container": "…",          blob
 *	  "storage_resource_group": "…",                     blob, if it is another one
 *	  "security_type": "TrustedLaunch",    or "ConfidentialVM"
 *	  "disk_sku": "Standard_LRS",
 *	  "gallery": {                         optional: without it disk or blob is the image
 *	    "name": "…", "definition": "…", "resource_group": "…",
 *	    "version": "1.2.0",                else that of the image
 *	    "regions": [ "westeurope" ], "replicas": 1
 *	  },
 *	  "tags": { "…": "…" },
 *	  "parallel": 8,
 *	  "endpoints": { "login": …, "management": …, "storage": … }
 *	}
 */

#define INGOT_AZURE_PARALLEL_MAX 32

/** enum ingot_azure_via - where the pages of the VHD go. */
enum ingot_azure_via { INGOT_AZURE_DISK, INGOT_AZURE_BLOB };

/** enum ingot_azure_security - which machines are started from the image. */
enum ingot_azure_security { INGOT_AZURE_TRUSTED_LAUNCH, INGOT_AZURE_CONFIDENTIAL };

/**
 * struct ingot_azure_gallery - where the image version goes; all texts borrowed
 * @name:    gallery; NULL: none is used
 * @definition: image definition in it
 * @resource_group: of the gallery
 * @version: "MAJOR.MINOR.PATCH"; NULL: as the image says
 * @regions: list of texts, with at least one
 * @replicas: in each region
 */
struct ingot_azure_gallery {
	const char *name;
	const char *definition;
	const char *resource_group;
	const char *version;
	const struct ingot_json *regions;
	int64_t replicas;
};

/**
 * struct ingot_azure_settings - all of it; texts are borrowed from the settings they were read from
 * @subscription, @resource_group, @location: NULL only for a blob without a gallery
 * @storage_account, @container: of the blob; NULL for a disk
 * @storage_resource_group: of the account
 * @tags: object of texts; NULL: none
 * @parallel: requests in flight, each with 4 MiB
 * @login, @management, @storage: URLs without '/' at the end
 * @audience: whom a token for @management is made for
 */
struct ingot_azure_settings {
	const char *subscription;
	const char *resource_group;
	const char *location;
	enum ingot_azure_via via;
	const char *storage_account;
	const char *storage_resource_group;
	const char *container;
	enum ingot_azure_security security;
	const char *disk_sku;
	struct ingot_azure_gallery gallery;
	const struct ingot_json *tags;
	int64_t parallel;
	const char *login;
	const char *management;
	const char *storage;
	const char *audience;
};

/**
 * ingot_azure_settings_read - read them strictly
 * @settings: the config file; outlives the result
 * @reason: set on failure
 * @ret_azure: what they say, @login and @storage NULL where nothing is given
 *
 * Returns 0; -EBADMSG; what the getters of settings.h return.
 */
int ingot_azure_settings_read(const struct ingot_settings *settings, struct ingot_reason *reason,
			      struct ingot_azure_settings *ret_azure);

/** ingot_azure_version_fits - is it a gallery's version: three numbers of up to nine digits, with dots? */
bool ingot_azure_version_fits(const char *text);

#endif
