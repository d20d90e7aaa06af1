/* SPDX-License-Identifier: Apache-2.0 */
/* Signing over OpenSSL's EVP. */
#include "measurements/signer.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"

struct ingot_signer {
	EVP_PKEY *key;
	struct ingot_public_key public_key;
};

static void free_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void free_der(unsigned char **der)
{
	OPENSSL_free(*der);
}

/* OpenSSL would ask at the terminal: nobody is there to answer. */
static int refuse_password(char *buffer, int size, int for_writing, void *asked)
{
	(void)buffer;
	(void)size;
	(void)for_writing;
	*(bool *)asked = true;
	return -1;
}

static int load(struct ingot_bytes pem, struct ingot_reason *reason, EVP_PKEY **ret_key)
{
	ingot_scoped(free_bio) BIO *bio = NULL;
	bool is_encrypted = false;
	EVP_PKEY *key = NULL;

	if (pem.size > 0 && pem.size <= INGOT_SIGNER_PEM_SIZE_MAX) {
		bio = BIO_new_mem_buf(pem.data, (int)pem.size);
		if (!bio)
			return ingot_refuse(reason, -ENOMEM, "out of memory");
		key = PEM_read_bio_PrivateKey(bio, NULL, refuse_password, &is_encrypted);
	}
	ERR_clear_error();
	if (is_encrypted) {
		EVP_PKEY_free(key);
		return ingot_refuse(reason, -ENOTSUP, "the private key is encrypted");
	}
	if (!key)
		return ingot_refuse(reason, -EBADMSG, "no private key in PEM");
	*ret_key = key;
	return 0;
}

/* In the one form that is read: a key that came with explicit or compressed parameters has none. */
static int derive_public(EVP_PKEY *key, struct ingot_reason *reason,
			 struct ingot_public_key *ret_key)
{
	ingot_scoped(free_der) unsigned char *der = NULL;
	int size = i2d_PUBKEY(key, &der);
	struct ingot_reason why = { 0 };
	int r = -EBADMSG;

	ERR_clear_error();
	if (size > 0)
		r = ingot_public_key_from_der((struct ingot_bytes){ der, (size_t)size }, &why,
					      ret_key);
	return r < 0 ? ingot_refuse(reason, r,
				    "the private key is not one of ECDSA P-256 or Ed25519")
		     : 0;
}

/* Takes over @key, also on failure. */
static int make(EVP_PKEY *key, struct ingot_reason *reason, struct ingot_signer **ret_signer)
{
	ingot_scoped(ingot_signer_scoped) struct ingot_signer *signer = calloc(1, sizeof(*signer));
	int r;

	if (!signer) {
		EVP_PKEY_free(key);
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	signer->key = key;
	r = derive_public(key, reason, &signer->public_key);
	if (r < 0)
		return r;
	*ret_signer = signer;
	signer = NULL;
	return 0;
}

int ingot_signer_read(struct ingot_bytes pem, struct ingot_reason *reason,
		      struct ingot_signer **ret_signer)
{
	EVP_PKEY *key = NULL;
	int r = load(pem, reason, &key);

	return r < 0 ? r : make(key, reason, ret_signer);
}

static void close_store(OSSL_STORE_CTX **store)
{
	if (*store)
		OSSL_STORE_close(*store);
}

/* While it lasts nobody is asked for a PIN: a provider may ask past the UI that it is given. */
struct silence {
	UI_METHOD *nobody;
	const UI_METHOD *before;
};

static int refuse_to_ask(UI *ui)
{
	(void)ui;
	return 0;
}

/* UI_null() would answer with an empty PIN, and tokens count wrong ones. */
static struct silence begin_silence(void)
{
	struct silence silence = { UI_create_method("nobody"), UI_get_default_method() };

	if (silence.nobody) {
		(void)UI_method_set_opener(silence.nobody, refuse_to_ask);
		UI_set_default_method(silence.nobody);
	}
	return silence;
}

static void end_silence(struct silence *silence)
{
	if (!silence->nobody)
		return;
	UI_set_default_method(silence->before);
	UI_destroy_method(silence->nobody);
}

/* The first private key that the URI leads to; NULL if none. */
static EVP_PKEY *load_stored(const char *uri)
{
	ingot_scoped(end_silence) struct silence silence = begin_silence();
	ingot_scoped(close_store) OSSL_STORE_CTX *store = NULL;
	EVP_PKEY *key = NULL;

	if (silence.nobody)
		store = OSSL_STORE_open(uri, silence.nobody, NULL, NULL, NULL);
	if (store)
		(void)OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY);
	while (store && !key && !OSSL_STORE_eof(store) && !OSSL_STORE_error(store)) {
		OSSL_STORE_INFO *found = OSSL_STORE_load(store);

		if (found && OSSL_STORE_INFO_get_type(found) == OSSL_STORE_INFO_PKEY)
			key = OSSL_STORE_INFO_get1_PKEY(found);
		OSSL_STORE_INFO_free(found);
	}
	ERR_clear_error();
	return key;
}

