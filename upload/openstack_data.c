/* SPDX-License-Identifier: Apache-2.0 */
/* The disk as it is sent to Glance. */
#include "upload/openstack_data.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/scoped.h"

#define BUFFER_SIZE ((size_t)1 << 20)

int ingot_openstack_data_need(struct ingot_openstack_data *data, struct ingot_upload *upload,
			      struct ingot_reason *reason)
{
	/* the two that have these formats */
	const char *platform = strcmp(data->format, "raw") == 0 ? "qemu" : "openstack";
	int r;

	if (data->file.size > 0)
		return 0;
	r = ingot_packed_file_make(upload->disk, ingot_format_for(platform), data->folder, reason,
				   &data->file);
	if (r < 0)
		return r;
	data->upload = upload;
	upload->total = data->file.size;
	return 0;
}

static int read_data(void *context, uint64_t offset, size_t size, uint8_t *ret_data)
{
	struct ingot_openstack_data *data = context;
	int r = ingot_packed_file_read(&data->file, offset, size, ret_data);

	if (r == 0)
		ingot_upload_show(data->upload, offset + size);
	return r;
}

struct ingot_body_source ingot_openstack_data_source(struct ingot_openstack_data *data)
{
	return (struct ingot_body_source){ data, data->file.size, read_data };
}

static int hash(const struct ingot_openstack_data *data, enum ingot_hash algorithm,
		struct ingot_digest *ret_digest)
{
	ingot_scoped(ingot_hasher_scoped) struct ingot_hasher *hasher = NULL;
	ingot_scoped(ingot_scoped_free) uint8_t *buffer = malloc(BUFFER_SIZE);
	int r = buffer ? ingot_hasher_new(&algorithm, 1, &hasher) : -ENOMEM;

	for (uint64_t offset = 0; r == 0 && offset < data->file.size;) {
		const uint64_t left = data->file.size - offset;
		const size_t size = left < BUFFER_SIZE ? left : BUFFER_SIZE;

		r = ingot_packed_file_read(&data->file, offset, size, buffer);
		if (r == 0)
			r = ingot_hasher_update(hasher, (struct ingot_bytes){ buffer, size });
		offset += size;
	}
	return r < 0 ? r : ingot_hasher_finish(hasher, ret_digest);
}

int ingot_openstack_data_compare(struct ingot_openstack_data *data,
				 const struct ingot_openstack_image *image,
				 struct ingot_reason *reason)
{
	struct ingot_digest digest;
	int r;

	if (image->size != data->file.size)
		return ingot_refuse(reason, -EBADMSG,
				    "image %s has %" PRIu64 " bytes, not %" PRIu64, image->id,
				    image->size, data->file.size);
	if (!image->has_digest)
		return ingot_refuse(reason, -ENOTSUP,
				    "image %s has no os_hash_value: its data cannot be compared",
				    image->id);
	r = hash(data, image->digest.hash, &digest);
	if (r < 0)
		return ingot_refuse(reason, r, "the packed image cannot be read again");
	return ingot_digest_equal(&digest, &image->digest)
		       ? 0
		       : ingot_refuse(reason, -EBADMSG, "image %s has other data: its %s differs",
				      image->id, ingot_hash_name(digest.hash));
}

void ingot_openstack_data_close(struct ingot_openstack_data *data)
{
	ingot_packed_file_close(&data->file);
}
