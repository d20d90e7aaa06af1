/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_PREDICTION_H
#define INGOT_MEASUREMENTS_PREDICTION_H

#include <stdbool.h>

#include "measurements/golden.h"
#include "measurements/image.h"
#include "measurements/image_digests.h"
#include "measurements/secureboot.h"
#include "measurements/text.h"

/*
 * What every PCR will hold after an image has booted, and by which events. Nothing is guessed: a
 * PCR that cannot be known says so and why, an image that is not understood is refused.
 */

/**
 * struct ingot_prediction_request - what is predicted
 * @platform: one of platform.h; decides what is known of the firmware
 * @version:  the release
 * @ref:      its branch, or "-"
 * @stream:   its stream
 * @banks:    algorithms; SHA-256 must be among them
 * @secureboot: the machine's keys, or off; borrowed
 * @secureboot_unknown: nothing was said: off, in the form that the platform's firmware has
 * @systemd:  major version of the systemd that runs in initrd and root; 0: that of the distribution
 *            that .osrel names
 */
struct ingot_prediction_request {
	const char *platform;
	const char *version;
	const char *ref;
	const char *stream;
	struct ingot_image_banks banks;
	struct ingot_secureboot secureboot;
	bool secureboot_unknown;
	unsigned systemd;
};

/**
 * ingot_prediction_make - predict
 * @image:   boot chain
 * @disk:    the file that its bytes are a mapping of; may be NULL
 * @request: what is asked for
 * @ret_golden: a file with one entry; free with ingot_golden_free()
 * @why:     on failure one line that names what is wrong or cannot be modelled; empty before
 *
 * The same input gives the same result. Returns 0; -ENOTSUP for what is not modelled; -EKEYREJECTED
 * if Secure Boot would refuse a program; -EINVAL for a platform that is not known, banks without
 * SHA-256, or a platform, stream or version that the image itself says it is not (label.h); -EBADMSG; -EFBIG; -ENOMEM; -EIO if hashing fails.
 */
int ingot_prediction_make(const struct ingot_image *image, const struct ingot_file *disk,
			  const struct ingot_prediction_request *request,
			  struct ingot_golden **ret_golden, struct ingot_text *why);

#endif
