/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_NODE_RECOVERY_H
#define INGOT_NODE_RECOVERY_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/reason.h"
#include "node/recovery_wrapped.h"

/*
 * The recovery key of a state disk: 256 bits, written as systemd writes one (64 modhex characters,
 * a dash after every eighth but the last), so that systemd-cryptsetup and a person can use it.
 * Whoever holds a private key gets it encrypted; one TPM gets it wrapped (recovery_wrapped.h).
 */

#define INGOT_RECOVERY_KEY_SIZE  32
#define INGOT_RECOVERY_TEXT_SIZE 72 /* 64 characters, 7 dashes, NUL */

/** ingot_recovery_key_text - the key as text. */
void ingot_recovery_key_text(const uint8_t key[INGOT_RECOVERY_KEY_SIZE],
			     char ret_text[INGOT_RECOVERY_TEXT_SIZE]);

/**
 * ingot_recovery_key_parse - read such a text
 * @text: in either case; white space at its end is fine, all dashes may be left out
 * @ret_key: the key
 *
 * Returns 0; -EBADMSG.
 */
int ingot_recovery_key_parse(struct ingot_bytes text, uint8_t ret_key[INGOT_RECOVERY_KEY_SIZE]);

/**
 * ingot_recovery_encrypt - the key's text for the holder of a private key alone
 * @key: the key
 * @public_key: PEM SubjectPublicKeyInfo: RSA of 2048..8192 bits, EC P-256 or P-384
 * @reason: set on failure
 * @ret_cms: CMS EnvelopedData (RFC 5652), DER; release with free()
 * @ret_size: its bytes
 *
 * AES-256-CBC; the content key goes by RSA-OAEP with SHA-256 (RFC 4055) or by ephemeral ECDH with
 * AES-256 key wrap (RFC 5753). The recipient is named by the subject key identifier of RFC 5280,
 * 4.2.1.2 (1): the SHA-1 of the public key. `openssl cms -decrypt -inform DER -inkey KEY` reads it
 * without a certificate.
 *
 * Returns 0; -EBADMSG; -ENOTSUP for another kind of key; -ENOMEM; -EIO if OpenSSL fails.
 */
int ingot_recovery_encrypt(const uint8_t key[INGOT_RECOVERY_KEY_SIZE],
			   struct ingot_bytes public_key, struct ingot_reason *reason,
			   uint8_t **ret_cms, size_t *ret_size);

#endif
