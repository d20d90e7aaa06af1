/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_INITRD_H
#define INGOT_MEASUREMENTS_INITRD_H

#include "measurements/pieces.h"
#include "measurements/uki.h"

/*
 * The initrd that systemd-stub hands to the kernel: the UKI's own, and a cpio archive for each
 * section that the initrd's programs want to see as a file (systemd-stub(7); the archives' form was
 * read off boots with stub 257).
 */

/* Sections that become archives. */
#define INGOT_INITRD_ARCHIVE_MAX 4
/* Bytes in front of a file's content: two records with short names. */
#define INGOT_INITRD_HEADER_SIZE 320

/**
 * struct ingot_initrd - all parts, in order
 * @pieces: what the kernel sees as one run of bytes; views into the UKI's file and into @header
 * @own:    pieces that make up .initrd, if it is the first part and the bytes of a later part
 *          follow it: what is hashed of it need not be hashed twice; 0 if it is not so
 * @header: room for what precedes the files
 *
 * Points into itself: do not copy.
 */
struct ingot_initrd {
	struct ingot_pieces pieces;
	size_t own;
	char header[INGOT_INITRD_ARCHIVE_MAX][INGOT_INITRD_HEADER_SIZE];
};

/**
 * ingot_initrd_make - list the parts that the stub puts together
 * @uki:        the UKI under its profile; borrowed, and must outlive @initrd
 * @ret_initrd: the parts; holds nothing to free; of no use after a failure
 *
 * In this order: .ucode, .initrd, then as files in the folder .extra the sections .pcrsig,
 * .pcrpkey, .osrel and .profile. Each part is filled up with zeros to a multiple of four bytes,
 * except when it is the only one.
 *
 * Returns 0; -EFBIG; -ENOENT if the UKI has none of them, so that there is no initrd.
 */
int ingot_initrd_make(const struct ingot_uki *uki, struct ingot_initrd *ret_initrd);

#endif
