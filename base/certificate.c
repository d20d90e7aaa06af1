/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates of endorsement keys, over OpenSSL; TCG EK Credential Profile 2.5, RFC 5280. */
#include "base/certificate.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/openssl.h"
#include "base/pem.h"
#include "base/scoped.h"

#define EK_USAGE        "2.23.133.8.1" /* tcg-kp-EKCertificate */
#define OID_SIZE        80
#define SECURITY_LEVEL  2 /* 112 bits: SSL_CTX_set_security_level(3) */
#define KEY_USAGE_OF_EK (KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT)

struct ingot_certificate {
	X509 *x509;
};

struct ingot_authorities {
	X509_STORE *store;
	STACK_OF(X509) * between;
	size_t trusted_count;
	size_t count;
};

static void free_context(X509_STORE_CTX **context)
{
	X509_STORE_CTX_free(*context);
}

static void free_usage(EXTENDED_KEY_USAGE **usage)
{
	EXTENDED_KEY_USAGE_free(*usage);
}

/* A TPM's NV index may be larger than what was written to it. */
static bool is_padding(struct ingot_bytes rest)
{
	for (size_t i = 0; i < rest.size; i++)
		if (rest.data[i] != rest.data[0] || (rest.data[i] != 0x00 && rest.data[i] != 0xff))
			return false;
	return true;
}

static int read_der(struct ingot_bytes der, struct ingot_reason *reason, X509 **ret_x509)
{
	const unsigned char *at = der.data;
	X509 *x509 = NULL;

	if (der.size > 0 && der.size <= INGOT_CERTIFICATE_SIZE_MAX)
		x509 = d2i_X509(NULL, &at, (long)der.size);
	ERR_clear_error();
	if (!x509)
		return ingot_refuse(reason, -EBADMSG, "not an X.509 certificate");
	(void)ingot_bytes_skip(&der, (uint64_t)(at - der.data)); /* it is within */
	if (!is_padding(der)) {
		X509_free(x509);
		return ingot_refuse(reason, -EBADMSG, "bytes behind the certificate");
	}
	*ret_x509 = x509;
	return 0;
}

static int read_block(const struct ingot_pem *block, struct ingot_reason *reason, X509 **ret_x509)
{
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	size_t size;
	int r = -EBADMSG;

	if (ingot_bytes_equal_text(block->label, "CERTIFICATE"))
		r = ingot_pem_decode(block, &der, &size);
	if (r == -ENOMEM)
		return ingot_refuse(reason, r, "out of memory");
	if (r < 0)
		return ingot_refuse(reason, r, "not a PEM block CERTIFICATE");
	return read_der((struct ingot_bytes){ der, size }, reason, ret_x509);
}

/* DER begins with a SEQUENCE; no text does. */
static bool is_der(struct ingot_bytes bytes)
{
	return bytes.size > 0 && bytes.data[0] == 0x30;
}

static int read_one(struct ingot_bytes bytes, struct ingot_reason *reason, X509 **ret_x509)
{
	struct ingot_pem block;

	if (is_der(bytes))
		return read_der(bytes, reason, ret_x509);
	if (ingot_pem_take_only(bytes, "CERTIFICATE", &block) < 0)
		return ingot_refuse(reason, -EBADMSG, "neither DER nor one PEM block CERTIFICATE");
	return read_block(&block, reason, ret_x509);
}

int ingot_certificate_read(struct ingot_bytes bytes, struct ingot_reason *reason,
			   struct ingot_certificate **ret_certificate)
{
	struct ingot_certificate *certificate;
	X509 *x509;
	int r;

	if (bytes.size > INGOT_CERTIFICATE_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "certificate is larger than %zu bytes",
				    INGOT_CERTIFICATE_SIZE_MAX);
	r = read_one(bytes, reason, &x509);
	if (r < 0)
		return r;
	certificate = malloc(sizeof(*certificate));
	if (!certificate) {
		X509_free(x509);
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	}
	certificate->x509 = x509;
	*ret_certificate = certificate;
	return 0;
}

void ingot_certificate_free(struct ingot_certificate *certificate)
{
	if (!certificate)
		return;
	X509_free(certificate->x509);
	free(certificate);
}

void ingot_certificate_scoped(struct ingot_certificate **certificate)
{
	ingot_certificate_free(*certificate);
}

int ingot_certificate_key(const struct ingot_certificate *certificate, size_t capacity,
			  uint8_t *ret_der, size_t *ret_size)
{
	X509_PUBKEY *key = X509_get_X509_PUBKEY(certificate->x509);
	int size = i2d_X509_PUBKEY(key, NULL);
	unsigned char *at = ret_der;

	if (size <= 0 || (size_t)size > capacity)
		return -EFBIG;
	*ret_size = (size_t)i2d_X509_PUBKEY(key, &at);
	return 0;
}

int ingot_authorities_new(struct ingot_authorities **ret_authorities)
{
	struct ingot_authorities *authorities = calloc(1, sizeof(*authorities));

	if (!authorities)
		return -ENOMEM;
	authorities->store = X509_STORE_new();
	authorities->between = sk_X509_new_null();
	if (!authorities->store || !authorities->between) {
		ingot_authorities_free(authorities);
		return -ENOMEM;
	}
	*ret_authorities = authorities;
	return 0;
}

void ingot_authorities_free(struct ingot_authorities *authorities)
{
	if (!authorities)
		return;
	X509_STORE_free(authorities->store);
	sk_X509_pop_free(authorities->between, X509_free);
	free(authorities);
}

void ingot_authorities_scoped(struct ingot_authorities **authorities)
{
	ingot_authorities_free(*authorities);
}

size_t ingot_authorities_count(const struct ingot_authorities *authorities)
{
	return authorities->trusted_count;
}

