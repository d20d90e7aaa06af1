/* SPDX-License-Identifier: Apache-2.0 */
/* TPM2_MakeCredential over OpenSSL; TPM 2.0 Library Part 1, "Credential Protection". */
#include "node/credential.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <string.h>

#include "base/base64.h"
#include "base/digest.h"
#include "base/openssl.h"
#include "base/scoped.h"

#define HASH_SIZE      32 /* SHA-256 */
#define AES_SIZE       16 /* AES-128 */
#define COORDINATE     32 /* P-256 */
#define POINT_SIZE     65 /* uncompressed */
#define RSA_SIZE       256
#define NAME_SIZE_MAX  66
#define LABEL_SIZE_MAX 16

/* Secrets on the stack, in one place so that they are wiped in one place. */
struct keys {
	uint8_t seed[HASH_SIZE];
	uint8_t symmetric[HASH_SIZE];
	uint8_t integrity[HASH_SIZE];
	uint8_t z[COORDINATE];
};

static void wipe_keys(struct keys *keys)
{
	explicit_bzero(keys, sizeof(*keys));
}

static void free_cipher_context(EVP_CIPHER_CTX **context)
{
	EVP_CIPHER_CTX_free(*context);
}

/* What KDFa makes a key for; @bits is part of its input. */
struct purpose {
	const char *label;
	uint16_t bits;
	struct ingot_bytes context;
};

/* No key is longer than one block of SHA-256, so the counter is always 1. */
static int kdfa(const uint8_t key[HASH_SIZE], const struct purpose *purpose,
		uint8_t ret_key[HASH_SIZE])
{
	uint8_t input[4 + LABEL_SIZE_MAX + NAME_SIZE_MAX + 4] = { 0, 0, 0, 1 };
	size_t size = 4 + strlen(purpose->label) + 1;
	unsigned out;

	memcpy(&input[4], purpose->label, strlen(purpose->label) + 1);
	if (purpose->context.size > 0)
		memcpy(&input[size], purpose->context.data, purpose->context.size);
	size += purpose->context.size;
	input[size + 2] = (uint8_t)(purpose->bits >> 8);
	input[size + 3] = (uint8_t)purpose->bits;
	return HMAC(EVP_sha256(), key, HASH_SIZE, input, size + 4, ret_key, &out) ? 0 : -EIO;
}

/* @ephemeral and @endorsement are points, of which the X coordinates count. */
static int kdfe(struct keys *keys, const uint8_t ephemeral[POINT_SIZE],
		const uint8_t endorsement[POINT_SIZE])
{
	static const char use[] = "IDENTITY"; /* with its NUL */
	uint8_t input[4 + COORDINATE + sizeof(use) + 2 * COORDINATE] = { 0, 0, 0, 1 };
	struct ingot_digest digest;
	size_t at = 4;

	memcpy(&input[at], keys->z, COORDINATE);
	at += COORDINATE;
	memcpy(&input[at], use, sizeof(use));
	at += sizeof(use);
	memcpy(&input[at], &ephemeral[1], COORDINATE);
	at += COORDINATE;
	memcpy(&input[at], &endorsement[1], COORDINATE);
	if (ingot_digest_of(INGOT_HASH_SHA256, (struct ingot_bytes){ input, sizeof(input) },
			    &digest) < 0)
		return -EIO;
	memcpy(keys->seed, digest.bytes, HASH_SIZE);
	explicit_bzero(input, sizeof(input));
	explicit_bzero(&digest, sizeof(digest));
	return 0;
}

/* A random seed, by OAEP. */
static int share_by_rsa(EVP_PKEY *endorsement, struct keys *keys, struct ingot_credential *c)
{
	ingot_scoped(ingot_openssl_key_context_scoped) EVP_PKEY_CTX *context =
		EVP_PKEY_CTX_new_from_pkey(NULL, endorsement, NULL);
	size_t size = sizeof(c->secret);
	char *label = OPENSSL_strdup("IDENTITY");

	if (!context || !label || RAND_bytes(keys->seed, sizeof(keys->seed)) != 1 ||
	    EVP_PKEY_encrypt_init(context) != 1 ||
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) != 1 ||
	    EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) != 1 ||
	    EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) != 1 ||
	    EVP_PKEY_CTX_set0_rsa_oaep_label(context, label, sizeof("IDENTITY")) != 1) {
		OPENSSL_free(label);
		return -EIO;
	}
	/* the context owns the label now */
	if (EVP_PKEY_encrypt(context, c->secret, &size, keys->seed, sizeof(keys->seed)) != 1)
		return -EIO;
	c->secret_size = size;
	return size == RSA_SIZE ? 0 : -EIO;
}

