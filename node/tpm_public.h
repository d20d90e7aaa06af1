/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_TPM_PUBLIC_H
#define INGOT_NODE_TPM_PUBLIC_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * The public half of a TPM's key, TPMT_PUBLIC, of the two kinds that endorsement and attestation
 * keys of ours have: RSA 2048 and ECC NIST P-256, both with SHA-256 as Name algorithm.
 * Spec: TPM 2.0 Library Part 2, "TPMT_PUBLIC", "TPMA_OBJECT"; Part 1, "Names".
 */

#define INGOT_TPM_PUBLIC_SIZE_MAX  512
#define INGOT_TPM_PUBLIC_NAME_SIZE 34

/* TPMA_OBJECT, the bits that tell an attestation key. */
#define INGOT_TPM_FIXED_TPM             (UINT32_C(1) << 1)
#define INGOT_TPM_FIXED_PARENT          (UINT32_C(1) << 4)
#define INGOT_TPM_SENSITIVE_DATA_ORIGIN (UINT32_C(1) << 5)
#define INGOT_TPM_RESTRICTED            (UINT32_C(1) << 16)
#define INGOT_TPM_DECRYPT               (UINT32_C(1) << 17)
#define INGOT_TPM_SIGN                  (UINT32_C(1) << 18)

/** enum ingot_tpm_public_kind - the kinds of keys. */
enum ingot_tpm_public_kind { INGOT_TPM_PUBLIC_RSA_2048, INGOT_TPM_PUBLIC_ECC_P256 };

/**
 * struct ingot_tpm_public - a public area; the views borrow from the bytes it was read from
 * @kind: what the key is
 * @attributes: TPMA_OBJECT
 * @policy: authPolicy; may be empty
 * @scheme: TPM_ALG_ID of the key's own scheme, 0x0010 (TPM_ALG_NULL) if it has none
 * @scheme_hash: TPM_ALG_ID of that scheme's hash; 0x0010 if there is none
 * @unique: modulus of 256 bytes, or X coordinate
 * @y: Y coordinate; empty for RSA
 */
struct ingot_tpm_public {
	enum ingot_tpm_public_kind kind;
	uint32_t attributes;
	struct ingot_bytes policy;
	uint16_t scheme;
	uint16_t scheme_hash;
	struct ingot_bytes unique;
	struct ingot_bytes y;
};

/**
 * ingot_tpm_public_parse - read a public area
 * @area: TPMT_PUBLIC, that is TPM2B_PUBLIC without its size field; all of it
 * @ret_public: the key
 *
 * Exponent 65537 (written as 0 too), coordinates of 1 to 32 bytes; nothing says that the point is
 * on the curve.
 *
 * Returns 0; -EBADMSG; -ENOTSUP for another kind of object or Name algorithm.
 */
int ingot_tpm_public_parse(struct ingot_bytes area, struct ingot_tpm_public *ret_public);

/**
 * ingot_tpm_public_name - the Name of the object that has this public area
 * @area: TPMT_PUBLIC whose Name algorithm is SHA-256
 * @ret_name: TPM_ALG_SHA256 and the digest
 *
 * Returns 0; -EIO if hashing fails.
 */
int ingot_tpm_public_name(struct ingot_bytes area, uint8_t ret_name[INGOT_TPM_PUBLIC_NAME_SIZE]);

/**
 * ingot_tpm_public_pem - the key as others write it
 * @public: as parsed
 * @ret_pem: SubjectPublicKeyInfo, PEM; release with free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_tpm_public_pem(const struct ingot_tpm_public *public, char **ret_pem);

#endif
