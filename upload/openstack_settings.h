/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_SETTINGS_H
#define INGOT_UPLOAD_OPENSTACK_SETTINGS_H

#include <stdbool.h>

#include "upload/openstack_token.h"
#include "upload/settings.h"

/*
 * The member "openstack" of the config file. All of it may be left out; the login itself is not
 * here (openstack_login.h).
 *
 *	"openstack": {
 *	  "cloud": "mycloud",              of clouds.yaml, where OS_CLOUD is not set
 *	  "region": "one",                 in place of what the login says
 *	  "interface": "public",           public, internal, admin: likewise
 *	  "disk_format": "qcow2",          or "raw", as a store on Ceph likes it
 *	  "visibility": "private",         shared, community, public; never less than it is
 *	  "share_with": ["<project id>"],  members of the image; makes it shared
 *	  "secure_boot": true,             machines start with Secure Boot or not at all
 *	  "protected": true,               against deletion
 *	  "memory_mib": 2048,              that a machine needs at least
 *	  "tags": ["kubernetes"],
 *	  "properties": { "hw_disk_bus": "scsi" },
 *	  "endpoints": { "identity": "https://…", "image": "https://…" }
 *	}
 */

/** enum ingot_openstack_visibility - who sees an image: each sees more than the one before. */
enum ingot_openstack_visibility {
	INGOT_OPENSTACK_PRIVATE,
	INGOT_OPENSTACK_SHARED,
	INGOT_OPENSTACK_COMMUNITY,
	INGOT_OPENSTACK_PUBLIC,
};

/** struct ingot_openstack_settings - as above; borrowed from the config file. */
struct ingot_openstack_settings {
	const char *cloud; /* or NULL */
	struct ingot_openstack_place place;
	char auth_url[INGOT_OPENSTACK_URL_SIZE]; /* "": the login's */
	const char *disk_format;
	enum ingot_openstack_visibility visibility;
	const struct ingot_json *share_with; /* array; NULL: with nobody */
	bool has_secure_boot;
	bool is_protected;
	uint32_t memory_mib;
	const struct ingot_json *tags;       /* array; or NULL */
	const struct ingot_json *properties; /* object; or NULL */
};

/**
 * ingot_openstack_settings_read - read it, strictly
 * @reason: set on failure: the member, and the rule
 *
 * Returns 0; -EBADMSG.
 */
int ingot_openstack_settings_read(const struct ingot_settings *settings,
				  struct ingot_reason *reason,
				  struct ingot_openstack_settings *ret_settings);

/** ingot_openstack_visibility_word - "private" and the others. */
const char *ingot_openstack_visibility_word(enum ingot_openstack_visibility visibility);

/** ingot_openstack_visibility_of - the one of that word; -EBADMSG for none of them. */
int ingot_openstack_visibility_of(const char *word);

#endif
