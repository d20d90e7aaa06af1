/* SPDX-License-Identifier: Apache-2.0 */
/* Detached signatures in the form of cosign verify-blob. */
#include "measurements/detached.h"

#include <errno.h>
#include <stdint.h>

#include "base/base64.h"

static void cut_line_end(struct ingot_bytes *text)
{
	if (text->size > 0 && text->data[text->size - 1] == '\n')
		text->size--;
}

int ingot_detached_check(const struct ingot_public_key *key, struct ingot_bytes data,
			 struct ingot_bytes text, struct ingot_reason *reason)
{
	uint8_t der[INGOT_DETACHED_TEXT_SIZE_MAX];
	size_t size;
	int r;

	if (key->kind != INGOT_PUBLIC_KEY_ECDSA_P256)
		return ingot_refuse(reason, -ENOTSUP, "releases are signed by ECDSA P-256 keys");
	cut_line_end(&text);
	if (text.size == 0 || text.size >= INGOT_DETACHED_TEXT_SIZE_MAX ||
	    ingot_base64_decode(text, sizeof(der), der, &size) < 0)
		return ingot_refuse(reason, -EBADMSG, "the signature is not one line of base64");
	r = ingot_public_key_check(key, data, (struct ingot_bytes){ der, size });
	if (r == -EKEYREJECTED)
		return ingot_refuse(reason, r, "the signature does not hold under this key");
	if (r < 0)
		return ingot_refuse(reason, r, "the signature cannot be checked");
	return 0;
}
