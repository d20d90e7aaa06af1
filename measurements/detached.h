/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_DETACHED_H
#define INGOT_MEASUREMENTS_DETACHED_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/public_key.h"
#include "base/reason.h"

/*
 * Detached signatures: FILE.sig beside FILE is one line, the base64 of a DER ECDSA P-256 signature
 * over the SHA-256 of FILE's exact bytes. The form that `cosign verify-blob` reads, and, once the
 * base64 is taken off, `openssl dgst -sha256 -verify`.
 */

#define INGOT_DETACHED_SUFFIX ".sig"
/* DER of two integers of 33 bytes is 72 bytes, their base64 96; and the line's end. */
#define INGOT_DETACHED_DER_SIZE_MAX  72
#define INGOT_DETACHED_TEXT_SIZE_MAX 97

/**
 * ingot_detached_check - does FILE.sig hold for FILE under a key?
 * @key:  who should have signed; P-256
 * @data: FILE, its exact bytes
 * @text: FILE.sig, whole; its line end may be missing
 * @reason: set on failure, without the file's name
 *
 * Returns 0 if it holds; -EKEYREJECTED if not; -EBADMSG if @text is no such line; -ENOTSUP if @key
 * is of another kind; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_detached_check(const struct ingot_public_key *key, struct ingot_bytes data,
			 struct ingot_bytes text, struct ingot_reason *reason);

#endif
