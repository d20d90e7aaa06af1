/* SPDX-License-Identifier: Apache-2.0 */
/* The recovery key as text, and encrypted to its holder: CMS, RFC 5652. */
#include "node/recovery.h"

#include <errno.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <string.h>

#include "base/openssl.h"
#include "base/scoped.h"

#define GROUP_SIZE  8 /* characters between two dashes */
#define RSA_BIT_MIN 2048
#define RSA_BIT_MAX 8192

static const char modhex[] = "cbdefghijklnrtuv";

void ingot_recovery_key_text(const uint8_t key[INGOT_RECOVERY_KEY_SIZE],
			     char ret_text[INGOT_RECOVERY_TEXT_SIZE])
{
	size_t at = 0;

	for (size_t i = 0; i < 2 * INGOT_RECOVERY_KEY_SIZE; i++) {
		if (i > 0 && i % GROUP_SIZE == 0)
			ret_text[at++] = '-';
		ret_text[at++] = modhex[i % 2 ? key[i / 2] & 15 : key[i / 2] >> 4];
	}
	ret_text[at] = '\0';
}

static int nibble(uint8_t character, uint8_t *ret_nibble)
{
	const char *at;

	if (character >= 'A' && character <= 'Z')
		character = (uint8_t)(character - 'A' + 'a');
	at = character ? strchr(modhex, character) : NULL;
	if (!at)
		return -EBADMSG;
	*ret_nibble = (uint8_t)(at - modhex);
	return 0;
}

static void trim(struct ingot_bytes *text)
{
	while (text->size > 0 && memchr(" \t\r\n", text->data[text->size - 1], 4))
		text->size--;
}

int ingot_recovery_key_parse(struct ingot_bytes text, uint8_t ret_key[INGOT_RECOVERY_KEY_SIZE])
{
	uint8_t key[INGOT_RECOVERY_KEY_SIZE] = { 0 };
	bool dashes;
	int r = 0;

	trim(&text);
	dashes = text.size == INGOT_RECOVERY_TEXT_SIZE - 1;
	if (!dashes && text.size != 2 * INGOT_RECOVERY_KEY_SIZE)
		return -EBADMSG;
	for (size_t i = 0; r == 0 && i < 2 * INGOT_RECOVERY_KEY_SIZE; i++) {
		uint8_t character = 0, value = 0;

		if (dashes && i > 0 && i % GROUP_SIZE == 0)
			r = ingot_bytes_take_u8(&text, &character);
		if (character != 0 && character != '-')
			r = -EBADMSG;
		if (r == 0)
			r = ingot_bytes_take_u8(&text, &character);
		if (r == 0)
			r = nibble(character, &value);
		key[i / 2] = (uint8_t)(key[i / 2] << 4 | value);
	}
	if (r == 0)
		memcpy(ret_key, key, sizeof(key));
	explicit_bzero(key, sizeof(key));
	return r;
}

static void free_cms(CMS_ContentInfo **cms)
{
	CMS_ContentInfo_free(*cms);
}

static bool is_kind(EVP_PKEY *key)
{
	char group[32];
	size_t size;

	if (EVP_PKEY_is_a(key, "RSA"))
		return EVP_PKEY_get_bits(key) >= RSA_BIT_MIN &&
		       EVP_PKEY_get_bits(key) <= RSA_BIT_MAX;
	return EVP_PKEY_is_a(key, "EC") &&
	       EVP_PKEY_get_group_name(key, group, sizeof(group), &size) == 1 &&
	       (strcmp(group, "prime256v1") == 0 || strcmp(group, "secp384r1") == 0);
}

static int read_key(struct ingot_bytes pem, struct ingot_reason *reason, EVP_PKEY **ret_key)
{
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *key = NULL;
	int r = ingot_openssl_key_read(pem, &key);

	if (r < 0)
		return ingot_refuse(reason, r, "the recovery public key is no PEM public key");
	if (!is_kind(key))
		return ingot_refuse(
			reason, -ENOTSUP,
			"the recovery public key is neither RSA of 2048 to 8192 bits nor EC P-256 or P-384");
	*ret_key = key;
	key = NULL;
	return 0;
}

