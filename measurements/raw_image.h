/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_RAW_IMAGE_H
#define INGOT_MEASUREMENTS_RAW_IMAGE_H

#include <stdint.h>

#include "base/digest.h"
#include "measurements/publication.h"

/*
 * A disk image that is published with its release, raw and beside the index, where info.json names
 * it (cli/image_list.h). Part of the program: failures are reported where they are found, and the
 * functions return exit codes.
 */

/**
 * struct ingot_raw_image - one of them
 * @platform: one of platform.h; static
 * @path:     where it is now; borrowed
 * @name:     as a file of the release, "qemu.raw"
 * @size:     bytes; set by ingot_raw_image_measure()
 * @digest:   SHA-256; as @size
 */
struct ingot_raw_image {
	const char *platform;
	const char *path;
	char name[INGOT_PUBLICATION_NAME_SIZE];
	uint64_t size;
	struct ingot_digest digest;
};

/** ingot_raw_image_read - take one from an argument, "qemu=FILE"; or a usage error. */
int ingot_raw_image_read(const char *verb, const char *argument, struct ingot_raw_image *ret_image);

/** ingot_raw_image_measure - learn its size and digest. */
int ingot_raw_image_measure(struct ingot_raw_image *image);

/**
 * ingot_raw_image_copy - write it, to the disk, with holes where it has zeros
 * @path: does not exist yet
 *
 * An image that is not any more what was measured is refused.
 */
int ingot_raw_image_copy(const struct ingot_raw_image *image, const char *path);

/**
 * ingot_raw_image_check - check a published one
 * @path: it has to be what was measured
 *
 * Returns as the others; other bytes are INGOT_EXIT_UNTRUSTED.
 */
int ingot_raw_image_check(const struct ingot_raw_image *image, const char *path);

#endif
