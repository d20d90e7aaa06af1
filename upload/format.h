/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_FORMAT_H
#define INGOT_UPLOAD_FORMAT_H

#include "upload/gzip.h"
#include "upload/occupancy.h"

/*
 * The formats in which clouds take disks, and which cloud takes which. Each is written from its
 * first byte to its last, in three steps; where data is, is known before.
 */

/**
 * struct ingot_packing - an image on its way into a format
 * @sink:      gets the bytes
 * @occupancy: which of its units hold data
 * @size:      bytes of the disk as it is packed: the image's, rounded up
 * @thread_count: 1..INGOT_WORKERS_MAX
 * @gzip:      for the one format that has it
 */
struct ingot_packing {
	struct ingot_sink *sink;
	const struct ingot_occupancy *occupancy;
	uint64_t size;
	unsigned thread_count;
	struct ingot_gzip *gzip;
};

/**
 * struct ingot_format - a format
 * @name:      "raw"
 * @size_unit: what the size of a disk has to be a multiple of, bytes
 * @size_max:  the largest disk
 * @is_plain:  it has the disk's zeros as they are, so that a digest over all of it takes its time
 * @begin: what stands in front of the data
 * @data:  the next units that hold data, whole ones, from @offset of the disk
 * @end:   what stands behind; @content names what is on the disk
 *
 * The three return 0; -ENOMEM; -EIO; what the sink returns.
 */
struct ingot_format {
	const char *name;
	uint64_t size_unit;
	uint64_t size_max;
	bool is_plain;
	int (*begin)(struct ingot_packing *packing);
	int (*data)(struct ingot_packing *packing, uint64_t offset, struct ingot_bytes units);
	int (*end)(struct ingot_packing *packing, const struct ingot_digest *content);
};

/**
 * ingot_format_for - the format that a platform takes
 * @platform: "qemu", "aws": raw; "azure": vhd; "gcp": tar.gz; "openstack": qcow2
 *
 * Returns the format, static; NULL for another platform.
 */
const struct ingot_format *ingot_format_for(const char *platform);

/** ingot_format_put - as @data: units where they are on the disk, zeros in front of them. */
int ingot_format_put(struct ingot_packing *packing, uint64_t offset, struct ingot_bytes units);

/* The bytes of the disk, and nothing else. */
extern const struct ingot_format ingot_format_raw;

/* These, in vhd.c, tar.c and qcow2.c, say in their headers what they are. */
extern const struct ingot_format ingot_format_vhd;
extern const struct ingot_format ingot_format_tar;
extern const struct ingot_format ingot_format_qcow2;

#endif
