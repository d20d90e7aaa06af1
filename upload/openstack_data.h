/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OPENSTACK_DATA_H
#define INGOT_UPLOAD_OPENSTACK_DATA_H

#include "upload/openstack_image.h"
#include "upload/packed_file.h"
#include "upload/upload.h"

/* What is sent to Glance: the disk in one of its formats, packed when it is first needed. */

/**
 * struct ingot_openstack_data - the data; release with ingot_openstack_data_close()
 * @format: "qcow2", "raw"
 * @folder: where the packed file goes
 * @file, @upload: private
 */
struct ingot_openstack_data {
	const char *format;
	const char *folder;
	struct ingot_packed_file file;
	struct ingot_upload *upload;
};

/**
 * ingot_openstack_data_need - pack them, if that has not been done
 * @upload: the run; gets its @total
 *
 * Returns as ingot_packed_file_make().
 */
int ingot_openstack_data_need(struct ingot_openstack_data *data, struct ingot_upload *upload,
			      struct ingot_reason *reason);

/** ingot_openstack_data_source - as a body, which shows how far it is. */
struct ingot_body_source ingot_openstack_data_source(struct ingot_openstack_data *data);

/**
 * ingot_openstack_data_compare - are these the data that the image has?
 * @image: an active one
 *
 * By its os_hash_value and its size. Its "checksum" is an MD5, which says nothing beside that.
 *
 * Returns 0; -EBADMSG if they are others; -ENOTSUP if it has no hash; -ENOMEM; -EIO; an OS error.
 */
int ingot_openstack_data_compare(struct ingot_openstack_data *data,
				 const struct ingot_openstack_image *image,
				 struct ingot_reason *reason);

/** ingot_openstack_data_close - release them, also if there are none. */
void ingot_openstack_data_close(struct ingot_openstack_data *data);

#endif
