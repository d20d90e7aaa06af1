/* SPDX-License-Identifier: Apache-2.0 */
/* Makes detached signatures in the form of cosign sign-blob. */
#include "measurements/detached_writer.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/base64.h"
#include "base/scoped.h"

int ingot_detached_make(const struct ingot_signer *signer, struct ingot_bytes data,
			struct ingot_reason *reason,
			char ret_text[INGOT_DETACHED_TEXT_SIZE_MAX + 1])
{
	const struct ingot_public_key *key = ingot_signer_public(signer);
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	char text[INGOT_DETACHED_TEXT_SIZE_MAX + 1];
	struct ingot_reason why = { 0 };
	size_t size;

	if (key->kind != INGOT_PUBLIC_KEY_ECDSA_P256)
		return ingot_refuse(reason, -ENOTSUP, "releases are signed by ECDSA P-256 keys");
	if (ingot_signer_sign(signer, data, &der, &size) < 0)
		return ingot_refuse(reason, -EIO, "signing failed");
	if (size > INGOT_DETACHED_DER_SIZE_MAX ||
	    ingot_base64_encode((struct ingot_bytes){ der, size }, sizeof(text) - 1, text) < 0)
		return ingot_refuse(reason, -EIO, "what was signed is no ECDSA signature");
	strcat(text, "\n");
	if (ingot_detached_check(key, data, ingot_bytes_of_text(text), &why) < 0)
		return ingot_refuse(reason, -EIO,
				    "what was signed does not hold under the public key");
	strcpy(ret_text, text);
	return 0;
}
