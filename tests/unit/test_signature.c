/* SPDX-License-Identifier: Apache-2.0 */
/* Authenticode signatures made with sbsigntool 0.9.4: they hold, and cut at any offset they do not.
 */
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "check.h"
#include "measurements/certtable.h"
#include "measurements/siglist.h"
#include "measurements/signature.h"

#define FOLDER "tests/data/secureboot/"

/* Hash of plain.efi as pesign 0.112 -h gives it. */
#define IMAGE "b7a22354c2e3d3e0884dd6cde56d87d1e15a435313b5d138f5e66174003cc466"

static struct ingot_bytes signature_of(const struct ingot_file *image)
{
	struct ingot_bytes pkcs7 = { 0 };
	struct ingot_pe pe;

	CHECK(ingot_pe_read(ingot_file_bytes(image), &pe, NULL) == 0);
	CHECK(ingot_certtable_next(&pe.certificates, &pkcs7) == 1);
	return pkcs7;
}

static struct ingot_bytes certificate_of(const struct ingot_file *esl)
{
	struct ingot_siglist list = ingot_siglist_open(ingot_file_bytes(esl));
	struct ingot_siglist_entry entry = { .data = { 0 } };

	CHECK(ingot_siglist_next(&list, &entry) == 1);
	return entry.data;
}

static void test_cut(struct ingot_bytes pkcs7, struct ingot_bytes certificate,
		     const struct ingot_digest *image)
{
	uint8_t *copy = malloc(pkcs7.size + certificate.size);
	struct ingot_text words = { .length = 0 };

	if (!copy)
		abort();
	memcpy(copy, pkcs7.data, pkcs7.size);
	for (size_t size = 0; size < pkcs7.size - 8; size++) { /* zeros at the end do not count */
		struct ingot_digest digest = { .hash = INGOT_HASH_COUNT };

		CHECK(ingot_signature_check_image((struct ingot_bytes){ copy, size }, certificate,
						  image) == -EBADMSG);
		CHECK(ingot_signature_image_digest((struct ingot_bytes){ copy, size }, &digest) ==
		      -EBADMSG);
		CHECK(digest.hash == INGOT_HASH_COUNT);
		CHECK(ingot_signature_signer_words((struct ingot_bytes){ copy, size }, &words) ==
			      -EBADMSG &&
		      words.length == 0);
	}
	memcpy(copy, certificate.data, certificate.size);
	for (size_t size = 0; size < certificate.size; size += 3)
		CHECK(ingot_signature_check_image(pkcs7, (struct ingot_bytes){ copy, size },
						  image) == -EBADMSG);
	free(copy);
}

int main(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file image = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file db = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file other = { 0 };
	struct ingot_bytes pkcs7;
	struct ingot_digest digest;
	struct ingot_digest wanted;
	struct ingot_text words = { .length = 0 };

	CHECK(ingot_file_read(FOLDER "signed.efi", 65536, &image) == 0);
	CHECK(ingot_file_read(FOLDER "db.esl", 65536, &db) == 0);
	CHECK(ingot_file_read(FOLDER "other.esl", 65536, &other) == 0);
	pkcs7 = signature_of(&image);
	CHECK(ingot_digest_from_hex(INGOT_HASH_SHA256, ingot_bytes_of_text(IMAGE), &wanted) == 0);
	CHECK(ingot_signature_image_digest(pkcs7, &digest) == 0);
	CHECK(ingot_digest_equal(&digest, &wanted));
	CHECK(ingot_signature_check_image(pkcs7, certificate_of(&db), &wanted) == 0);
	CHECK(ingot_signature_check_image(pkcs7, certificate_of(&other), &wanted) == -EKEYREJECTED);
	CHECK(ingot_signature_signer_words(pkcs7, &words) == 0);
	CHECK_TEXT(words.chars, "CN=Ingot test db"); /* as sbverify --list prints it, without '/' */
	test_cut(pkcs7, certificate_of(&db), &wanted);
	wanted.bytes[0] ^= 1;
	CHECK(ingot_signature_check_image(pkcs7, certificate_of(&db), &wanted) == -EKEYREJECTED);
	return check_result();
}
