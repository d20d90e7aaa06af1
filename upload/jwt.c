/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Web Tokens, RS256, RFC 7515. */
#include "upload/jwt.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/openssl.h"
#include "base/scoped.h"

#define KEY_BITS_MIN  2048
#define SIGNATURE_MAX ((size_t)1024) /* 8192 bits */

/* OpenSSL would ask at the terminal for a password. */
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
	ingot_scoped(ingot_openssl_bio_scoped) BIO *bio = NULL;
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *key = NULL;
	bool is_encrypted = false;

	if (pem.size > 0 && pem.size <= INGOT_JWT_KEY_SIZE_MAX) {
		bio = BIO_new_mem_buf(pem.data, (int)pem.size);
		if (!bio)
			return ingot_refuse(reason, -ENOMEM, "out of memory");
		key = PEM_read_bio_PrivateKey(bio, NULL, refuse_password, &is_encrypted);
	}
	ERR_clear_error();
	if (is_encrypted)
		return ingot_refuse(reason, -ENOTSUP, "the private key is encrypted");
	if (!key)
		return ingot_refuse(reason, -EBADMSG, "no private key in PEM");
	if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < KEY_BITS_MIN)
		return ingot_refuse(reason, -ENOTSUP,
				    "the private key is not one of RSA with %d bits or more",
				    KEY_BITS_MIN);
	*ret_key = key;
	key = NULL;
	return 0;
}

static int sign(EVP_PKEY *key, struct ingot_bytes data, uint8_t signature[SIGNATURE_MAX],
		size_t *ret_size)
{
	ingot_scoped(ingot_openssl_digest_context_scoped) EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t size = SIGNATURE_MAX;
	int r = 0;

	if (!context)
		return -ENOMEM;
	if (EVP_DigestSignInit_ex(context, NULL, "SHA2-256", NULL, NULL, key, NULL) != 1 ||
	    EVP_DigestSign(context, signature, &size, data.data, data.size) != 1)
		r = -EIO;
	ERR_clear_error();
	if (r == 0)
		*ret_size = size;
	return r;
}

/* base64url without padding (RFC 7515 section 2). */
static int put_base64url(FILE *out, struct ingot_bytes data)
{
	size_t size = ingot_base64_text_size(data.size);
	ingot_scoped(ingot_scoped_free) char *text = malloc(size + 1);

	if (!text)
		return -ENOMEM;
	(void)ingot_base64_encode(data, size + 1, text); /* always fits */
	for (const char *c = text; *c && *c != '='; c++)
		fputc(*c == '+' ? '-' : *c == '/' ? '_' : *c, out);
	return 0;
}

static int put_json(FILE *out, const struct ingot_json *object)
{
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	size_t size;
	int r = ingot_json_write(object, INGOT_JSON_COMPACT, &text, &size);

	return r < 0 ? r : put_base64url(out, (struct ingot_bytes){ (uint8_t *)text, size });
}

static int put_signature(FILE *out, EVP_PKEY *key, struct ingot_bytes data)
{
	uint8_t signature[SIGNATURE_MAX];
	size_t size;
	int r = sign(key, data, signature, &size);

	fputc('.', out);
	return r < 0 ? r : put_base64url(out, (struct ingot_bytes){ signature, size });
}

static int write_token(FILE *out, EVP_PKEY *key, const struct ingot_json *header,
		       const struct ingot_json *claims)
{
	ingot_scoped(ingot_scoped_free) char *data = NULL;
	size_t size;
	FILE *part = open_memstream(&data, &size);
	int r = part ? put_json(part, header) : -ENOMEM;

	if (r == 0) {
		fputc('.', part);
		r = put_json(part, claims);
	}
	if (part && fclose(part) == EOF)
		r = -ENOMEM;
	if (r < 0)
		return r;
	fputs(data, out);
	return put_signature(out, key, (struct ingot_bytes){ (uint8_t *)data, size });
}

int ingot_jwt_sign(struct ingot_bytes key, const struct ingot_json *header,
		   const struct ingot_json *claims, struct ingot_reason *reason, char **ret_token)
{
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *loaded = NULL;
	ingot_scoped(ingot_scoped_free) char *token = NULL;
	size_t size;
	FILE *out;
	int r = load(key, reason, &loaded);

	if (r < 0)
		return r;
	out = open_memstream(&token, &size);
	r = out ? write_token(out, loaded, header, claims) : -ENOMEM;
	if (out && fclose(out) == EOF)
		r = -ENOMEM;
	if (r < 0)
		return ingot_refuse(reason, r, "signing a token: %s", strerror(-r));
	*ret_token = token;
	token = NULL;
	return 0;
}
