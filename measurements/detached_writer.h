/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_DETACHED_WRITER_H
#define INGOT_MEASUREMENTS_DETACHED_WRITER_H

#include "base/bytes.h"
#include "base/reason.h"
#include "measurements/detached.h"
#include "measurements/signer.h"

/**
 * ingot_detached_make - make what FILE.sig holds
 * @signer: a P-256 key
 * @data: FILE, its exact bytes
 * @reason: set on failure, without the file's name
 * @ret_text: one line with its LF
 *
 * What was signed is checked with the public key before it is given out: a token may sign with
 * another key than the one it shows.
 *
 * Returns 0; -ENOTSUP if @signer is of another kind; -ENOMEM; -EIO if signing fails or the signature
 * does not hold.
 */
int ingot_detached_make(const struct ingot_signer *signer, struct ingot_bytes data,
			struct ingot_reason *reason,
			char ret_text[INGOT_DETACHED_TEXT_SIZE_MAX + 1]);

#endif
