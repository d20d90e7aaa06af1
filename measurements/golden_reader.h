/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_GOLDEN_READER_H
#define INGOT_MEASUREMENTS_GOLDEN_READER_H

#include "base/bytes.h"
#include "measurements/golden.h"

/**
 * ingot_golden_read - read measurements.json, strictly
 * @text:  the whole file
 * @fault: on -EBADMSG and -EFBIG the broken rule, and the place where it is one of syntax (0
 *         otherwise); may be NULL
 * @ret_golden: free with ingot_golden_free(); it keeps all the rules of golden.h
 *
 * Returns 0; -EBADMSG; -EFBIG if the text, the list, or a list of values or events is over its
 * limit; -ENOMEM; -EIO if hashing fails.
 */
int ingot_golden_read(struct ingot_bytes text, struct ingot_fault *fault,
		      struct ingot_golden **ret_golden);

#endif
