/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_UKI_H
#define INGOT_MEASUREMENTS_UKI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "measurements/loaderinfo.h"
#include "measurements/pe.h"
#include "measurements/pieces.h"

/*
 * Unified kernel images: which of a PE image's sections systemd-stub uses and measures into PCR 11,
 * as stub 257 does it (UAPI.5 Unified Kernel Image; UAPI.7 for PCR 11). The specification's order
 * differs for rarely used sections: the stub decides.
 */

/** enum ingot_uki_section - sections with a meaning, in the order in which the stub measures them
 */
enum ingot_uki_section {
	INGOT_UKI_LINUX,
	INGOT_UKI_OSREL,
	INGOT_UKI_CMDLINE,
	INGOT_UKI_INITRD,
	INGOT_UKI_UCODE,
	INGOT_UKI_SPLASH,
	INGOT_UKI_DTB,
	INGOT_UKI_UNAME,
	INGOT_UKI_SBAT,
	INGOT_UKI_PCRSIG,
	INGOT_UKI_PCRPKEY,
	INGOT_UKI_PROFILE,
	INGOT_UKI_DTBAUTO,
	INGOT_UKI_HWIDS,
	INGOT_UKI_SECTION_COUNT
};

/* Profiles of a UKI at most, as the stub's tools have it. */
#define INGOT_UKI_PROFILE_MAX 256

/**
 * struct ingot_uki_content - a section as it lies in memory
 * @data:       the part from the file; view into it
 * @zero_count: zero bytes after it, where the size in memory exceeds the one in the file
 * @offset:     where @data starts, bytes from the start of the file
 *
 * Absent sections, and those of size 0 in memory, which the stub takes for absent, are all zero.
 */
struct ingot_uki_content {
	struct ingot_bytes data;
	uint64_t zero_count;
	uint32_t offset;
};

/**
 * struct ingot_uki - a UKI, seen under one of its profiles
 * @pe:            the image
 * @info:          the stub and its version
 * @profile_count: sections .profile in the image; 0 for a UKI without profiles
 * @content:       what the stub uses under the profile asked for
 */
struct ingot_uki {
	struct ingot_pe pe;
	struct ingot_loaderinfo info;
	unsigned profile_count;
	struct ingot_uki_content content[INGOT_UKI_SECTION_COUNT];
};

/** ingot_uki_section_name - ".linux", ".osrel", …; static; NULL if @section is none of the table.
 */
const char *ingot_uki_section_name(enum ingot_uki_section section);

/** ingot_uki_is_measured - the stub measures this section into PCR 11: all but .pcrsig. */
bool ingot_uki_is_measured(enum ingot_uki_section section);

/**
 * ingot_uki_read - read a UKI, strictly
 * @file:    the whole file; borrowed, and must outlive @ret_uki
 * @profile: which profile, from 0; 0 is there even if the UKI has none
 * @ret_uki: the UKI; holds nothing to free
 * @fault:   where the format breaks, or which section is not handled (the offset of its header),
 *           bytes from the start of
 *           @file; may be NULL
 *
 * Sections in front of the first .profile are the base; those behind the n-th one replace them
 * under profile n.
 *
 * Refused, since what the stub makes of it depends on the machine, or cannot be known: sections
 * that are neither in the table nor the stub's own code; a name twice in the base or in one
 * profile; .dtbauto, which the stub measures only where it fits the machine; relocations that would
 * change a measured section.
 *
 * Returns 0; -ENOENT if there is no such profile; -ENOTSUP as above; -EBADMSG if the file is no
 * UKI; -EFBIG.
 */
int ingot_uki_read(struct ingot_bytes file, unsigned profile, struct ingot_uki *ret_uki,
		   struct ingot_fault *fault);

/** ingot_uki_has - the section is there and not empty. */
bool ingot_uki_has(const struct ingot_uki *uki, enum ingot_uki_section section);

/**
 * ingot_uki_pieces - what the stub measures of a section: its content in memory
 * @pieces: gets it appended; nothing if the section is absent
 *
 * Returns 0; -EFBIG if @pieces is full.
 */
int ingot_uki_pieces(const struct ingot_uki *uki, enum ingot_uki_section section,
		     struct ingot_pieces *pieces);

/**
 * ingot_uki_kernel - the image in .linux, which the stub starts through the firmware
 * @ret_kernel: the image; views into the UKI's file
 * @fault:  where the format breaks, bytes from the start of the UKI; may be NULL
 *
 * Returns 0; -EBADMSG, -EFBIG as ingot_pe_read(); -ENOTSUP if its end is not in the file.
 */
int ingot_uki_kernel(const struct ingot_uki *uki, struct ingot_pe *ret_kernel,
		     struct ingot_fault *fault);

#endif
