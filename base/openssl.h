/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_OPENSSL_H
#define INGOT_BASE_OPENSSL_H

#include <openssl/types.h>

#include "base/bytes.h"

/*
 * OpenSSL's objects, for the few files that may see them (tests/lint.sh, test_doors): released with
 * the variable that holds them, and public keys out of bytes in one way. No other header says a
 * word of OpenSSL.
 */

/**
 * ingot_openssl_key - a public key
 * @der: SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), and nothing behind it
 *
 * Leaves no error of OpenSSL's behind. Returns the key, freed with EVP_PKEY_free(); NULL if @der is
 * none.
 */
EVP_PKEY *ingot_openssl_key(struct ingot_bytes der);

/**
 * ingot_openssl_key_read - the same from PEM: one block PUBLIC KEY, white space around it
 * @ret_key: free with EVP_PKEY_free()
 *
 * Returns 0; -EBADMSG; -ENOMEM.
 */
int ingot_openssl_key_read(struct ingot_bytes pem, EVP_PKEY **ret_key);

/** ingot_openssl_key_scoped and its brothers - for ingot_scoped(): free what the variable holds. */
void ingot_openssl_key_scoped(EVP_PKEY **key);
void ingot_openssl_key_context_scoped(EVP_PKEY_CTX **context);
void ingot_openssl_digest_context_scoped(EVP_MD_CTX **context);
void ingot_openssl_certificate_scoped(X509 **certificate);
void ingot_openssl_bio_scoped(BIO **bio);
void ingot_openssl_der_scoped(unsigned char **der);

#endif
