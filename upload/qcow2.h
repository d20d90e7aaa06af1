/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_QCOW2_H
#define INGOT_UPLOAD_QCOW2_H

#include "upload/format.h"

/*
 * qcow2 version 3, as OpenStack takes it: clusters of 64 KiB, no backing file, no snapshots, no
 * compression. A cluster of zeros is not there. Header, reference counts, level 1, the tables of
 * level 2 that have an entry, then the data in the order of the disk: each cluster used once, and
 * none to spare.
 *
 * Spec: QEMU, docs/interop/qcow2.rst.
 */

/**
 * struct ingot_qcow2_layout - how many clusters each part has; the parts follow in this order
 * @counts_table:   table of the blocks of reference counts; behind the header of one cluster
 * @counts_blocks:  these
 * @level1:         table of level 1, with @level1_count entries
 * @level2:         tables of level 2
 * @data:           data
 * @total:          all of them
 */
struct ingot_qcow2_layout {
	uint64_t counts_table;
	uint64_t counts_blocks;
	uint64_t level1;
	uint64_t level1_count;
	uint64_t level2;
	uint64_t data;
	uint64_t total;
};

/** ingot_qcow2_layout_of - the layout for a disk. */
void ingot_qcow2_layout_of(const struct ingot_packing *packing,
			   struct ingot_qcow2_layout *ret_layout);

#endif
