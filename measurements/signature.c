/* SPDX-License-Identifier: Apache-2.0 */
/* Signature checks over OpenSSL: Authenticode (PKCS #7 over a SpcIndirectDataContent). */
#include "measurements/signature.h"

#include <errno.h>
#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "base/openssl.h"
#include "base/scoped.h"

#define SPC_INDIRECT_DATA "1.3.6.1.4.1.311.2.1.4"
#define OID_TEXT_SIZE     64

static void free_pkcs7(PKCS7 **p7)
{
	PKCS7_free(*p7);
}

static void free_store(X509_STORE **store)
{
	X509_STORE_free(*store);
}

/* Takes one element of the wanted tag: its content. OpenSSL checks the lengths, we only cut. */
static int take_element(struct ingot_bytes *rest, int wanted, struct ingot_bytes *ret_content)
{
	const unsigned char *at = rest->data;
	long size;
	int tag;
	int class;

	if (rest->size == 0 || rest->size > LONG_MAX ||
	    (ASN1_get_object(&at, &size, &tag, &class, (long)rest->size) & 0x81) || tag != wanted ||
	    class != V_ASN1_UNIVERSAL)
		return -EBADMSG;
	if (ingot_bytes_skip(rest, (uint64_t)(at - rest->data)) < 0)
		return -EBADMSG;
	return ingot_bytes_take(rest, (uint64_t)size, ret_content);
}

static int parse_pkcs7(struct ingot_bytes der, PKCS7 **ret_p7)
{
	ingot_scoped(free_pkcs7) PKCS7 *p7 = NULL;
	const unsigned char *at = der.data;

	if (der.size > LONG_MAX)
		return -EBADMSG;
	p7 = d2i_PKCS7(NULL, &at, (long)der.size);
	if (!p7 || ingot_bytes_skip(&der, (uint64_t)(at - der.data)) < 0 ||
	    !ingot_bytes_all_zero(der)) {
		ERR_clear_error();
		return -EBADMSG;
	}
	*ret_p7 = p7;
	p7 = NULL;
	return 0;
}

static int hash_of_oid(struct ingot_bytes oid, enum ingot_hash *ret_hash)
{
	static const struct {
		uint8_t oid[9];
		uint8_t size;
		enum ingot_hash hash;
	} table[] = {
		{ { 0x2b, 0x0e, 0x03, 0x02, 0x1a }, 5, INGOT_HASH_SHA1 },
		{ { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01 }, 9, INGOT_HASH_SHA256 },
		{ { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 }, 9, INGOT_HASH_SHA384 },
		{ { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03 }, 9, INGOT_HASH_SHA512 },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (!ingot_bytes_equal(oid, (struct ingot_bytes){ table[i].oid, table[i].size }))
			continue;
		*ret_hash = table[i].hash;
		return 0;
	}
	return -ENOTSUP;
}

/*
 * Authenticode has one digest algorithm, and OpenSSL 3.0 leaks where it meets one it does not know.
 */
static bool one_known_algorithm(const PKCS7_SIGNED *sign)
{
	const ASN1_OBJECT *object;
	enum ingot_hash hash;

	if (sk_X509_ALGOR_num(sign->md_algs) != 1)
		return false;
	X509_ALGOR_get0(&object, NULL, NULL, sk_X509_ALGOR_value(sign->md_algs, 0));
	return hash_of_oid((struct ingot_bytes){ OBJ_get0_data(object), OBJ_length(object) },
			   &hash) == 0;
}

/* The content that is signed: what is inside the SEQUENCE of SpcIndirectDataContent. */
static int indirect_data(const PKCS7 *p7, struct ingot_bytes *ret_content)
{
	char oid[OID_TEXT_SIZE];
	struct ingot_bytes sequence;
	const PKCS7 *content;

	if (!PKCS7_type_is_signed(p7) || !p7->d.sign || !p7->d.sign->contents ||
	    !one_known_algorithm(p7->d.sign))
		return -EBADMSG;
	content = p7->d.sign->contents;
	if (OBJ_obj2txt(oid, sizeof(oid), content->type, 1) < 0 ||
	    !ingot_bytes_equal_text(ingot_bytes_of_text(oid), SPC_INDIRECT_DATA) ||
	    !content->d.other || content->d.other->type != V_ASN1_SEQUENCE)
		return -EBADMSG;
	sequence = (struct ingot_bytes){ content->d.other->value.sequence->data,
					 (size_t)content->d.other->value.sequence->length };
	return take_element(&sequence, V_ASN1_SEQUENCE, ret_content);
}

/* SpcIndirectDataContent: { data SEQUENCE, messageDigest { algorithm { OID, … }, OCTET STRING } }
 */
