/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures over a digest, over OpenSSL's EVP. Nothing here signs. */
#include "base/digest_signature.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/openssl.h"
#include "base/scoped.h"

/* P-521 has the longest: 66 bytes. */
#define INTEGER_SIZE_MAX 66

/* ECDSA-Sig-Value, as OpenSSL wants it; NULL if it is malformed or memory is out. */
static unsigned char *write_ecdsa(const struct ingot_digest_signature *signature, int *ret_size)
{
	ECDSA_SIG *value = ECDSA_SIG_new();
	BIGNUM *r = NULL, *s = NULL;
	unsigned char *der = NULL;

	if (signature->r.size <= INTEGER_SIZE_MAX && signature->s.size <= INTEGER_SIZE_MAX) {
		r = BN_bin2bn(signature->r.data, (int)signature->r.size, NULL);
		s = BN_bin2bn(signature->s.data, (int)signature->s.size, NULL);
	}
	if (value && r && s && ECDSA_SIG_set0(value, r, s) == 1) {
		r = s = NULL; /* they are the value's now */
		*ret_size = i2d_ECDSA_SIG(value, &der);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(value);
	return der;
}

static int check_ecdsa(EVP_PKEY_CTX *context, const struct ingot_digest *digest,
		       const struct ingot_digest_signature *signature)
{
	int size = 0;
	ingot_scoped(ingot_openssl_der_scoped) unsigned char *der = write_ecdsa(signature, &size);

	return der && size > 0 &&
	       EVP_PKEY_verify(context, der, (size_t)size, digest->bytes,
			       ingot_hash_size(digest->hash)) == 1;
}

static int check_rsa(EVP_PKEY_CTX *context, const struct ingot_digest *digest,
		     const struct ingot_digest_signature *signature)
{
	bool pss = signature->scheme == INGOT_DIGEST_SIGNATURE_RSAPSS;
	int padding = pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;

	return EVP_PKEY_CTX_set_rsa_padding(context, padding) == 1 &&
	       (!pss || EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_AUTO) == 1) &&
	       EVP_PKEY_verify(context, signature->r.data, signature->r.size, digest->bytes,
			       ingot_hash_size(digest->hash)) == 1;
}

int ingot_digest_signature_check(struct ingot_bytes key, const struct ingot_digest *digest,
				 const struct ingot_digest_signature *signature)
{
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *loaded = ingot_openssl_key(key);
	ingot_scoped(ingot_openssl_key_context_scoped) EVP_PKEY_CTX *context = NULL;
	bool is_ecdsa = signature->scheme == INGOT_DIGEST_SIGNATURE_ECDSA;
	const char *name = ingot_hash_name(digest->hash);
	const EVP_MD *hash = name ? EVP_get_digestbyname(name) : NULL;
	int holds = 0;

	ERR_clear_error();
	if (!loaded)
		return -EBADMSG;
	context = EVP_PKEY_CTX_new(loaded, NULL);
	if (!context)
		return -ENOMEM;
	if (hash && signature->r.size > 0 && EVP_PKEY_is_a(loaded, is_ecdsa ? "EC" : "RSA") == 1 &&
	    EVP_PKEY_verify_init(context) == 1 && EVP_PKEY_CTX_set_signature_md(context, hash) == 1)
		holds = is_ecdsa ? check_ecdsa(context, digest, signature)
				 : check_rsa(context, digest, signature);
	ERR_clear_error();
	return holds ? 0 : -EKEYREJECTED;
}