/* Takes @x509 over. */
static int add_one(struct ingot_authorities *authorities, X509 *x509, bool trusted,
		   struct ingot_reason *reason)
{
	ingot_scoped(ingot_openssl_certificate_scoped) X509 *held = x509;

	if (authorities->count++ >= INGOT_CERTIFICATE_COUNT_MAX)
		return ingot_refuse(reason, -EFBIG, "more than %d certificates",
				    INGOT_CERTIFICATE_COUNT_MAX);
	if (trusted) {
		if (X509_STORE_add_cert(authorities->store, held) != 1)
			return ingot_refuse(reason, -ENOMEM, "out of memory");
		authorities->trusted_count++;
		return 0;
	}
	if (sk_X509_push(authorities->between, held) <= 0)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	held = NULL;
	return 0;
}

int ingot_authorities_add(struct ingot_authorities *authorities, struct ingot_bytes bytes,
			  bool trusted, struct ingot_reason *reason)
{
	struct ingot_pem block;
	size_t found = 0;
	X509 *x509;
	int r;

	if (bytes.size > INGOT_CERTIFICATE_PEM_SIZE_MAX)
		return ingot_refuse(reason, -EFBIG, "certificates are larger than %zu bytes",
				    INGOT_CERTIFICATE_PEM_SIZE_MAX);
	if (is_der(bytes)) {
		r = read_der(bytes, reason, &x509);
		return r < 0 ? r : add_one(authorities, x509, trusted, reason);
	}
	while ((r = ingot_pem_take(&bytes, &block)) > 0) {
		r = read_block(&block, reason, &x509);
		if (r == 0)
			r = add_one(authorities, x509, trusted, reason);
		if (r < 0)
			return r;
		found++;
	}
	if (r < 0 || found == 0)
		return ingot_refuse(reason, -EBADMSG, "neither DER nor PEM blocks CERTIFICATE");
	return 0;
}

/* Critical extensions that OpenSSL knows are checked by it; of the others, these say nothing. */
static bool may_be_passed_over(X509_EXTENSION *extension)
{
	char oid[OID_SIZE];
	int size = OBJ_obj2txt(oid, sizeof(oid), X509_EXTENSION_get_object(extension), 1);

	if (size <= 0 || (size_t)size >= sizeof(oid))
		return false;
	return strcmp(oid, "2.5.29.9") == 0 || strncmp(oid, "2.23.133.", 9) == 0;
}

static bool has_strange_extension(const X509 *x509)
{
	for (int i = 0; i < X509_get_ext_count(x509); i++) {
		X509_EXTENSION *extension = X509_get_ext(x509, i);

		if (X509_EXTENSION_get_critical(extension) &&
		    !X509_supported_extension(extension) && !may_be_passed_over(extension))
			return true;
	}
	return false;
}

static bool has_usage_of_ek(X509 *x509)
{
	int critical = -1;
	ingot_scoped(free_usage) EXTENDED_KEY_USAGE *usage =
		X509_get_ext_d2i(x509, NID_ext_key_usage, &critical, NULL);

	if (!usage)
		return critical == -1; /* absent; else malformed, or there twice */
	for (int i = 0; i < sk_ASN1_OBJECT_num(usage); i++) {
		char oid[OID_SIZE];

		if (OBJ_obj2txt(oid, sizeof(oid), sk_ASN1_OBJECT_value(usage, i), 1) > 0 &&
		    strcmp(oid, EK_USAGE) == 0)
			return true;
	}
	return false;
}

/* What makes it an EK's certificate, apart from who signed it. */
static int check_kind(X509 *x509, struct ingot_reason *reason)
{
	const char *wrong = NULL;

	if (X509_check_ca(x509) != 0)
		wrong = "is a certificate authority's own";
	else if (!has_usage_of_ek(x509))
		wrong = "is for another use than an endorsement key's";
	else if (!(X509_get_key_usage(x509) & KEY_USAGE_OF_EK)) /* all bits if it is absent */
		wrong = "is of a key that signs";
	else if (has_strange_extension(x509))
		wrong = "has a critical extension that is not known";
	ERR_clear_error();
	return wrong ? ingot_refuse(reason, -EKEYREJECTED, "certificate %s", wrong) : 0;
}

/* The certificate's own critical extensions were looked at before. */
static int forgive(int holds, X509_STORE_CTX *context)
{
	return holds ||
	       (X509_STORE_CTX_get_error_depth(context) == 0 &&
		X509_STORE_CTX_get_error(context) == X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION);
}

int ingot_certificate_check(const struct ingot_certificate *certificate,
			    const struct ingot_authorities *authorities, int64_t time,
			    struct ingot_reason *reason)
{
	ingot_scoped(free_context) X509_STORE_CTX *context = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *rules;
	int r;

	if (!context || X509_STORE_CTX_init(context, authorities->store, certificate->x509,
					    authorities->between) != 1)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	r = check_kind(certificate->x509, reason);
	if (r < 0)
		return r;
	rules = X509_STORE_CTX_get0_param(context);
	X509_VERIFY_PARAM_set_time(rules, (time_t)time);
	X509_VERIFY_PARAM_set_depth(rules, INGOT_CERTIFICATE_DEPTH_MAX);
	X509_VERIFY_PARAM_set_auth_level(rules, SECURITY_LEVEL);
	(void)X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
	X509_STORE_CTX_set_verify_cb(context, forgive);
	r = X509_verify_cert(context);
	ERR_clear_error();
	if (r == 1)
		return 0;
	return ingot_refuse(reason, -EKEYREJECTED, "certificate: %s",
			    X509_verify_cert_error_string(X509_STORE_CTX_get_error(context)));
}