static int parse_indirect(struct ingot_bytes rest, struct ingot_digest *ret_digest)
{
	struct ingot_bytes data;
	struct ingot_bytes digest_info;
	struct ingot_bytes algorithm;
	struct ingot_bytes oid;
	struct ingot_bytes value;
	enum ingot_hash hash;
	int r;

	if (take_element(&rest, V_ASN1_SEQUENCE, &data) < 0 ||
	    take_element(&rest, V_ASN1_SEQUENCE, &digest_info) < 0 || rest.size != 0 ||
	    take_element(&digest_info, V_ASN1_SEQUENCE, &algorithm) < 0 ||
	    take_element(&algorithm, V_ASN1_OBJECT, &oid) < 0 ||
	    take_element(&digest_info, V_ASN1_OCTET_STRING, &value) < 0 || digest_info.size != 0)
		return -EBADMSG;
	r = hash_of_oid(oid, &hash);
	return r < 0 ? r : ingot_digest_from_bytes(hash, value, ret_digest);
}

int ingot_signature_image_digest(struct ingot_bytes pkcs7, struct ingot_digest *ret_digest)
{
	ingot_scoped(free_pkcs7) PKCS7 *p7 = NULL;
	struct ingot_bytes content;

	if (parse_pkcs7(pkcs7, &p7) < 0 || indirect_data(p7, &content) < 0)
		return -EBADMSG;
	return parse_indirect(content, ret_digest);
}

static void free_stack(STACK_OF(X509) * *certificates)
{
	sk_X509_free(*certificates);
}

int ingot_signature_signer_words(struct ingot_bytes pkcs7, struct ingot_text *text)
{
	ingot_scoped(free_pkcs7) PKCS7 *p7 = NULL;
	ingot_scoped(free_stack) STACK_OF(X509) *signers = NULL;
	ingot_scoped(ingot_openssl_bio_scoped) BIO *bio = NULL;
	char *subject;
	long size;

	if (parse_pkcs7(pkcs7, &p7) < 0 || !PKCS7_type_is_signed(p7) || !p7->d.sign)
		return -EBADMSG;
	signers = PKCS7_get0_signers(p7, NULL, 0);
	ERR_clear_error();
	if (!signers || sk_X509_num(signers) == 0) {
		ingot_text_add(text, "no certificate of the signer");
		return 0;
	}
	bio = BIO_new(BIO_s_mem());
	if (!bio || X509_NAME_print_ex(bio, X509_get_subject_name(sk_X509_value(signers, 0)), 0,
				       XN_FLAG_RFC2253) < 0)
		return -ENOMEM;
	size = BIO_get_mem_data(bio, &subject);
	ingot_text_add_ascii(text, (struct ingot_bytes){ (const uint8_t *)subject, (size_t)size });
	return 0;
}

static int parse_certificate(struct ingot_bytes der, X509 **ret_certificate)
{
	const unsigned char *at = der.data;

	if (der.size > LONG_MAX)
		return -EBADMSG;
	*ret_certificate = d2i_X509(NULL, &at, (long)der.size);
	if (!*ret_certificate) {
		ERR_clear_error();
		return -EBADMSG;
	}
	return 0;
}

/* A store that trusts just this certificate, wherever in a chain it stands, as EDK2's Pkcs7Verify
 * does. */
static X509_STORE *store_of(X509 *certificate)
{
	X509_STORE *store = X509_STORE_new();

	if (!store)
		return NULL;
	if (X509_STORE_add_cert(store, certificate) != 1 ||
	    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME) !=
		    1 ||
	    X509_STORE_set_purpose(store, X509_PURPOSE_ANY) != 1) {
		X509_STORE_free(store);
		return NULL;
	}
	return store;
}

int ingot_signature_check_image(struct ingot_bytes pkcs7, struct ingot_bytes certificate,
				const struct ingot_digest *image)
{
	ingot_scoped(free_pkcs7) PKCS7 *p7 = NULL;
	ingot_scoped(ingot_openssl_certificate_scoped) X509 *trusted = NULL;
	ingot_scoped(free_store) X509_STORE *store = NULL;
	ingot_scoped(ingot_openssl_bio_scoped) BIO *bio = NULL;
	struct ingot_bytes content;
	struct ingot_digest digest;
	int r;

	if (parse_pkcs7(pkcs7, &p7) < 0 || indirect_data(p7, &content) < 0 ||
	    content.size > INT_MAX || parse_certificate(certificate, &trusted) < 0)
		return -EBADMSG;
	r = parse_indirect(content, &digest);
	if (r == -EBADMSG)
		return r;
	if (r < 0 || !ingot_digest_equal(&digest, image))
		return -EKEYREJECTED;
	store = store_of(trusted);
	bio = BIO_new_mem_buf(content.data, (int)content.size);
	if (!store || !bio)
		return -ENOMEM;
	r = PKCS7_verify(p7, NULL, store, bio, NULL, PKCS7_BINARY);
	ERR_clear_error();
	return r == 1 ? 0 : -EKEYREJECTED;
}