/* RFC 3986 section 3.1; one letter alone is no scheme that anybody has. */
static bool is_uri(const char *where)
{
	size_t length = strspn(where, "abcdefghijklmnopqrstuvwxyz0123456789+.-");

	return length >= 2 && where[length] == ':' && where[0] >= 'a' && where[0] <= 'z';
}

int ingot_signer_open(const char *where, struct ingot_reason *reason,
		      struct ingot_signer **ret_signer)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	EVP_PKEY *key;
	int r;

	if (is_uri(where)) {
		key = load_stored(where);
		if (!key)
			return ingot_refuse(reason, -ENOENT,
					    "no provider of OpenSSL has a private key there");
		return make(key, reason, ret_signer);
	}
	r = ingot_file_read(where, INGOT_SIGNER_PEM_SIZE_MAX, &file);
	if (r < 0)
		return ingot_refuse(reason, r, "cannot be read: %s", strerror(-r));
	return ingot_signer_read(ingot_file_bytes(&file), reason, ret_signer);
}

const struct ingot_public_key *ingot_signer_public(const struct ingot_signer *signer)
{
	return &signer->public_key;
}

static int start(const struct ingot_signer *signer, EVP_MD_CTX *context)
{
	bool is_ecdsa = signer->public_key.kind == INGOT_PUBLIC_KEY_ECDSA_P256;
	EVP_PKEY_CTX *key_context = NULL;

	if (EVP_DigestSignInit_ex(context, &key_context, is_ecdsa ? "SHA2-256" : NULL, NULL, NULL,
				  signer->key, NULL) != 1)
		return -EIO;
#ifdef OSSL_SIGNATURE_PARAM_NONCE_TYPE
	if (is_ecdsa) {
		unsigned deterministic = 1;
		const OSSL_PARAM params[] = {
			OSSL_PARAM_construct_uint(OSSL_SIGNATURE_PARAM_NONCE_TYPE, &deterministic),
			OSSL_PARAM_construct_end(),
		};

		if (EVP_PKEY_CTX_set_params(key_context, params) != 1)
			return -EIO;
	}
#endif
	return 0;
}

int ingot_signer_sign(const struct ingot_signer *signer, struct ingot_bytes data,
		      uint8_t **ret_signature, size_t *ret_size)
{
	/* a token may want its PIN for each signature */
	ingot_scoped(end_silence) struct silence silence = begin_silence();
	ingot_scoped(free_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	ingot_scoped(ingot_scoped_free) uint8_t *signature = NULL;
	const unsigned char *bytes = data.size > 0 ? data.data : (const unsigned char *)"";
	size_t size = 0;
	int r = context && silence.nobody ? start(signer, context) : -ENOMEM;

	if (r == 0 && EVP_DigestSign(context, NULL, &size, bytes, data.size) != 1)
		r = -EIO;
	if (r == 0)
		signature = malloc(size + 1);
	if (r == 0 && !signature)
		r = -ENOMEM;
	/* what it asked room for is the most that it needs: it says again how much that is */
	if (r == 0 && EVP_DigestSign(context, signature, &size, bytes, data.size) != 1)
		r = -EIO;
	ERR_clear_error();
	if (r < 0)
		return r;
	*ret_signature = signature;
	signature = NULL;
	*ret_size = size;
	return 0;
}

void ingot_signer_free(struct ingot_signer *signer)
{
	if (!signer)
		return;
	EVP_PKEY_free(signer->key);
	free(signer);
}

void ingot_signer_scoped(struct ingot_signer **signer)
{
	ingot_signer_free(*signer);
}
