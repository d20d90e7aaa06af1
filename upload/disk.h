/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_DISK_H
#define INGOT_UPLOAD_DISK_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/reason.h"
#include "measurements/label.h"
#include "upload/occupancy.h"
#include "verity/store.h"

/*
 * A disk image that is going to be uploaded: read once as a whole, checked (inspection.h), its
 * content named (content.h), and what it says it is read from its UKI.
 */

/* The longest that any cloud takes, with its NUL. */
#define INGOT_DISK_NAME_SIZE 129
/* Digits of the content in it. */
#define INGOT_DISK_NAME_DIGITS 16

/**
 * struct ingot_disk - an image that holds; release with ingot_disk_close()
 * @path:      borrowed
 * @size:      bytes, a multiple of 512
 * @store:     its bytes
 * @occupancy: which units of 64 KiB are not all zeros
 * @content:   names what is on it, SHA-256
 * @label:     platform and stream of its command line, IMAGE_VERSION of its os-release; none of them
 *             is empty
 * @uki:       what the firmware measures of its UKI, SHA-256: found again in measurements.json
 * @file, @before: private
 */
struct ingot_disk {
	const char *path;
	uint64_t size;
	struct ingot_verity_store store;
	struct ingot_occupancy occupancy;
	struct ingot_digest content;
	struct ingot_label label;
	struct ingot_digest uki;
	struct ingot_verity_file file;
	struct stat before;
};

/** struct ingot_disk_progress - told how far the reading is; bytes of data. Callback may be NULL. */
struct ingot_disk_progress {
	void *context;
	void (*show)(void *context, uint64_t done, uint64_t total);
};

/**
 * ingot_disk_open - read and check an image
 * @path: regular file or block device; borrowed
 * @reason: on failure, and if the answer is 0: what is wrong, without @path
 * @ret_disk: must stay where it is; written from the start on: close it whatever the answer is
 *
 * Returns 1; 0 if the image does not hold; -EBADMSG, -ENOTSUP, -ENOENT, -EFBIG if it is no image, or
 * does not say what it is (disk_label.h); -EINVAL if its size is no multiple of 512; -EIO if it changed
 * meanwhile, or OpenSSL fails; -ENOMEM; an OS error.
 */
int ingot_disk_open(const char *path, struct ingot_disk_progress progress,
		    struct ingot_reason *reason, struct ingot_disk *ret_disk);

/** ingot_disk_has_changed - its size or time stamp is another than before it was read. */
bool ingot_disk_has_changed(const struct ingot_disk *disk);

/**
 * ingot_disk_block - the next block that is not all zeros
 * @offset:     where to look from, bytes; a multiple of @block_size
 * @block_size: a multiple of INGOT_OCCUPANCY_UNIT
 * @ret_block:  at a multiple of @block_size, and of that size; also at the disk's end, behind which
 *              ingot_disk_read() has zeros
 * @ret_data:   the first to the last unit in it that holds data; may be NULL
 *
 *	for (uint64_t at = 0; ingot_disk_block(disk, at, N, &block, NULL) > 0; at = block.offset + N)
 *
 * Returns 1 with a block; 0 if there is none.
 */
int ingot_disk_block(const struct ingot_disk *disk, uint64_t offset, uint64_t block_size,
		     struct ingot_extent *ret_block, struct ingot_extent *ret_data);

/**
 * ingot_disk_blocks - how many blocks of that size are not all zeros
 * @ret_size: bytes of all of them, the last one in full; may be NULL
 */
uint64_t ingot_disk_blocks(const struct ingot_disk *disk, uint64_t block_size, uint64_t *ret_size);

/** ingot_disk_read - bytes of the disk; zeros behind its end. Returns 0; what the store returns. */
int ingot_disk_read(const struct ingot_disk *disk, uint64_t offset, size_t size, uint8_t *ret_data);

/**
 * ingot_disk_name - "ingot-VERSION-STREAM-<16 digits of the content>" as a cloud takes it
 * @marks:    characters beside a-z, 0-9 and '-' that may stand in it, such as "._"; others become '-'
 * @size_max: characters it may have, at least 40; what is too long loses the end of its version
 * @ret_name: with a NUL
 */
void ingot_disk_name(const struct ingot_disk *disk, const char *marks, size_t size_max,
		     char ret_name[INGOT_DISK_NAME_SIZE]);

/** ingot_disk_close - release it, also an all-zero one; for ingot_scoped() too. */
void ingot_disk_close(struct ingot_disk *disk);

#endif
