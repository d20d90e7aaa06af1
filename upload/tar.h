/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_TAR_H
#define INGOT_UPLOAD_TAR_H

#include "upload/format.h"

/*
 * gzip over a tar archive with one member, disk.raw, as Google Cloud takes it; the disk is a whole
 * number of GiB. The archive is what GNU tar calls --format=oldgnu --sparse: what the member's map
 * does not name are zeros, and are not in the archive. Owner 0, no names of owners, no times.
 *
 * Spec: GNU tar manual, "Basic Tar Format" (struct oldgnu_header, struct sparse).
 */

#define INGOT_TAR_BLOCK_SIZE 512

/* Entries of the map in the header, and in each block that follows it. */
#define INGOT_TAR_MAP_FIRST 4
#define INGOT_TAR_MAP_NEXT  21

/**
 * ingot_tar_number - a number of 12 bytes as GNU tar writes it
 * @number: in octal up to 8 GiB - 1, with a NUL behind it; above that binary, with the top bit set
 * @ret_field: 12 bytes; owned by the caller
 */
void ingot_tar_number(uint64_t number, uint8_t *ret_field);

#endif
