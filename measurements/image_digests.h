/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_IMAGE_DIGESTS_H
#define INGOT_MEASUREMENTS_IMAGE_DIGESTS_H

#include "base/file.h"
#include "measurements/event.h"
#include "measurements/image.h"

/*
 * All that is hashed of a disk image's large files, in all banks, in one pass over their bytes.
 */

/**
 * struct ingot_image_digests - digests of the parts of a boot chain; what is absent has none
 * @loader:  Authenticode hash of systemd-boot
 * @uki:     Authenticode hash of the UKI
 * @kernel:  Authenticode hash of the image in .linux
 * @section: contents of the UKI's sections in memory
 * @initrd:  the initrd that the kernel gets (initrd.h); none if it gets none
 */
struct ingot_image_digests {
	struct ingot_event_digests loader;
	struct ingot_event_digests uki;
	struct ingot_event_digests kernel;
	struct ingot_event_digests section[INGOT_UKI_SECTION_COUNT];
	struct ingot_event_digests initrd;
};

/** struct ingot_image_banks - algorithms to hash with: the first @count, each at most once. */
struct ingot_image_banks {
	enum ingot_hash hash[INGOT_HASH_COUNT];
	size_t count;
};

/**
 * ingot_image_measure - hash everything
 * @image: boot chain
 * @disk:  the file that its bytes are a mapping of: pages are given back as the pass goes; may be
 *         NULL
 * @banks: algorithms
 * @ret_digests: digests, each in all @banks
 * @why:   on failure one line; empty before
 *
 * Returns 0; -ENOTSUP if an image has bytes that are hashed differently by different readers;
 * -EFBIG; -EINVAL; -ENOMEM; -EIO if hashing fails.
 */
int ingot_image_measure(const struct ingot_image *image, const struct ingot_file *disk,
			const struct ingot_image_banks *banks,
			struct ingot_image_digests *ret_digests, struct ingot_text *why);

#endif
