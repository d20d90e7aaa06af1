/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_MEASUREMENTS_SIGNATURE_H
#define INGOT_MEASUREMENTS_SIGNATURE_H

#include "base/bytes.h"
#include "base/digest.h"
#include "measurements/text.h"

/* Checking signatures: the second and last door to OpenSSL. Nothing here makes one. */

/**
 * ingot_signature_image_digest - the image hash that an Authenticode signature vouches for
 * @pkcs7: DER, PKCS #7 SignedData over a SpcIndirectDataContent; zeros after it are allowed
 * @ret_digest: the hash it names; nothing says yet that the signature holds
 *
 * Spec: "Windows Authenticode Portable Executable Signature Format", 2008.
 *
 * Returns 0; -EBADMSG; -ENOTSUP for a hash algorithm that is none of ours; -ENOMEM.
 */
int ingot_signature_image_digest(struct ingot_bytes pkcs7, struct ingot_digest *ret_digest);

/**
 * ingot_signature_signer_words - who signed, as the certificate in a signature says
 * @pkcs7: DER, as above
 * @text:  gets the subject (RFC 2253), or that there is no certificate; nothing on failure
 *
 * For people: it says nothing of whether the signature holds. Returns 0; -EBADMSG; -ENOMEM.
 */
int ingot_signature_signer_words(struct ingot_bytes pkcs7, struct ingot_text *text);

/**
 * ingot_signature_check_image - does an Authenticode signature hold under a certificate?
 * @pkcs7: as above
 * @certificate: DER, X.509: the signer's own, or one that a chain in @pkcs7 leads to; it need not
 *               be self-signed
 * @image: the image's hash in the algorithm that @pkcs7 names
 *
 * Validity dates are not looked at, as EDK2 does not look at them.
 *
 * Returns 0 if it holds; -EKEYREJECTED if not, also where @image is another hash; -EBADMSG if one
 * of the two is malformed; -ENOMEM.
 */
int ingot_signature_check_image(struct ingot_bytes pkcs7, struct ingot_bytes certificate,
				const struct ingot_digest *image);

#endif
