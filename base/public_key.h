/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_PUBLIC_KEY_H
#define INGOT_BASE_PUBLIC_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/reason.h"

/*
 * Public keys that sign what we believe: ECDSA on P-256 with SHA-256, and Ed25519. A key is known
 * by its DER SubjectPublicKeyInfo, and each key has exactly one that is read: so its hash names it.
 */

#define INGOT_PUBLIC_KEY_DER_SIZE_MAX 96
/* Longer texts are no such key. */
#define INGOT_PUBLIC_KEY_PEM_SIZE_MAX 1024

/** enum ingot_public_key_kind - which signatures a key checks. */
enum ingot_public_key_kind {
	INGOT_PUBLIC_KEY_ECDSA_P256, /* DER signature over SHA-256 of the data, FIPS 186-5 */
	INGOT_PUBLIC_KEY_ED25519     /* 64 bytes over the data itself, RFC 8032 */
};

/**
 * struct ingot_public_key - a key; holds nothing that is to be released
 * @kind: what it is
 * @der:  SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7; RFC 5480, RFC 8410), @size bytes
 * @size: 44 or 91
 */
struct ingot_public_key {
	enum ingot_public_key_kind kind;
	uint8_t der[INGOT_PUBLIC_KEY_DER_SIZE_MAX];
	size_t size;
};

/**
 * ingot_public_key_from_der - take a key from its DER form
 * @der: SubjectPublicKeyInfo; a P-256 one with a named curve and an uncompressed point on it
 * @reason: set on failure, without a word on where the key came from
 * @ret_key: the key
 *
 * Returns 0; -EBADMSG if it is no key; -ENOTSUP for one of another kind or in another form.
 */
int ingot_public_key_from_der(struct ingot_bytes der, struct ingot_reason *reason,
			      struct ingot_public_key *ret_key);

/**
 * ingot_public_key_read - the same from PEM: one block PUBLIC KEY, white space around it
 *
 * Returns as ingot_public_key_from_der() does, and -ENOMEM.
 */
int ingot_public_key_read(struct ingot_bytes pem, struct ingot_reason *reason,
			  struct ingot_public_key *ret_key);

/** ingot_public_key_der - view of the key's DER form; valid as long as @key. */
struct ingot_bytes ingot_public_key_der(const struct ingot_public_key *key);

/** ingot_public_key_equal - is it the same key? */
bool ingot_public_key_equal(const struct ingot_public_key *a, const struct ingot_public_key *b);

/**
 * ingot_public_key_check - does a signature hold?
 * @key:  who should have signed
 * @data: the exact bytes that are signed; may be empty
 * @signature: in the form that the kind of key has
 *
 * Returns 0 if it holds; -EKEYREJECTED if not, also if it is malformed; -ENOMEM; -EIO if OpenSSL
 * fails.
 */
int ingot_public_key_check(const struct ingot_public_key *key, struct ingot_bytes data,
			   struct ingot_bytes signature);

#endif
