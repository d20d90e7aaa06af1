/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_DISK_FAT_H
#define INGOT_DISK_FAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * FAT32 volumes, read-only: geometry and cluster chains (Microsoft FAT specification, 2005,
 * sections 3 and 4).
 *
 * Accepted is what OVMF's driver reads without guessing. FAT12 and FAT16 are not handled: with
 * fewer than 65525 clusters OVMF takes a FAT32 volume for one of those and does not boot from it.
 */

/**
 * struct ingot_fat - a volume whose geometry has been checked
 * @volume:        the whole volume; borrowed
 * @table:         the first allocation table; view into @volume
 * @data:          the cluster area, cluster 2 first; view into @volume
 * @cluster_size:  bytes in a cluster, a power of two
 * @cluster_count: clusters in @data; they are numbered from 2
 * @root_cluster:  first cluster of the root directory
 */
struct ingot_fat {
	struct ingot_bytes volume;
	struct ingot_bytes table;
	struct ingot_bytes data;
	uint32_t cluster_size;
	uint32_t cluster_count;
	uint32_t root_cluster;
};

/**
 * struct ingot_fat_chain - cursor over the content of one file
 * @fat:     volume
 * @cluster: next cluster to give
 * @left:    bytes of the file not given yet
 */
struct ingot_fat_chain {
	const struct ingot_fat *fat;
	uint32_t cluster;
	uint64_t left;
};

/**
 * ingot_fat_open - check the geometry of a volume
 * @volume:  a partition's bytes; borrowed, and must outlive @ret_fat
 * @ret_fat: the volume; holds nothing to free
 * @fault:   where the format breaks, bytes from the start of @volume; may be NULL
 *
 * Returns 0; -EBADMSG; -ENOTSUP for FAT12, FAT16, a volume with fewer clusters than FAT32 needs, or
 * unmirrored tables.
 */
int ingot_fat_open(struct ingot_bytes volume, struct ingot_fat *ret_fat, struct ingot_fault *fault);

/**
 * ingot_fat_cluster - the bytes of one cluster
 * @cluster: its number, untrusted
 * @ret_content: cluster_size bytes; view into the volume
 *
 * Returns 0; -EBADMSG if there is no such cluster.
 */
int ingot_fat_cluster(const struct ingot_fat *fat, uint32_t cluster,
		      struct ingot_bytes *ret_content);

/**
 * ingot_fat_follow - the cluster after a cluster
 * @cluster: its number, untrusted
 * @ret_next: number of the next one, which exists
 *
 * Returns 1 with the next; 0 if @cluster is the last of its chain; -EBADMSG if the table names no
 * cluster or a bad one.
 */
int ingot_fat_follow(const struct ingot_fat *fat, uint32_t cluster, uint32_t *ret_next);

/**
 * ingot_fat_chain_start - begin to read a chain of known size
 * @first_cluster: as the directory entry gives it; must be 0 if @size is 0
 * @size:  bytes of the file
 * @ret_chain: cursor
 *
 * Returns 0; -EBADMSG if the two do not fit each other or the volume.
 */
int ingot_fat_chain_start(const struct ingot_fat *fat, uint32_t first_cluster, uint64_t size,
			  struct ingot_fat_chain *ret_chain);

/**
 * ingot_fat_chain_next - the next run of clusters that lie one after another
 * @chain: cursor
 * @ret_run: the longest contiguous part; view into the volume, never empty, ends with the file's
 *           last byte
 *
 * Work is bounded by the size given at the start, so loops in the table end. The chain must have
 * exactly as many clusters as the size needs.
 *
 * Returns 1 with a run; 0 at the end; -EBADMSG.
 */
int ingot_fat_chain_next(struct ingot_fat_chain *chain, struct ingot_bytes *ret_run);

/**
 * ingot_fat_read - the content of a chain as one view, copied only if it is scattered
 * @first_cluster: as the directory entry gives it
 * @size:  bytes of the file
 * @limit: largest content copied; a contiguous file may be larger
 * @ret_copy: heap block to free(), or NULL where no copy was needed
 * @ret_content: the content; in @ret_copy or a view into the volume
 *
 * Returns 0; -EBADMSG; -EFBIG if a scattered file exceeds @limit; -ENOMEM.
 */
int ingot_fat_read(const struct ingot_fat *fat, uint32_t first_cluster, uint64_t size, size_t limit,
		   uint8_t **ret_copy, struct ingot_bytes *ret_content);

#endif
