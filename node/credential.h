/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_CREDENTIAL_H
#define INGOT_NODE_CREDENTIAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/json.h"
#include "base/reason.h"

/*
 * Credentials: a secret that one TPM alone can read, and only as long as it holds the one object
 * that the maker had in mind. Made without a TPM, from the public half of the TPM's endorsement key
 * (EK) and the object's Name.
 *
 * The EK is one of the two that every TPM has by the TCG EK Credential Profile: template L-1 (RSA
 * 2048) or L-2 (ECC NIST P-256), both with SHA-256 and AES-128-CFB. The size of the encrypted
 * secret says which: 256 or 68 bytes.
 *
 * Spec: TPM 2.0 Library Part 1, "Credential Protection", "KDFa", "KDFe", annexes B.10.3 and C.6.1;
 * Part 3, TPM2_MakeCredential, TPM2_ActivateCredential; TCG EK Credential Profile 2.5, annex B.
 */

#define INGOT_CREDENTIAL_SECRET_SIZE_MAX    32
#define INGOT_CREDENTIAL_ID_OBJECT_SIZE_MAX 128
#define INGOT_CREDENTIAL_ENCRYPTED_SIZE_MAX 512

/**
 * struct ingot_credential - a wrapped secret
 * @id_object: TPM2B_ID_OBJECT without its size field
 * @secret:    TPM2B_ENCRYPTED_SECRET without its size field
 *
 * In JSON: {"id_object": base64, "secret": base64}.
 */
struct ingot_credential {
	uint8_t id_object[INGOT_CREDENTIAL_ID_OBJECT_SIZE_MAX];
	size_t id_object_size;
	uint8_t secret[INGOT_CREDENTIAL_ENCRYPTED_SIZE_MAX];
	size_t secret_size;
};

/**
 * struct ingot_credential_secret - what a credential holds
 * @size: 1..INGOT_CREDENTIAL_SECRET_SIZE_MAX
 */
struct ingot_credential_secret {
	uint8_t bytes[INGOT_CREDENTIAL_SECRET_SIZE_MAX];
	size_t size;
};

/**
 * struct ingot_credential_request - what to wrap, and for whom; all borrowed
 * @endorsement: PEM, SubjectPublicKeyInfo of the TPM's EK
 * @name:   Name of the object, 2 bytes of algorithm and its digest: at most 66 bytes
 * @secret: 1..INGOT_CREDENTIAL_SECRET_SIZE_MAX bytes
 */
struct ingot_credential_request {
	struct ingot_bytes endorsement;
	struct ingot_bytes name;
	struct ingot_bytes secret;
};

/**
 * ingot_credential_make - TPM2_MakeCredential without a TPM
 * @request: what to wrap
 * @reason: set on failure
 * @ret_credential: the wrapped secret; another one each time
 *
 * Returns 0; -EINVAL for a size out of range; -EBADMSG if the EK is no PEM public key; -ENOTSUP if
 * it is neither RSA 2048 nor EC P-256; -EIO if OpenSSL fails; -ENOMEM.
 */
int ingot_credential_make(const struct ingot_credential_request *request,
			  struct ingot_reason *reason, struct ingot_credential *ret_credential);

/**
 * ingot_credential_read - read one from JSON
 * @object: members id_object and secret; others are the caller's
 * @reason: set on failure
 * @ret_credential: neither part is empty
 *
 * Returns 0; -EBADMSG.
 */
int ingot_credential_read(const struct ingot_json *object, struct ingot_reason *reason,
			  struct ingot_credential *ret_credential);

/** ingot_credential_set - set both members in @object. Returns 0; -ENOMEM; -EINVAL. */
int ingot_credential_set(struct ingot_json *object, const struct ingot_credential *credential);

#endif
