/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSL's objects and the variables that hold them. */
#include "base/openssl.h"

#include <errno.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/pem.h"
#include "base/scoped.h"

EVP_PKEY *ingot_openssl_key(struct ingot_bytes der)
{
	const unsigned char *at = der.data;
	EVP_PKEY *key = NULL;

	if (der.size > 0 && der.size <= LONG_MAX)
		key = d2i_PUBKEY(NULL, &at, (long)der.size);
	ERR_clear_error();
	if (key && (size_t)(at - der.data) != der.size) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

int ingot_openssl_key_read(struct ingot_bytes pem, EVP_PKEY **ret_key)
{
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	struct ingot_pem block;
	EVP_PKEY *key;
	size_t size;
	int r = ingot_pem_take_only(pem, "PUBLIC KEY", &block);

	if (r == 0)
		r = ingot_pem_decode(&block, &der, &size);
	if (r < 0)
		return r;
	key = ingot_openssl_key((struct ingot_bytes){ der, size });
	if (!key)
		return -EBADMSG;
	*ret_key = key;
	return 0;
}

void ingot_openssl_key_scoped(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

void ingot_openssl_key_context_scoped(EVP_PKEY_CTX **context)
{
	EVP_PKEY_CTX_free(*context);
}

void ingot_openssl_digest_context_scoped(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

void ingot_openssl_certificate_scoped(X509 **certificate)
{
	X509_free(*certificate);
}

void ingot_openssl_bio_scoped(BIO **bio)
{
	BIO_free(*bio);
}

void ingot_openssl_der_scoped(unsigned char **der)
{
	OPENSSL_free(*der);
}
