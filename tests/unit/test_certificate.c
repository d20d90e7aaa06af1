/* SPDX-License-Identifier: Apache-2.0 */
#include "base/certificate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/pem.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define NOW     INT64_C(1750000000) /* 2025-06-15 */
#define FROM    INT64_C(1577836800) /* 2020-01-01T00:00:00Z, as all of them are valid from */
#define BETWEEN INT64_C(2051222400) /* 2035-01-01T00:00:00Z, when between.pem ends */

static int read_file(const char *name, struct ingot_file *ret_file)
{
	char path[128];

	snprintf(path, sizeof(path), "tests/data/certificate/%s.pem", name);
	return ingot_file_read(path, 1 << 16, ret_file);
}

static struct ingot_certificate *certificate(const char *name)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	struct ingot_certificate *read = NULL;
	struct ingot_reason reason = { 0 };

	CHECK(read_file(name, &file) == 0);
	if (!CHECK(ingot_certificate_read(ingot_file_bytes(&file), &reason, &read) == 0)) {
		fprintf(stderr, "%s: %s\n", name, reason.text);
		exit(1);
	}
	return read;
}

static struct ingot_authorities *authorities(const char *trusted, const char *between)
{
	struct ingot_authorities *all = NULL;
	struct ingot_reason reason = { 0 };

	if (!CHECK(ingot_authorities_new(&all) == 0))
		exit(1);
	for (int i = 0; i < 2; i++) {
		ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
		const char *name = i == 0 ? trusted : between;

		if (!name)
			continue;
		CHECK(read_file(name, &file) == 0);
		CHECK(ingot_authorities_add(all, ingot_file_bytes(&file), i == 0, &reason) == 0);
	}
	CHECK(ingot_authorities_count(all) == (trusted ? 1 : 0));
	return all;
}

/*
 * openssl verify -auth_level 2 says the same of each, but where a note is: it lets more through
 * with no purpose named, and knows nothing of the TCG's extensions.
 */
static const struct {
	const char *name, *trusted, *between;
	int64_t time;
	const char *refused;
} cases[] = {
	{ "good", "root", "between", NOW, NULL },
	{ "ecc", "root", "between", NOW, NULL },
	{ "bare", "root", "between", NOW, NULL },
	{ "direct", "root", NULL, NOW, NULL },
	{ "good", "between", NULL, NOW, NULL },         /* openssl: with -partial_chain */
	{ "attributes", "root", "between", NOW, NULL }, /* openssl: error 34 */
	{ "tcg", "root", "between", NOW, NULL },        /* openssl: error 34 */
	{ "good", "root", "between", FROM, NULL },
	{ "good", "root", "between", FROM - 1, "certificate: certificate is not yet valid" },
	{ "good", "root", "between", BETWEEN - 1, NULL },
	{ "good", "root", "between", BETWEEN, "certificate: certificate has expired" },
	{ "expired", "root", "between", NOW, "certificate: certificate has expired" },
	{ "good", "root", NULL, NOW, "certificate: unable to get local issuer certificate" },
	{ "good", NULL, "between", NOW, "certificate: unable to get local issuer certificate" },
	{ "good", "stranger", "between", NOW, NULL }, /* the text is the version's of OpenSSL */
	{ "direct", "stranger", NULL, NOW, NULL },
	{ "weak", "root", "between", NOW, "certificate: EE certificate key too weak" },
	{ "sha1", "root", "between", NOW, NULL },
	{ "unknown", "root", "between", NOW,
	  "certificate has a critical extension that is not known" },
	{ "server", "root", "between", NOW, /* openssl: OK */
	  "certificate is for another use than an endorsement key's" },
	{ "signer", "root", "between", NOW, "certificate is of a key that signs" }, /* OK */
	{ "authority", "root", "between", NOW,                                      /* OK */
	  "certificate is a certificate authority's own" },
	{ "root", "root", NULL, NOW, "certificate is a certificate authority's own" },
};

static bool holds(size_t i)
{
	return !cases[i].refused &&
	       (!cases[i].trusted || strcmp(cases[i].trusted, "stranger") != 0) &&
	       strcmp(cases[i].name, "sha1") != 0;
}

static void test_chains(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		ingot_scoped(ingot_certificate_scoped) struct ingot_certificate *read =
			certificate(cases[i].name);
		ingot_scoped(ingot_authorities_scoped) struct ingot_authorities *all =
			authorities(cases[i].trusted, cases[i].between);
		struct ingot_reason reason = { 0 };
		int r = ingot_certificate_check(read, all, cases[i].time, &reason);

		if (!CHECK(r == (holds(i) ? 0 : -EKEYREJECTED)))
			fprintf(stderr, "case %zu, %s: %s\n", i, cases[i].name, reason.text);
		if (cases[i].refused)
			CHECK_TEXT(reason.text, cases[i].refused);
		CHECK(holds(i) == (reason.text[0] == '\0'));
	}
}

