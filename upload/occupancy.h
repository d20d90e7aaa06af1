/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_OCCUPANCY_H
#define INGOT_UPLOAD_OCCUPANCY_H

#include <stdbool.h>

#include "verity/store.h"

/*
 * Which units of a disk image hold data. A unit that is all zeros holds none, whatever the file
 * system says: so an image is packed to the same bytes from ext4, from tmpfs, and from a copy that
 * has lost its holes. What the file system does know to be a hole is not read.
 *
 * One bit for each unit: 2 MiB for 1 TiB.
 */

/* A cluster of qcow2; a page blob and a GNU tar archive take its multiples. */
#define INGOT_OCCUPANCY_UNIT     ((size_t)64 << 10)
#define INGOT_OCCUPANCY_SIZE_MAX ((uint64_t)16 << 40)

/**
 * struct ingot_occupancy - the units of an image; release with ingot_occupancy_drop()
 * @size:       bytes of the image
 * @unit_count: its units; the last one may be cut short
 * @data_count: those that hold data
 * @data_size:  their bytes
 * @word:       private
 */
struct ingot_occupancy {
	uint64_t size;
	uint64_t unit_count;
	uint64_t data_count;
	uint64_t data_size;
	uint64_t *word;
};

/**
 * ingot_occupancy_scan - look at all units of an image
 * @image: the whole image; read by several threads
 * @thread_count: 1..INGOT_WORKERS_MAX
 * @ret_occupancy: the units
 *
 * Returns 0; -EFBIG over INGOT_OCCUPANCY_SIZE_MAX; -EINVAL; -ENOMEM; what the store returns.
 */
int ingot_occupancy_scan(const struct ingot_verity_store *image, unsigned thread_count,
			 struct ingot_occupancy *ret_occupancy);

/**
 * ingot_occupancy_next - the next run of units that hold data
 * @offset: where to look from, bytes; a multiple of the unit
 * @ret_run: from the first unit at or behind @offset to the last that follows it; whole units, but
 *           for the image's end
 *
 * Returns 1 with a run; 0 if there is none.
 */
int ingot_occupancy_next(const struct ingot_occupancy *occupancy, uint64_t offset,
			 struct ingot_extent *ret_run);

/** ingot_occupancy_has - does the unit of this number hold data? False behind the last. */
bool ingot_occupancy_has(const struct ingot_occupancy *occupancy, uint64_t unit);

/** ingot_occupancy_drop - release it and leave an all-zero structure; for ingot_scoped() too. */
void ingot_occupancy_drop(struct ingot_occupancy *occupancy);

#endif
