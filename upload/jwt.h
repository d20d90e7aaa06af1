/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_UPLOAD_JWT_H
#define INGOT_UPLOAD_JWT_H

#include "base/json.h"
#include "base/reason.h"

/*
 * A JSON Web Token signed with RSASSA-PKCS1-v1_5 and SHA-256 (RS256): by it the holder of a service
 * account's key asks for an access token. One of the doors to OpenSSL.
 *
 * Spec: RFC 7515 section 3.1 and appendix A.2, RFC 7518 section 3.3, RFC 7519.
 */

#define INGOT_JWT_KEY_SIZE_MAX ((size_t)16 << 10)

/**
 * ingot_jwt_sign - make a token
 * @key:    private RSA key of 2048 bits or more: PEM, PKCS #8 or PKCS #1, not encrypted
 * @header: object; has to say "alg": "RS256"
 * @claims: object
 * @reason: set on failure; nothing of the key is in it
 * @ret_token: release with free(); whoever has it can ask for what it says, as long as it is valid
 *
 * Returns 0; -EBADMSG if @key is none; -ENOTSUP if it is encrypted, no RSA key, or a short one;
 * -EIO if OpenSSL fails; -ENOMEM.
 */
int ingot_jwt_sign(struct ingot_bytes key, const struct ingot_json *header,
		   const struct ingot_json *claims, struct ingot_reason *reason, char **ret_token);

#endif
