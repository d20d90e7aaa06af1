/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_LUKS_HEADER_H
#define INGOT_BOOTSTRAPPER_LUKS_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * The binary part of a LUKS2 header, as our state disks have it and no other: two copies of 64 KiB,
 * one behind the other, then 4 MiB for key slots, then the data. The disk belongs to the host, so
 * what is read here is hostile, and anything that cryptsetup would accept but would not have
 * written for us is refused.
 *
 * Spec: LUKS2 On-Disk Format Specification 1.1.2, 2 "LUKS2 on-disk format" (binary header in 2.1).
 */

/* One copy, binary part and JSON area together. */
#define INGOT_LUKS_HEADER_SIZE ((size_t)64 << 10)
/* What is in front of the JSON area in each copy. */
#define INGOT_LUKS_BINARY_SIZE ((size_t)4096)
/* Key slots. */
#define INGOT_LUKS_SLOTS_OFFSET (2 * INGOT_LUKS_HEADER_SIZE)
#define INGOT_LUKS_SLOTS_SIZE   ((size_t)4 << 20)
/* Where the data begin; everything in front of it is the header. */
#define INGOT_LUKS_DATA_OFFSET ((size_t)5 << 20)

/**
 * struct ingot_luks_header - one copy of the header
 * @sequence: grows with each change; the copy with the larger one is the newer
 * @json:     its metadata, without the zeros behind them; borrowed
 */
struct ingot_luks_header {
	uint64_t sequence;
	struct ingot_bytes json;
};

/**
 * ingot_luks_header_read - read one copy
 * @copy:  exactly INGOT_LUKS_HEADER_SIZE bytes
 * @second: it is the second copy, which has another magic number and offset
 * @fault: the broken rule; may be NULL
 * @ret_header: borrows from @copy
 *
 * Returns 0; -EKEYREJECTED if the checksum is another, or there is no header: a copy that was not
 * written to its end looks so; -EBADMSG if the checksum holds but the header is none of ours; -EIO
 * if hashing fails; -EINVAL if @copy has another size.
 */
int ingot_luks_header_read(struct ingot_bytes copy, bool second, struct ingot_fault *fault,
			   struct ingot_luks_header *ret_header);

#endif
