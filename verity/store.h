/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_STORE_H
#define INGOT_VERITY_STORE_H

#include <stdint.h>

#include "base/bytes.h"
#include "disk/extent.h"

/*
 * Where blocks come from and where the tree goes: callbacks, so that a tree can be built or checked
 * over a file, a partition in an image, or anything else that has offsets. Called from several
 * threads at once.
 */

/**
 * struct ingot_verity_store - somewhere with bytes
 * @context: handed to each callback first
 * @size:    bytes; nothing behind it is read, and what is written may go beyond
 * @read:    fill @ret_data with exactly @size bytes from @offset. Returns 0, or a negative errno
 * @write:   put all of @data at @offset; NULL: this store cannot. Returns 0, or a negative errno
 * @extent:  as ingot_extent_next(), with offsets of the store; NULL: everything is data
 */
struct ingot_verity_store {
	void *context;
	uint64_t size;
	int (*read)(void *context, uint64_t offset, uint64_t size, uint8_t *ret_data);
	int (*write)(void *context, uint64_t offset, struct ingot_bytes data);
	int (*extent)(void *context, uint64_t offset, struct ingot_extent *ret_extent);
};

/**
 * struct ingot_verity_file - a file, or a range of one, as a store
 * @fd:     open regular file or block device; borrowed
 * @offset: the store's first byte in it
 * @size:   bytes of the store
 */
struct ingot_verity_file {
	int fd;
	uint64_t offset;
	uint64_t size;
};

/**
 * ingot_verity_file_open - a whole file as a context
 * @fd: open regular file or block device; borrowed, must live as long as @ret_file
 *
 * Returns 0; -ENOTSUP if it is neither; an OS error.
 */
int ingot_verity_file_open(int fd, struct ingot_verity_file *ret_file);

/**
 * ingot_verity_file_store - the store over a file
 * @file: borrowed; must stay where it is while the store is used
 *
 * Reading falls short (-EIO) where the file has become shorter since.
 */
struct ingot_verity_store ingot_verity_file_store(struct ingot_verity_file *file);

/**
 * ingot_verity_store_find - the first byte of a range that is not zero
 * @offset, @end: the range, bytes
 * @ret_offset: the byte
 *
 * Holes are not read. Returns 1 with a byte; 0 if all are zero; -ENOMEM; what the store returns.
 */
int ingot_verity_store_find(const struct ingot_verity_store *store, uint64_t offset, uint64_t end,
			    uint64_t *ret_offset);

#endif
