/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_LOADERINFO_H
#define INGOT_MEASUREMENTS_LOADERINFO_H

#include "base/bytes.h"
#include "measurements/pe.h"

/*
 * Which of systemd's EFI programs a file is, and its version: the text in its section .sdmagic,
 * which is
 * "#### LoaderInfo: systemd-stub 257.13-1~deb13u1 ####".
 */

enum ingot_loader {
	INGOT_LOADER_BOOT,  /* systemd-boot */
	INGOT_LOADER_STUB,  /* systemd-stub, in a UKI too */
	INGOT_LOADER_ADDON, /* an addon to a UKI */
};

/**
 * struct ingot_loaderinfo - what .sdmagic says
 * @loader:  which program
 * @major:   the version up to its first character that is no digit: 257
 * @version: the whole version: "257.13-1~deb13u1"; view into the image's file
 */
struct ingot_loaderinfo {
	enum ingot_loader loader;
	unsigned major;
	struct ingot_bytes version;
};

/**
 * ingot_loaderinfo_read - read an image's .sdmagic
 * @pe:    any image
 * @ret_info: what it says; views into the image's file
 * @fault: where the format breaks, bytes from the start of the file; may be NULL
 *
 * Returns 0; -ENOENT if the image has no such section; -EBADMSG if it does not hold that text;
 * -ENOTSUP if the program is none of ours.
 */
int ingot_loaderinfo_read(const struct ingot_pe *pe, struct ingot_loaderinfo *ret_info,
			  struct ingot_fault *fault);

#endif
