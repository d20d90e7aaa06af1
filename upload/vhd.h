/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_VHD_H
#define INGOT_UPLOAD_VHD_H

#include "upload/format.h"

/*
 * Fixed VHD, as Azure takes it: the disk, a whole number of MiB, and a footer of 512 bytes.
 *
 * Of the footer's fields that others choose at random or by the clock, the time stamp is 0 (the
 * first second of 2000), and the unique ID is made of the content's digest, with version and
 * variant of RFC 9562 section 5.8. The rest is what qemu-img writes with force_size=on: the
 * geometry is the largest one, so that each reader takes the disk's size from the footer.
 *
 * Spec: Microsoft, Virtual Hard Disk Image Format Specification 1.0, "Hard Disk Footer Format".
 */

#define INGOT_VHD_FOOTER_SIZE 512

/**
 * ingot_vhd_footer - the footer of a fixed disk
 * @size:    bytes of the disk in front of it, a multiple of 512
 * @content: digest that names it
 * @ret_footer: the footer; owned by the caller
 */
void ingot_vhd_footer(uint64_t size, const struct ingot_digest *content,
		      uint8_t ret_footer[INGOT_VHD_FOOTER_SIZE]);

#endif