static int point_of(EVP_PKEY *key, uint8_t ret_point[POINT_SIZE])
{
	uint8_t point[POINT_SIZE];
	size_t size;

	/* P-256's encoded form is uncompressed unless somebody asked for another */
	if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point,
					    sizeof(point), &size) != 1 ||
	    size != POINT_SIZE || point[0] != 4)
		return -EIO;
	memcpy(ret_point, point, sizeof(point));
	return 0;
}

/* TPMS_ECC_POINT of the ephemeral key. */
static void set_point(const uint8_t point[POINT_SIZE], struct ingot_credential *c)
{
	c->secret[0] = 0;
	c->secret[1] = COORDINATE;
	memcpy(&c->secret[2], &point[1], COORDINATE);
	c->secret[2 + COORDINATE] = 0;
	c->secret[3 + COORDINATE] = COORDINATE;
	memcpy(&c->secret[4 + COORDINATE], &point[1 + COORDINATE], COORDINATE);
	c->secret_size = 4 + 2 * COORDINATE;
}

/* A seed agreed with a key that exists for this only: one-pass ECDH. */
static int share_by_ecdh(EVP_PKEY *endorsement, struct keys *keys, struct ingot_credential *c)
{
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *ephemeral = EVP_EC_gen("P-256");
	ingot_scoped(ingot_openssl_key_context_scoped) EVP_PKEY_CTX *context =
		ephemeral ? EVP_PKEY_CTX_new_from_pkey(NULL, ephemeral, NULL) : NULL;
	uint8_t ours[POINT_SIZE], theirs[POINT_SIZE];
	size_t size = sizeof(keys->z);

	if (!context || point_of(ephemeral, ours) < 0 || point_of(endorsement, theirs) < 0 ||
	    EVP_PKEY_derive_init(context) != 1 ||
	    EVP_PKEY_derive_set_peer(context, endorsement) != 1 ||
	    EVP_PKEY_derive(context, keys->z, &size) != 1 || size != sizeof(keys->z))
		return -EIO;
	set_point(ours, c);
	return kdfe(keys, ours, theirs);
}

static int encrypt_cfb(const uint8_t key[AES_SIZE], struct ingot_bytes plain, uint8_t *ret_cipher)
{
	static const uint8_t iv[AES_SIZE];
	ingot_scoped(free_cipher_context) EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int size;

	if (!context || EVP_EncryptInit_ex(context, EVP_aes_128_cfb128(), NULL, key, iv) != 1 ||
	    EVP_EncryptUpdate(context, ret_cipher, &size, plain.data, (int)plain.size) != 1 ||
	    size != (int)plain.size)
		return -EIO;
	return 0;
}

/* TPMS_ID_OBJECT: TPM2B of HMAC(encrypted TPM2B of the secret || Name), then the encrypted. */
static int protect(const struct ingot_credential_request *request, struct keys *keys,
		   struct ingot_credential *c)
{
	struct purpose storage = { "STORAGE", 8 * AES_SIZE, request->name };
	struct purpose integrity = { "INTEGRITY", 8 * HASH_SIZE, { NULL, 0 } };
	uint8_t plain[2 + INGOT_CREDENTIAL_SECRET_SIZE_MAX] = { 0, (uint8_t)request->secret.size };
	uint8_t authentic[sizeof(plain) + NAME_SIZE_MAX];
	size_t size = 2 + request->secret.size;
	unsigned hmac_size;
	int r;

	memcpy(&plain[2], request->secret.data, request->secret.size);
	r = kdfa(keys->seed, &storage, keys->symmetric);
	if (r == 0)
		r = kdfa(keys->seed, &integrity, keys->integrity);
	if (r == 0)
		r = encrypt_cfb(keys->symmetric, (struct ingot_bytes){ plain, size }, authentic);
	explicit_bzero(plain, sizeof(plain));
	if (r < 0)
		return r;
	memcpy(&c->id_object[2 + HASH_SIZE], authentic, size);
	memcpy(&authentic[size], request->name.data, request->name.size);
	c->id_object[0] = 0;
	c->id_object[1] = HASH_SIZE;
	c->id_object_size = 2 + HASH_SIZE + size;
	return HMAC(EVP_sha256(), keys->integrity, HASH_SIZE, authentic, size + request->name.size,
		    &c->id_object[2], &hmac_size)
		       ? 0
		       : -EIO;
}