static void test_forms(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	ingot_scoped(ingot_certificate_scoped) struct ingot_certificate *pem_form = NULL;
	uint8_t padded[4096], key[INGOT_CERTIFICATE_KEY_SIZE_MAX], other[sizeof(key)];
	struct ingot_reason reason = { 0 };
	struct ingot_pem block;
	size_t size, key_size = 0;

	CHECK(read_file("good", &file) == 0);
	if (!CHECK(ingot_pem_take_only(ingot_file_bytes(&file), "CERTIFICATE", &block) == 0) ||
	    !CHECK(ingot_pem_decode(&block, &der, &size) == 0) ||
	    !CHECK(ingot_certificate_read(ingot_file_bytes(&file), &reason, &pem_form) == 0))
		return;
	CHECK(ingot_certificate_key(pem_form, sizeof(key), key, &key_size) == 0);
	CHECK(key_size == 294); /* openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER */
	CHECK(ingot_certificate_key(pem_form, 293, other, &size) == -EFBIG);
	for (int fill = 0; fill <= 0xff; fill++) {
		struct ingot_certificate *read = NULL;
		size_t other_size;
		int r;

		memset(padded, fill, sizeof(padded));
		memcpy(padded, der, size);
		r = ingot_certificate_read((struct ingot_bytes){ padded, size + 100 }, &reason,
					   &read);
		CHECK(r == (fill == 0 || fill == 0xff ? 0 : -EBADMSG));
		if (read &&
		    CHECK(ingot_certificate_key(read, sizeof(other), other, &other_size) == 0))
			CHECK(other_size == key_size && memcmp(key, other, key_size) == 0);
		ingot_certificate_free(read);
	}
	CHECK_TEXT(reason.text, "bytes behind the certificate");
	for (size_t cut = 0; cut < size; cut++) {
		ingot_scoped(ingot_scoped_free) uint8_t *copy = malloc(cut ? cut : 1);
		struct ingot_certificate *read = NULL;

		if (!copy)
			exit(1);
		memcpy(copy, der, cut);
		CHECK(ingot_certificate_read((struct ingot_bytes){ copy, cut }, &reason, &read) ==
			      -EBADMSG &&
		      !read);
	}
}

static void test_refused(void)
{
	static uint8_t large[INGOT_CERTIFICATE_PEM_SIZE_MAX + 1];
	static const char two[] = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
	static const char key[] = "-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----\n";
	ingot_scoped(ingot_authorities_scoped) struct ingot_authorities *all = NULL;
	struct ingot_certificate *read = NULL;
	struct ingot_reason reason = { 0 };

	CHECK(ingot_authorities_new(&all) == 0);
	CHECK(ingot_certificate_read((struct ingot_bytes){ large, INGOT_CERTIFICATE_SIZE_MAX + 1 },
				     &reason, &read) == -EFBIG);
	CHECK_TEXT(reason.text, "certificate is larger than 16384 bytes");
	CHECK(ingot_authorities_add(all, (struct ingot_bytes){ large, sizeof(large) }, true,
				    &reason) == -EFBIG);
	CHECK(ingot_certificate_read(ingot_bytes_of_text(key), &reason, &read) == -EBADMSG);
	CHECK_TEXT(reason.text, "neither DER nor one PEM block CERTIFICATE");
	CHECK(ingot_certificate_read(ingot_bytes_of_text(two), &reason, &read) == -EBADMSG);
	CHECK_TEXT(reason.text, "not an X.509 certificate");
	CHECK(ingot_authorities_add(all, ingot_bytes_of_text(key), true, &reason) == -EBADMSG);
	CHECK_TEXT(reason.text, "not a PEM block CERTIFICATE");
	CHECK(ingot_authorities_add(all, ingot_bytes_of_text(""), true, &reason) == -EBADMSG);
	CHECK_TEXT(reason.text, "neither DER nor PEM blocks CERTIFICATE");
	CHECK(ingot_authorities_count(all) == 0 && !read);
}

/* One file may name several. */
static void test_bundle(void)
{
	ingot_scoped(ingot_authorities_scoped) struct ingot_authorities *all = NULL;
	ingot_scoped(ingot_file_close) struct ingot_file root = { 0 }, stranger = { 0 };
	struct ingot_reason reason = { 0 };
	char text[8192];

	CHECK(read_file("root", &root) == 0 && read_file("stranger", &stranger) == 0);
	snprintf(text, sizeof(text), "%s\n%s", (char *)root.data, (char *)stranger.data);
	CHECK(ingot_authorities_new(&all) == 0);
	CHECK(ingot_authorities_add(all, ingot_bytes_of_text(text), true, &reason) == 0);
	CHECK(ingot_authorities_count(all) == 2);
	for (int i = 2; i < INGOT_CERTIFICATE_COUNT_MAX; i++)
		if (ingot_authorities_add(all, ingot_file_bytes(&root), false, &reason) != 0)
			CHECK(false);
	CHECK(ingot_authorities_add(all, ingot_file_bytes(&root), false, &reason) == -EFBIG);
	CHECK_TEXT(reason.text, "more than 256 certificates");
}

int main(void)
{
	test_chains();
	test_forms();
	test_refused();
	test_bundle();
	return check_result();
}
