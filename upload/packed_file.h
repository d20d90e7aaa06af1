/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_PACKED_FILE_H
#define INGOT_UPLOAD_PACKED_FILE_H

#include "upload/disk.h"
#include "upload/format.h"
#include "upload/request.h"

/*
 * A disk packed into a file that has no name: so its size and digest are known before it is sent,
 * any part of it can be sent again, and it is gone with the process.
 */

/**
 * struct ingot_packed_file - such a file; release with ingot_packed_file_close()
 * @fd:     open for reading and writing; meaningless as long as @size is 0
 * @size:   bytes
 * @sha256: of all of them
 */
struct ingot_packed_file {
	int fd;
	uint64_t size;
	struct ingot_digest sha256;
};

/**
 * ingot_packed_file_make - pack a disk
 * @disk:   was checked when it was opened; checked again is only that it is the same
 * @format: what it becomes
 * @folder: where the file is to be, such as $TMPDIR; needs room for all of it
 * @reason: set on failure
 * @ret_file: the file
 *
 * Returns 0; -EFBIG if the format has no room for the disk; -EIO if the image is not what it was;
 * -ENOMEM; an OS error, such as -ENOSPC.
 */
int ingot_packed_file_make(const struct ingot_disk *disk, const struct ingot_format *format,
			   const char *folder, struct ingot_reason *reason,
			   struct ingot_packed_file *ret_file);

/**
 * ingot_packed_file_read - bytes of it
 *
 * Returns 0; -EIO if they are not all there; an OS error.
 */
int ingot_packed_file_read(const struct ingot_packed_file *file, uint64_t offset, size_t size,
			   uint8_t *ret_data);

/**
 * struct ingot_packed_part - a range of such a file, on its way as a body
 * @file:   borrowed
 * @offset: its first byte
 */
struct ingot_packed_part {
	const struct ingot_packed_file *file;
	uint64_t offset;
};

/** ingot_packed_part_source - the body: @size bytes of @part, which is borrowed. */
struct ingot_body_source ingot_packed_part_source(struct ingot_packed_part *part, uint64_t size);

/** ingot_packed_file_close - release it, also an all-zero one; for ingot_scoped() too. */
void ingot_packed_file_close(struct ingot_packed_file *file);

#endif
