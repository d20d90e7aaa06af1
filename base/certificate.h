/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BASE_CERTIFICATE_H
#define INGOT_BASE_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/reason.h"

/*
 * X.509 certificates of TPMs' endorsement keys (EK), and the authorities that they come from.
 *
 * What such certificates are like (TCG EK Credential Profile 2.5, section 3.2), and how they are
 * checked:
 * - the subject is mostly empty; a critical subjectAltName holds the TPM's maker, model and version
 *   as attributes that nothing here looks at;
 * - extensions that OpenSSL does not know may be critical: subjectDirectoryAttributes and those of
 *   the TCG's own arc 2.23.133 are let through, any other critical one refuses the certificate;
 * - extendedKeyUsage is tcg-kp-EKCertificate (2.23.133.8.1), or absent; any other refuses it, so
 *   that a server's certificate of the same authority is no endorsement;
 * - keyUsage has keyEncipherment or keyAgreement, or is absent: an EK never signs;
 * - an authority is none: basicConstraints CA refuses it;
 * - in a TPM's NV memory there may be padding of 0x00 or 0xff behind it.
 */

#define INGOT_CERTIFICATE_SIZE_MAX ((size_t)16 << 10)
/* Authorities that may be named at once, and the size of the text that does. */
#define INGOT_CERTIFICATE_COUNT_MAX    256
#define INGOT_CERTIFICATE_PEM_SIZE_MAX ((size_t)1 << 20)
#define INGOT_CERTIFICATE_DEPTH_MAX    5
#define INGOT_CERTIFICATE_KEY_SIZE_MAX 1024

/* One certificate. Opaque. */
struct ingot_certificate;

/* Authorities that are believed, and certificates that lead to them. Opaque. */
struct ingot_authorities;

/**
 * ingot_certificate_read - read one certificate
 * @bytes: DER, perhaps with padding behind it; or PEM, one block CERTIFICATE
 * @reason: set on failure
 * @ret_certificate: free with ingot_certificate_free(); borrows nothing
 *
 * Returns 0; -EFBIG over INGOT_CERTIFICATE_SIZE_MAX; -EBADMSG; -ENOMEM.
 */
int ingot_certificate_read(struct ingot_bytes bytes, struct ingot_reason *reason,
			   struct ingot_certificate **ret_certificate);

/** ingot_certificate_free - release it; NULL is fine. */
void ingot_certificate_free(struct ingot_certificate *certificate);

/** ingot_certificate_scoped - for ingot_scoped(): frees the one that the variable holds. */
void ingot_certificate_scoped(struct ingot_certificate **certificate);

/**
 * ingot_certificate_key - the public key that it is about
 * @capacity: bytes at @ret_der; INGOT_CERTIFICATE_KEY_SIZE_MAX is enough for all keys of interest
 * @ret_der: SubjectPublicKeyInfo, DER, as it stands in the certificate
 * @ret_size: its bytes
 *
 * Returns 0; -EFBIG if it is larger than @capacity.
 */
int ingot_certificate_key(const struct ingot_certificate *certificate, size_t capacity,
			  uint8_t *ret_der, size_t *ret_size);

/**
 * ingot_authorities_new - nobody is believed yet
 * @ret_authorities: free with ingot_authorities_free()
 *
 * Returns 0; -ENOMEM.
 */
int ingot_authorities_new(struct ingot_authorities **ret_authorities);

/** ingot_authorities_free - release all of it; NULL is fine. */
void ingot_authorities_free(struct ingot_authorities *authorities);

/** ingot_authorities_scoped - for ingot_scoped(): frees what the variable holds. */
void ingot_authorities_scoped(struct ingot_authorities **authorities);

/**
 * ingot_authorities_add - name authorities
 * @authorities: to change
 * @bytes:   one certificate in DER, or one or more in PEM
 * @trusted: they are believed, whether they are roots or not; else they only lead to one that is
 * @reason:  set on failure
 *
 * Returns 0; -EBADMSG; -EFBIG over INGOT_CERTIFICATE_PEM_SIZE_MAX or INGOT_CERTIFICATE_COUNT_MAX;
 * -ENOMEM. On failure some of @bytes may have been added: the authorities are of no more use.
 */
int ingot_authorities_add(struct ingot_authorities *authorities, struct ingot_bytes bytes,
			  bool trusted, struct ingot_reason *reason);

/** ingot_authorities_count - how many are believed. */
size_t ingot_authorities_count(const struct ingot_authorities *authorities);

/**
 * ingot_certificate_check - is it the endorsement of a TPM by somebody who is believed?
 * @certificate: EK's certificate
 * @authorities: who is believed; not changed, so that threads may share it
 * @time: seconds since 1970 at which all certificates of the chain have to be valid
 * @reason: set on failure: what is wrong with it, in one line
 *
 * The chain's signatures are at least as strong as RSA 2048 with SHA-224. Revocation is not looked
 * at. Spec: RFC 5280 section 6.
 *
 * Returns 0; -EKEYREJECTED if not; -ENOMEM.
 */
int ingot_certificate_check(const struct ingot_certificate *certificate,
			    const struct ingot_authorities *authorities, int64_t time,
			    struct ingot_reason *reason);

#endif
