/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_DIGEST_SIGNATURE_H
#define INGOT_BASE_DIGEST_SIGNATURE_H

#include "base/bytes.h"
#include "base/digest.h"

/*
 * Signatures over a digest, in the parts that a TPM gives them out in. What is signed, and who may
 * sign, is for others to say.
 */

/** enum ingot_digest_signature_scheme - how it is signed. */
enum ingot_digest_signature_scheme {
	INGOT_DIGEST_SIGNATURE_ECDSA,  /* FIPS 186-5 */
	INGOT_DIGEST_SIGNATURE_RSASSA, /* RSASSA-PKCS1-v1_5, RFC 8017 section 8.2 */
	INGOT_DIGEST_SIGNATURE_RSAPSS /* RSASSA-PSS, section 8.1, MGF1 of the same hash, any salt */
};

/**
 * struct ingot_digest_signature - a signature; borrowed
 * @scheme: how it is signed
 * @r: ECDSA: r, big endian; RSA: the signature as it is
 * @s: ECDSA: s, big endian; RSA: empty
 */
struct ingot_digest_signature {
	enum ingot_digest_signature_scheme scheme;
	struct ingot_bytes r;
	struct ingot_bytes s;
};

/**
 * ingot_digest_signature_check - does a signature hold?
 * @key:    DER SubjectPublicKeyInfo of who should have signed
 * @digest: of what is signed
 * @signature: the signature
 *
 * Returns 0 if it holds; -EKEYREJECTED if not, also if it is malformed or the key is of a kind that
 * the scheme does not fit; -EBADMSG if @key is no key, such as a point that is not on its curve;
 * -ENOMEM.
 */
int ingot_digest_signature_check(struct ingot_bytes key, const struct ingot_digest *digest,
				 const struct ingot_digest_signature *signature);

#endif
