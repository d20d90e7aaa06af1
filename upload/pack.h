/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_PACK_H
#define INGOT_UPLOAD_PACK_H

#include "upload/format.h"
#include "upload/inspection.h"

/*
 * Pack an image: read what of it is not zeros, once to find it and once to write it, and check it
 * on the way. Memory is some buffers of a few MiB, and one bit for each 64 KiB of the image.
 */

/**
 * struct ingot_pack - a piece of work
 * @image:      the whole image
 * @format:     what becomes of it
 * @inspection: of the same image; NULL: it is not checked
 * @sink:       gets the result; not committed
 * @thread_count: 1..INGOT_WORKERS_MAX
 * @context:    handed to @progress
 * @progress:   bytes of data that are done, of all of them; may be NULL
 * @ret_occupancy: gets what the image has where, if the answer is 1; may be NULL
 */
struct ingot_pack {
	const struct ingot_verity_store *image;
	const struct ingot_format *format;
	struct ingot_inspection *inspection;
	struct ingot_sink *sink;
	unsigned thread_count;
	void *context;
	void (*progress)(void *context, uint64_t done, uint64_t total);
	struct ingot_occupancy *ret_occupancy;
};

/**
 * struct ingot_packed - what was packed
 * @disk_size: bytes of the disk that comes out of it again
 * @data_size: bytes in units that are not all zeros
 * @content:   names what is on the disk (content.h)
 */
struct ingot_packed {
	uint64_t disk_size;
	uint64_t data_size;
	struct ingot_digest content;
};

/**
 * ingot_pack_run - pack an image
 * @work: what is to be done
 * @reason: on -EFBIG and -EINVAL, and if the answer is 0: why
 * @ret_packed: what was packed
 *
 * What the format has behind the data is written only if the image holds.
 *
 * Returns 1; 0 if the image does not hold: what went into the sink is of no use; -EINVAL if its
 * size is no multiple of 512; -EFBIG if it is larger than the format has room for; -ENOMEM; -EIO;
 * what image and sink return, and ingot_sink_error() tells whose it is.
 */
int ingot_pack_run(const struct ingot_pack *work, struct ingot_reason *reason,
		   struct ingot_packed *ret_packed);

#endif
