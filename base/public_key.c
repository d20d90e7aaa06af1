/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys and their signatures over OpenSSL's EVP. Nothing here signs. */
#include "base/public_key.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/openssl.h"
#include "base/pem.h"
#include "base/scoped.h"

/* All of the DER form that comes before the key itself; the sizes in it fix the whole. */
static const struct {
	const char *openssl_hash; /* NULL: the signature scheme hashes by itself */
	uint8_t prefix[27];
	size_t prefix_size;
	size_t size;
} kinds[] = {
	[INGOT_PUBLIC_KEY_ECDSA_P256] = { "SHA2-256",
					  { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
					    0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
					    0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 },
					  27,
					  91 },
	[INGOT_PUBLIC_KEY_ED25519] = { NULL,
				       { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03,
					 0x21, 0x00 },
				       12,
				       44 },
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

static bool is_kind(struct ingot_bytes der, size_t kind)
{
	struct ingot_bytes prefix = { kinds[kind].prefix, kinds[kind].prefix_size };

	return der.size == kinds[kind].size && ingot_bytes_take_prefix(&der, prefix);
}

int ingot_public_key_from_der(struct ingot_bytes der, struct ingot_reason *reason,
			      struct ingot_public_key *ret_key)
{
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *loaded = ingot_openssl_key(der);
	struct ingot_public_key key = { .size = der.size };
	size_t kind = 0;

	if (!loaded)
		return ingot_refuse(reason, -EBADMSG, "not a public key");
	while (kind < KIND_COUNT && !is_kind(der, kind))
		kind++;
	if (kind == KIND_COUNT)
		return ingot_refuse(reason, -ENOTSUP,
				    "not a public key of ECDSA P-256 (named curve, uncompressed) "
				    "or Ed25519");
	key.kind = (enum ingot_public_key_kind)kind;
	memcpy(key.der, der.data, der.size);
	*ret_key = key;
	return 0;
}

int ingot_public_key_read(struct ingot_bytes pem, struct ingot_reason *reason,
			  struct ingot_public_key *ret_key)
{
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	struct ingot_pem block;
	size_t size;
	int r = -EBADMSG;

	if (pem.size <= INGOT_PUBLIC_KEY_PEM_SIZE_MAX &&
	    ingot_pem_take_only(pem, "PUBLIC KEY", &block) == 0)
		r = ingot_pem_decode(&block, &der, &size);
	if (r == -ENOMEM)
		return ingot_refuse(reason, r, "out of memory");
	if (r < 0)
		return ingot_refuse(reason, r, "not one PEM block PUBLIC KEY");
	return ingot_public_key_from_der((struct ingot_bytes){ der, size }, reason, ret_key);
}

struct ingot_bytes ingot_public_key_der(const struct ingot_public_key *key)
{
	return (struct ingot_bytes){ key->der, key->size };
}

bool ingot_public_key_equal(const struct ingot_public_key *a, const struct ingot_public_key *b)
{
	return ingot_bytes_equal(ingot_public_key_der(a), ingot_public_key_der(b));
}

int ingot_public_key_check(const struct ingot_public_key *key, struct ingot_bytes data,
			   struct ingot_bytes signature)
{
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *loaded =
		ingot_openssl_key(ingot_public_key_der(key));
	ingot_scoped(ingot_openssl_digest_context_scoped) EVP_MD_CTX *context = EVP_MD_CTX_new();
	const unsigned char *bytes = data.size > 0 ? data.data : (const unsigned char *)"";
	int r;

	if (!context)
		return -ENOMEM;
	if (!loaded || EVP_DigestVerifyInit_ex(context, NULL, kinds[key->kind].openssl_hash, NULL,
					       NULL, loaded, NULL) != 1) {
		ERR_clear_error();
		return -EIO;
	}
	/* OpenSSL does not tell a wrong signature from a malformed one reliably: neither do we */
	r = signature.size > 0
		    ? EVP_DigestVerify(context, signature.data, signature.size, bytes, data.size)
		    : 0;
	ERR_clear_error();
	return r == 1 ? 0 : -EKEYREJECTED;
}
