/* SPDX-License-Identifier: Apache-2.0 */
/* Bundles that openssl 3.0 signed: see tests/data/node/README.md. */
#include "node/bundle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scoped.h"
#include "tests/unit/check.h"

#define FOLDER    "tests/data/node/"
#define SIGNATURE "-----BEGIN INGOT SIGNATURE-----\nAAAA\n-----END INGOT SIGNATURE-----\n"
#define OWNER     "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"

static const struct {
	const char *text;
	int want;
	const char *document;
} cases[] = {
	{ "", 0, "" },
	{ "{}\n", 0, "{}\n" },
	{ "{}\n -----BEGIN X-----\n", 0, "{}\n -----BEGIN X-----\n" },
	{ "{}\n" SIGNATURE OWNER, 0, "{}\n" },
	{ "{}\r\n" SIGNATURE "\n\t" OWNER " \n", 0, "{}\r\n" },
	{ SIGNATURE OWNER, 0, "" },
	{ "{}\n" SIGNATURE, -EBADMSG, NULL },
	{ "{}\n" OWNER, -EBADMSG, NULL },
	{ "{}\n" OWNER SIGNATURE, -EBADMSG, NULL },
	{ "{}\n" SIGNATURE SIGNATURE OWNER, -EBADMSG, NULL },
	{ "{}\n" SIGNATURE OWNER OWNER, -EBADMSG, NULL },
	{ "{}\n" SIGNATURE "x\n" OWNER, -EBADMSG, NULL },
	{ "{}\n" SIGNATURE OWNER "{}\n", -EBADMSG, NULL },
	{ "{}\n-----BEGIN \n", -EBADMSG, NULL },
};

static void test_cases(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct ingot_node_bundle bundle = { .document = { NULL, 5 } };
		struct ingot_reason reason = { 0 };

		if (!CHECK(ingot_node_bundle_parse(ingot_bytes_of_text(cases[i].text), &reason,
						   &bundle) == cases[i].want))
			fprintf(stderr, "case %zu: %s\n", i, reason.text);
		if (cases[i].want < 0)
			CHECK(reason.text[0] && bundle.document.size == 5);
		else
			CHECK(ingot_bytes_equal_text(bundle.document, cases[i].document));
		CHECK(!bundle.signature.size == !bundle.owner.size);
	}
}

static void check_kind(const char *path, enum ingot_public_key_kind kind)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_file_close) struct ingot_file document = { 0 };
	ingot_scoped(ingot_scoped_free) uint8_t *owner = NULL;
	struct ingot_node_bundle bundle;
	struct ingot_reason reason = { 0 };
	struct ingot_public_key key;
	size_t size = 0;

	CHECK(ingot_file_read(path, INGOT_NODE_BUNDLE_SIZE_MAX, &file) == 0);
	CHECK(ingot_file_read(FOLDER "full.json", INGOT_NODE_BUNDLE_SIZE_MAX, &document) == 0);
	CHECK(ingot_node_bundle_parse(ingot_file_bytes(&file), &reason, &bundle) == 0);
	CHECK(ingot_bytes_equal(bundle.document, ingot_file_bytes(&document)));
	CHECK(ingot_node_bundle_check(&bundle, &reason, &key) == 1 && key.kind == kind);
	CHECK(ingot_node_bundle_owner(&bundle, &reason, &owner, &size) == 0);
	CHECK(ingot_bytes_equal((struct ingot_bytes){ owner, size }, ingot_public_key_der(&key)));

	/* every byte of the document is signed, and each of them is checked */
	for (size_t i = 0; i < bundle.document.size; i += 7) {
		uint8_t *none = NULL;

		file.data[i] ^= 1;
		CHECK(ingot_node_bundle_owner(&bundle, &reason, &none, &size) == -EKEYREJECTED);
		CHECK(!none);
		file.data[i] ^= 1;
	}
	CHECK_TEXT(reason.text, "the signature does not hold");

	/* cut within the blocks it is refused; without the last line end it is the same */
	for (size_t cut = document.size + 1; cut < file.size - 1; cut++)
		CHECK(ingot_node_bundle_parse((struct ingot_bytes){ file.data, cut }, &reason,
					      &bundle) ==
		      (cut < document.size + 11 ? 0 : -EBADMSG));
}

