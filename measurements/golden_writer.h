/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_GOLDEN_WRITER_H
#define INGOT_MEASUREMENTS_GOLDEN_WRITER_H

#include <stddef.h>

#include "base/bytes.h"
#include "measurements/golden.h"

/**
 * ingot_golden_write - write measurements.json in its canonical bytes
 * @golden: what to write
 * @fault:  on -EINVAL the rule of golden.h that @golden breaks; may be NULL
 * @ret_text: UTF-8 and a NUL; a heap block, release with free()
 * @ret_size: bytes without the NUL
 *
 * `measurements` is made from the SHA-256 bank. The same @golden gives the same bytes. Nothing is
 * written that ingot_golden_read() would refuse.
 *
 * Returns 0; -EINVAL if @golden breaks a rule; -ENOMEM; -EIO if hashing fails.
 */
int ingot_golden_write(const struct ingot_golden *golden, struct ingot_fault *fault,
		       char **ret_text, size_t *ret_size);

#endif