static int share(EVP_PKEY *endorsement, struct keys *keys, struct ingot_reason *reason,
		 struct ingot_credential *c)
{
	char group[32];
	size_t size;
	int r;

	if (EVP_PKEY_is_a(endorsement, "RSA") && EVP_PKEY_get_bits(endorsement) == 8 * RSA_SIZE)
		r = share_by_rsa(endorsement, keys, c);
	else if (EVP_PKEY_is_a(endorsement, "EC") &&
		 EVP_PKEY_get_group_name(endorsement, group, sizeof(group), &size) == 1 &&
		 strcmp(group, "prime256v1") == 0)
		r = share_by_ecdh(endorsement, keys, c);
	else
		return ingot_refuse(reason, -ENOTSUP,
				    "the endorsement key is neither RSA 2048 nor EC P-256");
	return r < 0 ? ingot_refuse(reason, r, "cannot encrypt to the endorsement key") : 0;
}

int ingot_credential_make(const struct ingot_credential_request *request,
			  struct ingot_reason *reason, struct ingot_credential *ret_credential)
{
	ingot_scoped(wipe_keys) struct keys keys = { 0 };
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *endorsement = NULL;
	struct ingot_credential c = { 0 };
	int r;

	if (request->name.size == 0 || request->name.size > NAME_SIZE_MAX ||
	    request->secret.size == 0 || request->secret.size > INGOT_CREDENTIAL_SECRET_SIZE_MAX)
		return ingot_refuse(reason, -EINVAL, "secret or Name of a size out of range");
	r = ingot_openssl_key_read(request->endorsement, &endorsement);
	r = r < 0 ? ingot_refuse(reason, r, "the endorsement key is no PEM public key")
		  : share(endorsement, &keys, reason, &c);
	if (r == 0 && protect(request, &keys, &c) < 0)
		r = ingot_refuse(reason, -EIO, "cannot encrypt to the endorsement key");
	ERR_clear_error();
	if (r == 0)
		*ret_credential = c;
	return r;
}

static int read_part(const struct ingot_json *object, const char *key, size_t capacity,
		     uint8_t *ret_data, size_t *ret_size)
{
	const char *text;
	size_t size;

	if (ingot_json_get_text(object, key, &text) < 0 ||
	    ingot_base64_decode(ingot_bytes_of_text(text), capacity, ret_data, &size) < 0 ||
	    size == 0)
		return -EBADMSG;
	*ret_size = size;
	return 0;
}

int ingot_credential_read(const struct ingot_json *object, struct ingot_reason *reason,
			  struct ingot_credential *ret_credential)
{
	struct ingot_credential c = { 0 };

	if (read_part(object, "id_object", sizeof(c.id_object), c.id_object, &c.id_object_size) < 0)
		return ingot_refuse(reason, -EBADMSG, "id_object is no base64 of 1 to %zu bytes",
				    sizeof(c.id_object));
	if (read_part(object, "secret", sizeof(c.secret), c.secret, &c.secret_size) < 0)
		return ingot_refuse(reason, -EBADMSG, "secret is no base64 of 1 to %zu bytes",
				    sizeof(c.secret));
	*ret_credential = c;
	return 0;
}

int ingot_credential_set(struct ingot_json *object, const struct ingot_credential *credential)
{
	char text[(INGOT_CREDENTIAL_ENCRYPTED_SIZE_MAX + 2) / 3 * 4 + 1];
	struct ingot_bytes id_object = { credential->id_object, credential->id_object_size };
	struct ingot_bytes secret = { credential->secret, credential->secret_size };
	int r;

	if (id_object.size > sizeof(credential->id_object) ||
	    secret.size > sizeof(credential->secret))
		return -EINVAL;
	r = ingot_base64_encode(id_object, sizeof(text), text);
	if (r == 0)
		r = ingot_json_set_text(object, "id_object", text);
	if (r == 0)
		r = ingot_base64_encode(secret, sizeof(text), text);
	return r < 0 ? r : ingot_json_set_text(object, "secret", text);
}
