/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_VERITY_GAP_H
#define INGOT_VERITY_GAP_H

#include <stddef.h>

#include "disk/extent.h"
#include "disk/gpt.h"

/* Protective MBR, two headers, two lists of entries; and one behind it all. */
#define INGOT_GAP_MAX (INGOT_GPT_ENTRY_MAX + 6)

/**
 * struct ingot_gaps - what of a disk neither its partition table nor a partition has
 * @gap: in ascending order; the first @count
 */
struct ingot_gaps {
	struct ingot_extent gap[INGOT_GAP_MAX];
	size_t count;
};

/**
 * ingot_gaps_of - the gaps of a disk
 * @gpt: its partition table, as ingot_gpt_read() gave it
 * @ret_gaps: the gaps; holds nothing to free
 *
 * Of the headers' blocks only the 92 bytes that have a meaning count as used (UEFI 2.10, 5.3.2:
 * the rest must be zero).
 *
 * Returns 0; -EBADMSG if @gpt is not of ingot_gpt_read().
 */
int ingot_gaps_of(const struct ingot_gpt *gpt, struct ingot_gaps *ret_gaps);

#endif