static void test_unsigned(void)
{
	const struct ingot_node_bundle bundle = { .document = ingot_bytes_of_text("{}") };
	ingot_scoped(ingot_scoped_free) uint8_t *owner = NULL;
	struct ingot_public_key key = { .size = 3 };
	struct ingot_reason reason = { 0 };
	size_t size = 0;

	CHECK(ingot_node_bundle_check(&bundle, &reason, &key) == 0 && key.size == 3);
	CHECK(ingot_node_bundle_owner(&bundle, &reason, &owner, &size) == 0);
	CHECK(size == 2 && memcmp(owner, "{}", 2) == 0);
}

static void test_malformed_blocks(void)
{
	struct ingot_node_bundle bundle;
	struct ingot_reason reason = { 0 };
	struct ingot_public_key key;

	CHECK(ingot_node_bundle_parse(ingot_bytes_of_text("{}\n" SIGNATURE OWNER), &reason,
				      &bundle) == 0);
	CHECK(ingot_node_bundle_check(&bundle, &reason, &key) == -EBADMSG);
	CHECK_TEXT(reason.text, "owner's key: not a public key");
	CHECK(ingot_node_bundle_parse(ingot_bytes_of_text("-----BEGIN INGOT SIGNATURE-----\n%\n"
							  "-----END INGOT SIGNATURE-----\n" OWNER),
				      &reason, &bundle) == 0);
	CHECK(ingot_node_bundle_check(&bundle, &reason, &key) == -EBADMSG);
	CHECK_TEXT(reason.text, "signature: not base64");
}

/* Put together again from its parts: the same bytes as openssl, base64 and cat made. */
static void test_write(void)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	ingot_scoped(ingot_scoped_free) char *text = NULL;
	struct ingot_node_bundle bundle;
	struct ingot_reason reason = { 0 };
	struct ingot_public_key key;
	char *none = NULL;

	CHECK(ingot_file_read(FOLDER "full.ed25519", INGOT_NODE_BUNDLE_SIZE_MAX, &file) == 0);
	CHECK(ingot_node_bundle_parse(ingot_file_bytes(&file), &reason, &bundle) == 0);
	CHECK(ingot_node_bundle_check(&bundle, &reason, &key) == 1);
	CHECK(ingot_node_bundle_write(bundle.document, ingot_bytes_of_text("0123456789"), &key,
				      &text) == 0);
	CHECK(strlen(text) == file.size - 90 + 17); /* lines of 64 and of 10 bytes */
	CHECK(ingot_node_bundle_parse(ingot_bytes_of_text(text), &reason, &bundle) == 0);
	CHECK(ingot_node_bundle_write(ingot_bytes_of_text("{}"), ingot_bytes_of_text("0"), &key,
				      &none) == -EINVAL);
	CHECK(ingot_node_bundle_write(ingot_bytes_of_text("{}\n"), ingot_bytes_of_text(""), &key,
				      &none) == -EINVAL);
	CHECK(!none);
}

static void test_size(void)
{
	ingot_scoped(ingot_scoped_free) uint8_t *data = calloc(1, INGOT_NODE_BUNDLE_SIZE_MAX + 1);
	struct ingot_node_bundle bundle;
	struct ingot_reason reason = { 0 };

	if (!data)
		abort();
	CHECK(ingot_node_bundle_parse((struct ingot_bytes){ data, INGOT_NODE_BUNDLE_SIZE_MAX },
				      &reason, &bundle) == 0);
	CHECK(ingot_node_bundle_parse((struct ingot_bytes){ data, INGOT_NODE_BUNDLE_SIZE_MAX + 1 },
				      &reason, &bundle) == -EFBIG);
	CHECK_TEXT(reason.text, "270337 bytes, at most 270336 are read");
}

static void test_looks(void)
{
	static const char *const like[] = { "{", " {}", "\r\n\t {" };
	static const char *const unlike[] = { "", " ", "#cloud-config\n{", "\xef\xbb\xbf{", "[{" };

	for (size_t i = 0; i < ARRAY_COUNT(like); i++)
		CHECK(ingot_node_bundle_looks_so(ingot_bytes_of_text(like[i])));
	for (size_t i = 0; i < ARRAY_COUNT(unlike); i++)
		CHECK(!ingot_node_bundle_looks_so(ingot_bytes_of_text(unlike[i])));
}

int main(void)
{
	test_looks();
	test_cases();
	check_kind(FOLDER "full.p256", INGOT_PUBLIC_KEY_ECDSA_P256);
	check_kind(FOLDER "full.ed25519", INGOT_PUBLIC_KEY_ED25519);
	test_unsigned();
	test_malformed_blocks();
	test_write();
	test_size();
	return check_result();
}
