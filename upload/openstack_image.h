/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_IMAGE_H
#define INGOT_UPLOAD_OPENSTACK_IMAGE_H

#include <stdbool.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/reason.h"

/*
 * An image as Glance knows it: the document that makes one, the one that it answers with, and ids.
 *
 * An id is made, not given: UUID version 8 (RFC 9562, 5.8) of the SHA-256 over "ingot.openstack/1",
 * content, disk format, project and a number, each with a newline behind it. So two runs cannot make
 * two images. The number is 0; but Glance never takes an id again that an image once had which was
 * deleted, and then it is the next one.
 *
 * Spec: Image service API v2, "Create image", "Image status transition"; Glance user guide, "Useful
 * image properties": hw_firmware_type, hw_machine_type, hw_tpm_model, hw_tpm_version,
 * os_secure_boot, hw_disk_bus, hw_vif_model, hw_rng_model.
 */

#define INGOT_OPENSTACK_UUID_SIZE   37
#define INGOT_OPENSTACK_NUMBERS_MAX 32
#define INGOT_OPENSTACK_CONTENT     "ingot_content"

/** enum ingot_openstack_status - how far an image is. */
enum ingot_openstack_status {
	INGOT_OPENSTACK_QUEUED,      /* no data yet */
	INGOT_OPENSTACK_SAVING,      /* somebody sends them, or it is imported */
	INGOT_OPENSTACK_ACTIVE,      /* finished */
	INGOT_OPENSTACK_KILLED,      /* it failed, for good */
	INGOT_OPENSTACK_DELETED,     /* or about to be */
	INGOT_OPENSTACK_DEACTIVATED, /* finished, and an administrator has taken it out of use */
};

/**
 * struct ingot_openstack_identity - what an id is made of
 * @content: 64 digits
 * @format:  "qcow2", "raw"
 * @project: id
 */
struct ingot_openstack_identity {
	const char *content;
	const char *format;
	const char *project;
};

/**
 * ingot_openstack_uuid - the id of that number
 * @ret_uuid: lower-case, with its hyphens and a NUL
 *
 * Returns 0; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_openstack_uuid(const struct ingot_openstack_identity *identity, unsigned number,
			 char ret_uuid[INGOT_OPENSTACK_UUID_SIZE]);

/** ingot_openstack_number - which number has this id: 0 and up; -ENOENT for none of them. */
int ingot_openstack_number(const struct ingot_openstack_identity *identity, const char *uuid);

/**
 * struct ingot_openstack_plan - an image that is going to be made
 * @identity: of it; its content is a property
 * @name:     as people see it
 * @disk_size: bytes
 * @version, @stream: of what is on it; become os_version and ingot_stream
 * @memory_mib: a machine needs, 0: not said
 * @is_protected: against deletion
 * @has_secure_boot: os_secure_boot=required
 * @tags:       array of strings; NULL: none
 * @properties: object of strings, in the place of ours of the same name; NULL: none
 */
struct ingot_openstack_plan {
	struct ingot_openstack_identity identity;
	const char *name;
	uint64_t disk_size;
	const char *version;
	const char *stream;
	uint32_t memory_mib;
	bool is_protected;
	bool has_secure_boot;
	const struct ingot_json *tags;
	const struct ingot_json *properties;
};

/**
 * ingot_openstack_document - the body of POST /v2/images: a private image
 * @uuid: its id
 * @ret_text: JSON; release with free()
 *
 * Returns 0; -EINVAL if a property has the name of a member of ours; -ENOMEM.
 */
int ingot_openstack_document(const struct ingot_openstack_plan *plan, const char *uuid,
			     char **ret_text);

/** ingot_openstack_is_own - a property of this name is none that one may choose. */
bool ingot_openstack_is_own(const char *property);

/**
 * struct ingot_openstack_image - an image as Glance shows it; texts are borrowed from its JSON
 * @has_digest: @digest is set: the data's, once there are all
 * @size: bytes of the data; 0: there are none
 * @content, @project, @format, @visibility, @name: "" where there is none
 */
struct ingot_openstack_image {
	const char *id;
	enum ingot_openstack_status status;
	bool has_digest;
	struct ingot_digest digest;
	uint64_t size;
	const char *content;
	const char *project;
	const char *format;
	const char *visibility;
	const char *name;
	bool is_protected;
};

/**
 * ingot_openstack_image_read - read an image's document
 * @object: as GET /v2/images/ID answers with, or one of GET /v2/images
 * @ret_image: borrows from it
 *
 * Returns 0; -EBADMSG; -ENOTSUP for a status that is not of the specification, or a hash that we do
 * not know.
 */
int ingot_openstack_image_read(const struct ingot_json *object, struct ingot_reason *reason,
			       struct ingot_openstack_image *ret_image);

#endif
