/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_METADATA_PLATFORM_H
#define INGOT_METADATA_PLATFORM_H

#include <stdbool.h>

#include "metadata/service.h"

/*
 * The platforms that have a metadata service, and how each is asked for the node's configuration.
 * That there is none is believed only of a service that shows itself to work; silence is a failure.
 */

/**
 * struct ingot_metadata_platform - one of them
 * @name: as ingot.platform= on the command line has it
 * @read: ask for the configuration. Returns 1, with @ret_content to release with
 *        ingot_file_close(); 0 if the service has none; else a negative errno with @reason: those of
 *        ingot_metadata_service_ask(), -EIO for a status that the documents do not know, -EBADMSG
 *        if the answer is not what they say
 * @wants_report: the platform waits for the machine's word that it has started (wire.h)
 */
struct ingot_metadata_platform {
	const char *name;
	int (*read)(const struct ingot_metadata_service *service, struct ingot_reason *reason,
		    struct ingot_file *ret_content);
	bool wants_report;
};

/** ingot_metadata_platform_find - the platform of that name; static; NULL if there is none. */
const struct ingot_metadata_platform *ingot_metadata_platform_find(const char *name);

/**
 * ingot_metadata_aws - user data of an EC2 instance, by IMDSv2 alone; at most 16 KiB
 *
 * PUT /latest/api/token, GET /latest/user-data with that token; a token that has run out is
 * replaced. Spec: Amazon EC2 User Guide, "Use the Instance Metadata Service to access instance
 * metadata", "Run commands when you launch an EC2 instance with user data input".
 */
int ingot_metadata_aws(const struct ingot_metadata_service *service, struct ingot_reason *reason,
		       struct ingot_file *ret_content);

/**
 * ingot_metadata_azure - user data of a virtual machine; at most 64 KiB of base64
 *
 * It is base64 there, perhaps in lines; without user data the answer is empty. An empty answer is
 * believed only if the whole instance's data, asked for as provisioning agents do (extended=true),
 * is without user data too: other answers may lack what the service could not get hold of. 404 and
 * 410 mean that it does not know the machine yet. Spec: Azure Instance Metadata Service, "Get user
 * data", "Errors and debugging"; Azure, "User Data for Azure Virtual Machine".
 */
int ingot_metadata_azure(const struct ingot_metadata_service *service, struct ingot_reason *reason,
			 struct ingot_file *ret_content);

/**
 * ingot_metadata_gcp - attribute "ingot-node" of a Compute Engine instance; at most 256 KiB
 *
 * An answer without "Metadata-Flavor: Google", also one that says that there is no such attribute,
 * is none of Google's. Spec: Compute Engine, "View and query VM metadata", "Set and remove custom
 * metadata".
 */
int ingot_metadata_gcp(const struct ingot_metadata_service *service, struct ingot_reason *reason,
		       struct ingot_file *ret_content);

/**
 * ingot_metadata_openstack - user data of a Nova instance; at most 64 KiB
 *
 * The proxies in front of Nova say 404 too, of a machine that they do not know yet. So there is none
 * only if the service has the machine's other data. Spec: Nova, "Metadata", "OpenStack format
 * metadata"; Compute API, "Create server", user_data.
 */
int ingot_metadata_openstack(const struct ingot_metadata_service *service,
			     struct ingot_reason *reason, struct ingot_file *ret_content);

#endif