static bool set_identifier(X509 *certificate)
{
	ASN1_OCTET_STRING *identifier = ASN1_OCTET_STRING_new();
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned size;
	bool set =
		identifier && X509_pubkey_digest(certificate, EVP_sha1(), digest, &size) == 1 &&
		ASN1_OCTET_STRING_set(identifier, digest, (int)size) == 1 &&
		X509_add1_ext_i2d(certificate, NID_subject_key_identifier, identifier, 0, 0) == 1;

	ASN1_OCTET_STRING_free(identifier);
	return set;
}

/*
 * OpenSSL takes recipients as certificates alone, so the key is put into one that nobody ever sees:
 * the message names the key by its identifier.
 */
static X509 *wrap_key(EVP_PKEY *key)
{
	ingot_scoped(ingot_openssl_certificate_scoped) X509 *certificate = X509_new();
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *signer = EVP_EC_gen("P-256");
	X509 *made;

	if (!certificate || !signer || X509_set_version(certificate, X509_VERSION_3) != 1 ||
	    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) != 1 ||
	    !X509_gmtime_adj(X509_getm_notBefore(certificate), 0) ||
	    !X509_gmtime_adj(X509_getm_notAfter(certificate), 60) ||
	    X509_set_pubkey(certificate, key) != 1 || !set_identifier(certificate) ||
	    X509_sign(certificate, signer, EVP_sha256()) <= 0)
		return NULL;
	made = certificate;
	certificate = NULL;
	return made;
}

static bool add_recipient(CMS_ContentInfo *cms, EVP_PKEY *key)
{
	ingot_scoped(ingot_openssl_certificate_scoped) X509 *certificate = wrap_key(key);
	CMS_RecipientInfo *recipient =
		certificate
			? CMS_add1_recipient_cert(cms, certificate, CMS_USE_KEYID | CMS_KEY_PARAM)
			: NULL;
	EVP_PKEY_CTX *context = recipient ? CMS_RecipientInfo_get0_pkey_ctx(recipient) : NULL;

	if (!context)
		return false;
	if (EVP_PKEY_is_a(key, "RSA"))
		return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
		       EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1 &&
		       EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1;
	return EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1;
}

static int write_cms(CMS_ContentInfo *cms, uint8_t **ret_cms, size_t *ret_size)
{
	int size = i2d_CMS_ContentInfo(cms, NULL);
	unsigned char *at;
	uint8_t *der;

	if (size <= 0)
		return -EIO;
	der = malloc((size_t)size);
	if (!der)
		return -ENOMEM;
	at = der;
	if (i2d_CMS_ContentInfo(cms, &at) != size) {
		free(der);
		return -EIO;
	}
	*ret_cms = der;
	*ret_size = (size_t)size;
	return 0;
}

static int encrypt(const char *text, EVP_PKEY *key, uint8_t **ret_cms, size_t *ret_size)
{
	ingot_scoped(free_cms) CMS_ContentInfo *cms =
		CMS_encrypt(NULL, NULL, EVP_aes_256_cbc(), CMS_PARTIAL | CMS_BINARY);
	ingot_scoped(ingot_openssl_bio_scoped) BIO *content =
		BIO_new_mem_buf(text, (int)strlen(text));

	if (!cms || !content || !add_recipient(cms, key) ||
	    CMS_final(cms, content, NULL, CMS_BINARY) != 1)
		return -EIO;
	return write_cms(cms, ret_cms, ret_size);
}

int ingot_recovery_encrypt(const uint8_t key[INGOT_RECOVERY_KEY_SIZE],
			   struct ingot_bytes public_key, struct ingot_reason *reason,
			   uint8_t **ret_cms, size_t *ret_size)
{
	ingot_scoped(ingot_openssl_key_scoped) EVP_PKEY *holder = NULL;
	char text[INGOT_RECOVERY_TEXT_SIZE];
	int r = read_key(public_key, reason, &holder);

	if (r == 0) {
		ingot_recovery_key_text(key, text);
		r = encrypt(text, holder, ret_cms, ret_size);
		explicit_bzero(text, sizeof(text));
		if (r < 0)
			r = ingot_refuse(reason, r, "cannot encrypt the recovery key");
	}
	ERR_clear_error();
	return r;
}
