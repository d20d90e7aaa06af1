/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_CONTENT_H
#define INGOT_UPLOAD_CONTENT_H

#include "base/digest.h"
#include "upload/occupancy.h"

/*
 * The digest that names what is on a disk, however it is packed: SHA-256 over, for each unit of 64
 * KiB that is not all zeros, in ascending order, its number (64 bits, little-endian) and its
 * SHA-256, and behind them the size of the disk in bytes (64 bits, little-endian). A last unit that
 * is cut short is filled up with zeros.
 *
 * So zeros cost nothing, which they would in a SHA-256 of the whole disk.
 */

/* A digest under way. Opaque. */
struct ingot_content;

/**
 * ingot_content_new - begin
 * @ret_content: free with ingot_content_free()
 *
 * Returns 0; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_content_new(struct ingot_content **ret_content);

/**
 * ingot_content_take - the next units that hold data
 * @offset: where they are, bytes; a multiple of INGOT_OCCUPANCY_UNIT
 * @units:  whole ones, at least one
 *
 * Returns 0; -EINVAL; -EIO if OpenSSL fails.
 */
int ingot_content_take(struct ingot_content *content, uint64_t offset, struct ingot_bytes units);

/**
 * ingot_content_end - all has been taken
 * @size: bytes of the disk
 * @ret_digest: its digest, SHA-256
 *
 * Returns 0; -EIO if OpenSSL fails.
 */
int ingot_content_end(struct ingot_content *content, uint64_t size,
		      struct ingot_digest *ret_digest);

/** ingot_content_free - release it; NULL is fine. */
void ingot_content_free(struct ingot_content *content);

/** ingot_content_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_content_scoped(struct ingot_content **content);

#endif
