/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_SETTINGS_H
#define INGOT_UPLOAD_SETTINGS_H

#include "base/json.h"
#include "base/reason.h"
#include "node/members.h"
#include "upload/transport.h"

/*
 * The config file of ingot-upload: where to, and how. No secret stands in it.
 *
 *	{
 *	  "version": "ingot.upload/1",
 *	  "ca": "ca.pem",                     optional: CAs that are believed in place of the system's
 *	  "timeouts": {                       optional, each of them
 *	    "connect_seconds": 15,            1..600
 *	    "stall_seconds": 30,              1..3600
 *	    "wait_seconds": 3600,             1..86400
 *	    "retries": 8,                     0..8
 *	    "first_delay_ms": 500             1..30000
 *	  },
 *	  "aws": {                            an object for each cloud that is used
 *	    "endpoints": { "ec2": "https://…" },  optional: URLs in place of the cloud's own
 *	    …                                 the cloud's own members
 *	  },
 *	  "azure": { … }, "gcp": { … }, "openstack": { … }
 *	}
 *
 * Read strictly: unknown members, another type, a value out of range are refused, and named by their
 * path. URLs are those of url.h, without a query.
 */

#define INGOT_SETTINGS_VERSION  "ingot.upload/1"
#define INGOT_SETTINGS_SIZE_MAX ((size_t)1 << 20)
#define INGOT_SETTINGS_LIST_MAX 64

/**
 * struct ingot_settings - those for one cloud; release with ingot_settings_drop()
 * @ca:       or NULL
 * @timeouts: with the defaults for those that are not given
 * @cloud:    the cloud's object; all texts are borrowed from @root
 * @name:     the cloud's name, borrowed
 * @root:     private
 */
struct ingot_settings {
	const char *ca;
	struct ingot_timeouts timeouts;
	const struct ingot_json *cloud;
	const char *name;
	struct ingot_json *root;
};

/**
 * ingot_settings_read - read the config file
 * @text:  the whole file
 * @cloud: which object is meant, "aws"; static
 * @reason: set on failure
 * @ret_settings: the settings; the members of @cloud have not been looked at but for "endpoints"
 *
 * Returns 0; -EBADMSG; -EFBIG; -ENOTSUP for another version; -ENOENT if it has no such cloud;
 * -ENOMEM.
 */
int ingot_settings_read(struct ingot_bytes text, const char *cloud, struct ingot_reason *reason,
			struct ingot_settings *ret_settings);

/**
 * ingot_settings_members - the members of the cloud's object, to be read with node/members.h
 *
 * First refuse those that are not known: ingot_members_known(). "endpoints" is one of the known.
 */
struct ingot_members ingot_settings_members(const struct ingot_settings *settings,
					    struct ingot_reason *reason);

/**
 * ingot_settings_endpoints_known - refuse endpoints that the cloud does not have
 * @known: names, ended by NULL
 *
 * Returns 0; -EBADMSG.
 */
int ingot_settings_endpoints_known(const struct ingot_settings *settings,
				   struct ingot_reason *reason, const char *const *known);

/** ingot_settings_endpoint - the URL given for a service, without a '/' at its end; or NULL. */
const char *ingot_settings_endpoint(const struct ingot_settings *settings, const char *service);

/**
 * ingot_settings_texts - a member that is a list of strings, none of them empty or there twice
 * @ret_list: the list, borrowed; read it with ingot_json_at() and ingot_json_text()
 *
 * Returns 1; 0 if it is absent; -EBADMSG, also if it has over INGOT_SETTINGS_LIST_MAX elements.
 */
int ingot_settings_texts(const struct ingot_members *members, const char *key,
			 const struct ingot_json **ret_list);

/** ingot_settings_tags - a member that is an object of strings; as above. */
int ingot_settings_tags(const struct ingot_members *members, const char *key,
			const struct ingot_json **ret_tags);

/** ingot_settings_is_url - a URL as it may stand in settings: ingot_url_is_service(). */
bool ingot_settings_is_url(const char *text);

/** ingot_settings_drop - release them, also all-zero ones; for ingot_scoped() too. */
void ingot_settings_drop(struct ingot_settings *settings);

#endif
