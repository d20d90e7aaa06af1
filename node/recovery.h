/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_RECOVERY_H
#define INGOT_NODE_RECOVERY_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/json.h"
#include "base/reason.h"

/*
 * The recovery key of a state disk: 256 bits, written as systemd writes one (64 modhex characters,
 * a dash after every eighth but the last), so that systemd-cryptsetup and a person can use it.
 */

#define INGOT_RECOVERY_KEY_SIZE  32
#define INGOT_RECOVERY_TEXT_SIZE 72 /* 64 characters, 7 dashes, NUL */

/** ingot_recovery_key_text - the key as text. */
void ingot_recovery_key_text(const uint8_t key[INGOT_RECOVERY_KEY_SIZE],
			     char ret_text[INGOT_RECOVERY_TEXT_SIZE]);

/**
 * ingot_recovery_key_parse - read such a text; white space at its end is fine, dashes may be left
 * out. Returns 0; -EBADMSG.
 */
int ingot_recovery_key_parse(struct ingot_bytes text, uint8_t ret_key[INGOT_RECOVERY_KEY_SIZE]);

/**
 * ingot_recovery_encrypt - the key's text for the holder of a private key alone
 * @key: the key
 * @public_key: PEM SubjectPublicKeyInfo: RSA of 2048..8192 bits, EC P-256 or P-384
 * @reason: set on failure
 * @ret_cms: CMS EnvelopedData (RFC 5652), DER, AES-256; `openssl cms -decrypt -inform DER -inkey`
 *           reads it; release with free()
 *
 * Returns 0; -EBADMSG; -ENOTSUP for another kind of key; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_recovery_encrypt(const uint8_t key[INGOT_RECOVERY_KEY_SIZE],
			   struct ingot_bytes public_key, struct ingot_reason *reason,
			   uint8_t **ret_cms, size_t *ret_size);

/* Most PCRs that a wrapped key may be bound to. */
#define INGOT_RECOVERY_PCR_MAX 24

/**
 * struct ingot_recovery_wrapped - a recovery key that one TPM alone can read
 * @id_object: TPM2B_ID_OBJECT, without its size field
 * @secret:    TPM2B_ENCRYPTED_SECRET, without its size field
 * @pcrs:      bit n: PCR n of the SHA-256 bank must be what the wrapper had in mind; 0 for none
 *
 * In a configuration: {"id_object": base64, "secret": base64, "pcrs": [4, 7, …]}.
 * Spec: TPM 2.0 Library Part 1, "Credential Protection"; Part 3, TPM2_MakeCredential.
 */
struct ingot_recovery_wrapped {
	uint8_t id_object[128];
	size_t id_object_size;
	uint8_t secret[512];
	size_t secret_size;
	uint32_t pcrs;
};

/** ingot_recovery_wrapped_parse - read it from a configuration. Returns 0; -EBADMSG with reason. */
int ingot_recovery_wrapped_parse(const struct ingot_json *json, struct ingot_reason *reason,
				 struct ingot_recovery_wrapped *ret_wrapped);

/** ingot_recovery_wrapped_json - write it; free with ingot_json_free(). Returns 0; -ENOMEM. */
int ingot_recovery_wrapped_json(const struct ingot_recovery_wrapped *wrapped,
				struct ingot_json **ret_json);

/**
 * ingot_recovery_wrap - wrap a key to a TPM
 * @key: the key
 * @endorsement: PEM of the TPM's EK: RSA 2048 (template L-1) or EC P-256 (L-2)
 * @pcr_values: SHA-256 values by PCR number, of those PCRs that @pcrs has; may be NULL if 0
 * @pcrs: as in struct ingot_recovery_wrapped
 *
 * Without PCRs every system that is booted on that machine could ask its TPM for the key.
 *
 * Returns 0; -EBADMSG; -ENOTSUP; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_recovery_wrap(const uint8_t key[INGOT_RECOVERY_KEY_SIZE], struct ingot_bytes endorsement,
			const uint8_t (*pcr_values)[32], uint32_t pcrs, struct ingot_reason *reason,
			struct ingot_recovery_wrapped *ret_wrapped);

#endif
