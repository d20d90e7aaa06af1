/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_LUKS_H
#define INGOT_BOOTSTRAPPER_LUKS_H

#include "bootstrapper/luks_header.h"
#include "bootstrapper/luks_metadata.h"

/*
 * The whole LUKS2 header of a state disk: both copies and the key slots.
 */

/**
 * ingot_luks_check - check a header that was read from a disk, and make it fit to be used
 * @header: INGOT_LUKS_DATA_OFFSET bytes in memory of our own; changed: a copy whose checksum does
 *          not hold, as after a power cut, is overwritten with zeros, so that nobody can take it
 *          for good who reads it by other rules
 * @fault:  the broken rule; may be NULL
 * @ret_metadata: of the newer copy; release with ingot_luks_metadata_close(); borrows nothing from
 *          @header
 *
 * Where both copies are whole, both must be as we would have written them.
 *
 * Returns 0; -EBADMSG if one is not; -EKEYREJECTED if neither is whole; -EFBIG; -ENOMEM; -EIO.
 */
int ingot_luks_check(uint8_t *header, struct ingot_fault *fault,
		     struct ingot_luks_metadata *ret_metadata);

#endif
