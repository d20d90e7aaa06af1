/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_DISK_GPT_H
#define INGOT_DISK_GPT_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "disk/guid.h"
#include "disk/utf16.h"

/*
 * GUID partition table of a disk image, read-only (UEFI 2.10, chapter 5).
 *
 * Accepted is what every firmware reads the same way: a protective MBR, a primary header in block 1
 * and its backup, both with right checksums and the same content. What firmware would have to
 * repair or guess is refused.
 */

#define INGOT_GPT_BLOCK_SIZE 512
/* Entries we read at most; disks have 128. */
#define INGOT_GPT_ENTRY_MAX  1024
#define INGOT_GPT_NAME_UNITS 36
#define INGOT_GPT_NAME_SIZE  (INGOT_GPT_NAME_UNITS * INGOT_UTF16_EXPANSION + 1)

/**
 * struct ingot_gpt - a partition table that has been checked
 * @disk:               the image it was read from; borrowed
 * @header:             the primary header's 92 bytes; view into @disk
 * @entries:            the primary entry array; view into @disk
 * @disk_guid:          the disk's own GUID
 * @first_usable_block: lowest block a partition may have
 * @last_usable_block:  highest block a partition may have
 * @backup_block:       where the backup header is; the last block, unless the image was padded
 *                      afterwards
 * @entry_count:        entries in @entries, used or not
 */
struct ingot_gpt {
	struct ingot_bytes disk;
	struct ingot_bytes header;
	struct ingot_bytes entries;
	struct ingot_guid disk_guid;
	uint64_t first_usable_block;
	uint64_t last_usable_block;
	uint64_t backup_block;
	uint32_t entry_count;
};

/**
 * struct ingot_partition - a used entry of the table
 * @number:      position in the table, from 1, as tools and device names count
 * @type:        what it holds; never zero
 * @unique:      which one it is; different for each
 * @first_block: first block
 * @last_block:  last block, inclusive, never less than @first_block
 * @attributes:  bits of UEFI 2.10 table 5-7 and of the type
 * @name:        UTF-8, NUL-terminated
 */
struct ingot_partition {
	uint32_t number;
	struct ingot_guid type;
	struct ingot_guid unique;
	uint64_t first_block;
	uint64_t last_block;
	uint64_t attributes;
	char name[INGOT_GPT_NAME_SIZE];
};

/* EFI system partition, c12a7328-f81f-11d2-ba4b-00a0c93ec93b. */
extern const struct ingot_guid ingot_gpt_type_esp;

/**
 * ingot_gpt_read - read and check the partition table of a disk
 * @disk:    whole disk, blocks of 512 bytes; borrowed, and must outlive @ret_gpt
 * @ret_gpt: the table; holds nothing to free
 * @fault:   where the format breaks, bytes from the start of @disk; may be NULL
 *
 * Checks both headers (signature, revision, sizes, checksums, positions), that backup and primary
 * agree, and that partitions lie in the usable range, do not overlap and have different GUIDs.
 *
 * Returns 0; -EBADMSG; -ENOTSUP for blocks of 4096 bytes, entries larger than 128 bytes, or more
 * than INGOT_GPT_ENTRY_MAX of them.
 */
int ingot_gpt_read(struct ingot_bytes disk, struct ingot_gpt *ret_gpt, struct ingot_fault *fault);

/**
 * ingot_gpt_next - go through the used entries in the order of the table
 * @gpt:    a table that ingot_gpt_read() gave
 * @cursor: 0 at first, then as the last call left it
 * @ret_partition: the next used entry
 *
 * Returns 1 with an entry; 0 at the end; -EBADMSG if @gpt is not of ingot_gpt_read().
 */
int ingot_gpt_next(const struct ingot_gpt *gpt, uint32_t *cursor,
		   struct ingot_partition *ret_partition);

/**
 * ingot_gpt_find_type - find the one partition of a type
 * @type: type GUID
 * @ret_partition: the partition
 *
 * Returns 0; -ENOENT if there is none; -ENOTSUP if there are several, so that nobody has to guess.
 */
int ingot_gpt_find_type(const struct ingot_gpt *gpt, const struct ingot_guid *type,
			struct ingot_partition *ret_partition);

/**
 * ingot_gpt_content - the bytes of a partition
 * @partition: of the same @gpt
 * @ret_content: view into the disk
 *
 * Returns 0; -EBADMSG if @partition is not of @gpt.
 */
int ingot_gpt_content(const struct ingot_gpt *gpt, const struct ingot_partition *partition,
		      struct ingot_bytes *ret_content);

/**
 * ingot_gpt_measure - feed what firmware measures of this table into PCR 5
 * @gpt:    the table
 * @hasher: gets the UEFI_GPT_DATA: the header as on disk, the count of used entries (64 bits), the
 *          used entries
 *
 * The event's type is EV_EFI_GPT_EVENT; its digest is the hash of exactly these bytes.
 * Spec: TCG PC Client Platform Firmware Profile 1.06, 10.4.1 and 10.2.5.
 *
 * Returns 0; -EIO if hashing fails.
 */
int ingot_gpt_measure(const struct ingot_gpt *gpt, struct ingot_hasher *hasher);

#endif
