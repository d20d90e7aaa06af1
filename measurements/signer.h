/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_SIGNER_H
#define INGOT_MEASUREMENTS_SIGNER_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/public_key.h"
#include "base/reason.h"

/*
 * Who signs: a private key of one of the kinds that base/public_key.h checks. Part of the
 * predicting side: nothing that runs on a node or at a consumer has it.
 */

/* Longer texts are no such key. */
#define INGOT_SIGNER_PEM_SIZE_MAX ((size_t)16 << 10)

/* A private key. Opaque. */
struct ingot_signer;

/**
 * ingot_signer_read - take a private key
 * @pem: PKCS #8, or SEC 1 for P-256, not encrypted; text around it is skipped, as OpenSSL does
 * @reason: set on failure
 * @ret_signer: free with ingot_signer_free()
 *
 * Returns 0; -EBADMSG if there is no private key in it; -ENOTSUP if it is encrypted or neither
 * P-256 nor Ed25519; -ENOMEM.
 */
int ingot_signer_read(struct ingot_bytes pem, struct ingot_reason *reason,
		      struct ingot_signer **ret_signer);

/**
 * ingot_signer_open - take a private key from where it lies
 * @where: the path of a PEM file, as ingot_signer_read() has it; or a URI, "pkcs11:token=…", that a
 *         provider of OpenSSL knows: providers come from OpenSSL's configuration (OPENSSL_CONF).
 *         What starts with a scheme and a colon is a URI; a path like that is written "./a:b".
 * @reason: set on failure, without @where
 * @ret_signer: free with ingot_signer_free()
 *
 * Nobody is asked for a PIN: it comes from the provider's configuration, or from a file that the
 * URI names (pin-source). A key in a token stays there; only signatures come out. While a key is
 * opened or signs, OpenSSL's default UI method is one that refuses: no other thread may use it then.
 *
 * Returns as ingot_signer_read() does; -ENOENT if the URI names no private key, or nothing knows it;
 * an OS error if the file cannot be read.
 */
int ingot_signer_open(const char *where, struct ingot_reason *reason,
		      struct ingot_signer **ret_signer);

/** ingot_signer_public - its public key; lives as long as @signer. */
const struct ingot_public_key *ingot_signer_public(const struct ingot_signer *signer);

/**
 * ingot_signer_sign - sign bytes
 * @signer: key
 * @data: what is signed, exactly
 * @ret_signature: as base/public_key.h has it for this kind of key; release with free()
 * @ret_size: its bytes
 *
 * Ed25519 gives the same signature each time. So does ECDSA where OpenSSL is 3.2 or later, by the
 * nonces of RFC 6979; with an older one it is another each time.
 *
 * Returns 0; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_signer_sign(const struct ingot_signer *signer, struct ingot_bytes data,
		      uint8_t **ret_signature, size_t *ret_size);

/** ingot_signer_free - release it; NULL is fine. */
void ingot_signer_free(struct ingot_signer *signer);

/** ingot_signer_scoped - for ingot_scoped(): frees the key that the variable holds. */
void ingot_signer_scoped(struct ingot_signer **signer);

#endif
